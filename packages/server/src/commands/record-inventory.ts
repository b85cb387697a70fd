import type { Decided, Id, NhiState } from '@countersign/domain';
import { canonicalBytes, type Json, parseSnapshot, type Snapshot } from '@countersign/evidence';
import { allIds } from './all-ids.ts';
import { change, given } from './change.ts';
import { type Answer, type Caller, type Deps, refuse } from './deps.ts';

export interface SnapshotInput {
  /** An inventory or a use as its reader made it, without the workspace. */
  readonly document: Readonly<Record<string, unknown>>;
}

/**
 * Records what was found live in an environment, or what a registered identity was seen to use. The whole document is
 * read strictly, every policy in it by its language in a worker, before anything is kept.
 */
export async function recordInventory(
  deps: Deps,
  caller: Caller,
  { document }: SnapshotInput,
): Promise<Answer<{ id: Id }>> {
  const { workspace } = caller;
  const snapshot = parseSnapshot({ ...document, workspace } as Json);
  if (!snapshot.ok) return snapshot;
  const read = await contentRead(deps, snapshot.value);
  if (!read.ok) return read;
  const subject = await subjectOf(deps, workspace, snapshot.value);
  if (!subject.ok) return subject;
  const nhi = subject.value;
  return change(deps, caller, {
    streams: ['inventory/*', ...(nhi === null ? [] : [`nhi/${nhi}`])],
    command: async ({ log }) => {
      const digest = await log.putDocument(canonicalBytes(snapshot.value));
      return given({ type: 'recordInventory', document: digest, nhi });
    },
    answer: (events) => ({ id: events[0]?.stream.split('/')[1] ?? '' }),
  });
}

/** Refuses what is no canonical policy of the language, each at its place. */
async function contentRead(deps: Deps, snapshot: Snapshot): Promise<Decided<null>> {
  if (snapshot.kind === 'use') return { ok: true, value: null };
  const { language, policies, objects } = snapshot;
  const read = await deps.analysis.run({ kind: 'read-inventory', language, policies, objects });
  if (!read.ok) {
    return refuse('ANALYSIS_UNAVAILABLE', `the inventory could not be read: ${read.message}`);
  }
  return read.value.length === 0 ? { ok: true, value: null } : { ok: false, refusals: read.value };
}

/** The registered identity that a use is about; UNKNOWN_NHI names who was seen. Null for an inventory. */
async function subjectOf(
  deps: Deps,
  workspace: Id,
  snapshot: Snapshot,
): Promise<Decided<Id | null>> {
  if (snapshot.kind === 'inventory') return { ok: true, value: null };
  const { environment, subject } = snapshot;
  const ids = await allIds(deps, workspace, 'nhi', { environment });
  const { nhis } = await deps.store.state(
    workspace,
    ids.map((id) => `nhi/${id}`),
  );
  const known = ids.map((id) => nhis.get(id)).filter((nhi): nhi is NhiState => nhi !== undefined);
  const names = await deps.store.texts(
    workspace,
    known.map(({ externalId }) => externalId),
  );
  const found = known.find(({ externalId }) => names.get(externalId) === subject);
  if (found !== undefined) return { ok: true, value: found.id };
  return refuse(
    'UNKNOWN_NHI',
    `no identity of \`${environment}\` has the external id \`${subject}\``,
  );
}
