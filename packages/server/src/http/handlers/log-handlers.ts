import { auditExport } from '../../queries/audit-export.ts';
import { entryProof, listEntries } from '../../queries/log-queries.ts';
import { found, type Handled, type Handlers } from '../handler.ts';
import { readTile } from '../tile.ts';

type Names =
  | 'getDocument'
  | 'listEntries'
  | 'getEntryProof'
  | 'exportAudit'
  | 'getCheckpoint'
  | 'getTile';

const YEAR_SECONDS = 31_536_000;

/** What never changes once it is there may be kept by whoever fetched it. */
const IMMUTABLE = `private, max-age=${YEAR_SECONDS}, immutable`;

/** Evidence: documents, entries, proofs, the log itself. */
export const logHandlers: Pick<Handlers, Names> = {
  getDocument: async ({ context: { deps }, who, params: { digest }, reply }) => {
    const bytes = await deps.store.document(who.workspace, digest);
    const held = found(bytes, { code: 'UNKNOWN_DOCUMENT', what: 'document', id: digest });
    if (!held.ok) return held;
    reply.header('cache-control', IMMUTABLE);
    return { ...held, etag: digest };
  },

  listEntries: async ({ context: { deps }, who, query }) => ({
    ok: true,
    value: await listEntries(deps, who.workspace, query),
  }),

  getEntryProof: async ({ context: { deps }, who, params }) =>
    entryProof(deps, who.workspace, params.index),

  exportAudit: async ({ context: { deps }, who, reply }) => {
    const exported = await auditExport(deps, who.workspace);
    if (exported.ok) {
      reply.header('content-disposition', `attachment; filename="audit-${who.workspace}.tar"`);
    }
    return exported;
  },

  getCheckpoint: async ({ context: { deps }, params: { workspace } }) => {
    const checkpoint = await deps.store.log.checkpoint(workspace);
    return found(checkpoint?.text, { code: 'UNKNOWN_WORKSPACE', what: 'log', id: workspace });
  },

  getTile: async ({ context: { deps }, who, params, reply }): Promise<Handled<Uint8Array>> => {
    if (params.workspace !== who.workspace) {
      const message = `you are signed in to another workspace than \`${params.workspace}\``;
      return { ok: false, refusals: [{ code: 'OTHER_WORKSPACE', message }] };
    }
    const tile = await readTile(deps.store.log, who.workspace, params['*']);
    const held = found(tile, { code: 'UNKNOWN_TILE', what: 'tile', id: params['*'] });
    if (held.ok) reply.header('cache-control', IMMUTABLE);
    return held;
  },
};
