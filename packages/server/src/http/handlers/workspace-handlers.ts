import { ANALYSIS_VERSION } from '@countersign/analysis';
import type { FastifyRequest } from 'fastify';
import { issueChallenge, openSession } from '../../auth/sign-in.ts';
import { useVisitCode, VISIT_COOKIE } from '../../auth/visit.ts';
import { createToken } from '../../commands/create-token.ts';
import { foundWorkspace, reserveWorkspace } from '../../commands/found-workspace.ts';
import { revokeToken } from '../../commands/revoke-token.ts';
import { checkpointView } from '../../queries/checkpoint-view.ts';
import { listTokens } from '../../queries/token-views.ts';
import { whoami } from '../../queries/whoami.ts';
import type { Handlers } from '../handler.ts';
import { refusing } from '../problems.ts';

type Names =
  | 'getHealth'
  | 'getReadiness'
  | 'getServer'
  | 'createWorkspace'
  | 'foundWorkspace'
  | 'visit'
  | 'createLoginChallenge'
  | 'createSession'
  | 'deleteSession'
  | 'whoami'
  | 'createToken'
  | 'listTokens'
  | 'revokeToken';

/** Server, founding, sign-in and tokens. */
export const workspaceHandlers: Pick<Handlers, Names> = {
  getHealth: async () => ({ ok: true, value: { status: 'ok' } }),

  getReadiness: async ({ context }) => {
    await context.deps.store.ping();
    return { ok: true, value: { status: 'ok' } };
  },

  getServer: async ({ context }) => ({
    ok: true,
    value: {
      name: 'countersign',
      version: context.version,
      origin: context.origin,
      analysis: ANALYSIS_VERSION,
      evaluation: context.evaluation(),
    },
  }),

  createWorkspace: async ({ context, body }) => {
    const { workspace, logOrigin, serviceKeys } = await reserveWorkspace(context.deps, body);
    return { ok: true, value: { workspace, logOrigin, serviceKeys: [...serviceKeys] } };
  },

  foundWorkspace: async ({ context, params: { workspace }, body }) => {
    const founded = await foundWorkspace(context.deps, { workspace, ...body });
    if (!founded.ok) return founded;
    const checkpoint = await checkpointView(context.deps, workspace);
    return { ok: true, value: { workspace, checkpoint } };
  },

  visit: async ({ context, query, request, reply }) => {
    const visit = await useVisitCode(context.deps, query.code);
    if (visit === undefined) {
      // Whoever followed the link sees the page, which says how to sign in; it may know this visitor already.
      if (isBrowser(request)) return { ok: true, value: '/' };
      throw refusing(
        'VISIT_CODE_UNKNOWN',
        'this link was used already, is too old or never was one',
      );
    }
    reply.setCookie(VISIT_COOKIE, visit.secret, {
      httpOnly: true,
      sameSite: 'strict',
      secure: context.origin.startsWith('https:'),
      path: '/',
      maxAge: visit.seconds,
    });
    return { ok: true, value: '/' };
  },

  createLoginChallenge: async ({ context, params }) => {
    const issued = await issueChallenge({ ...context, ...context.deps }, params.workspace);
    return issued.ok ? { ok: true, value: { challenge: issued.challenge } } : issued;
  },

  createSession: async ({ context, params, body }) => {
    const opened = await openSession({ ...context, ...context.deps }, params.workspace, body);
    if (!opened.ok) return opened;
    const { token, human, expiresAt } = opened;
    return { ok: true, value: { token, human, expiresAt } };
  },

  deleteSession: async ({ context, request }) => {
    const secret = request.headers.authorization?.split(/ +/)[1] ?? '';
    await context.deps.store.access.closeSession(secret);
    return { ok: true, value: undefined };
  },

  whoami: async ({ context, who }) => {
    const id = who.kind === 'visitor' ? who.workspace : who.id;
    const value = await whoami(context.deps, who.workspace, { kind: who.kind, id });
    if (value === undefined)
      throw new Error('somebody is signed in to a workspace without genesis');
    return { ok: true, value };
  },

  createToken: async ({ context, caller, body }) => {
    const made = await createToken(context.deps, caller, body);
    return made.ok ? { ok: true, value: { ...made.value } } : made;
  },

  listTokens: async ({ context, who, query }) => ({
    ok: true,
    value: await listTokens(context.deps, who.workspace, query),
  }),

  revokeToken: async ({ context, caller, params }) => {
    const revoked = await revokeToken(context.deps, caller, { token: params.id });
    return revoked.ok ? { ok: true, value: undefined, replayed: revoked.replayed } : revoked;
  },
};

function isBrowser({ headers }: FastifyRequest): boolean {
  return headers.accept?.includes('text/html') === true;
}
