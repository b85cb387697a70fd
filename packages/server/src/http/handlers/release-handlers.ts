import { issueFreshness } from '../../commands/issue-freshness.ts';
import { revokeRelease } from '../../commands/revoke-release.ts';
import { releaseBundle } from '../../queries/release-bundle.ts';
import { listReleases, releaseView } from '../../queries/release-views.ts';
import { found, type Handlers } from '../handler.ts';
import { answerWith } from './answer-with.ts';

type Names =
  | 'listReleases'
  | 'getRelease'
  | 'getReleaseBundle'
  | 'issueFreshness'
  | 'revokeRelease';

/** Releases and what a gate takes. */
export const releaseHandlers: Pick<Handlers, Names> = {
  listReleases: async ({ context: { deps }, who, query }) => ({
    ok: true,
    value: await listReleases(deps, who.workspace, query),
  }),

  getRelease: async ({ context: { deps }, who, params: { id } }) =>
    found(await releaseView(deps, who.workspace, id), {
      code: 'UNKNOWN_RELEASE',
      what: 'release',
      id,
    }),

  getReleaseBundle: async ({ context: { deps }, who, params: { id }, query, reply }) => {
    const any = query.any === 'true';
    const bundle = await releaseBundle(deps, who.workspace, id, { any });
    if (bundle.ok) reply.header('content-disposition', `attachment; filename="release-${id}.tar"`);
    return bundle;
  },

  issueFreshness: async ({ context: { deps }, caller, params, body }) => {
    const input = { release: params.id, ttlSeconds: body.ttlSeconds };
    const issued = await issueFreshness(deps, caller, input);
    if (!issued.ok) return issued;
    const { payloadType, payload, signatures } = issued.value;
    const envelope = { payloadType, payload, signatures: signatures.map((one) => ({ ...one })) };
    return { ok: true, value: { envelope } };
  },

  revokeRelease: async ({ context: { deps }, caller, params, body }) => {
    const input = { release: params.id, reason: body.reason };
    return answerWith(await revokeRelease(deps, caller, input), (id) =>
      releaseView(deps, caller.workspace, id),
    );
  },
};
