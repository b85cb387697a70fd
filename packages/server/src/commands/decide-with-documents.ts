import { factsFrom, type PasskeySource } from '@countersign/assurance';
import {
  type Actor,
  type Command,
  type Decided,
  type Digest,
  decide,
  type Facts,
  type Id,
  type Instant,
  type NewEvent,
  type WorkspaceState,
} from '@countersign/domain';
import type { Deps } from './deps.ts';
import type { Proved } from './facts-cache.ts';

export type ReadDocument = (digest: Digest) => Promise<Uint8Array | undefined>;

export interface DecisionContext {
  readonly actor: Actor;
  readonly at: Instant;
  readonly newId: () => Id;
}

/** What Facts are made of: documents, where passkeys may come from, and what was proved before. */
export interface Proofs {
  readonly read: ReadDocument;
  readonly passkeys: PasskeySource | null;
  readonly proved: Proved;
}

/** Lets the domain decide over documents that it names itself, by digest. */
export function decideWithDocuments(
  proofs: Proofs,
  state: WorkspaceState,
  command: Command,
  context: DecisionContext,
): Promise<Decided<{ readonly events: readonly NewEvent[] }>> {
  return withDocuments(proofs, (facts) => decide(state, command, { ...context, facts }));
}

/**
 * Runs a pure question until every document it looks up was read: what is not at hand yet is answered with
 * `undefined`, noted, read, and the question asked again. Ends because each round reads at least one more.
 */
export async function withDocuments<T>(
  { read, passkeys, proved }: Proofs,
  question: (facts: Facts) => T,
): Promise<T> {
  const loaded = new Map<Digest, Uint8Array | undefined>();
  const missing = new Set<Digest>();
  const documents = (digest: Digest): Uint8Array | undefined => {
    if (!loaded.has(digest)) missing.add(digest);
    return loaded.get(digest);
  };
  const facts = proved.over(factsFrom(documents, passkeys));
  for (;;) {
    const answer = question(facts);
    if (missing.size === 0) return answer;
    for (const digest of missing) loaded.set(digest, await read(digest));
    missing.clear();
  }
}

/** Asks a pure question over what is stored, outside of any lock. */
export async function withStoredDocuments<T>(
  { store, passkeys, facts }: Pick<Deps, 'store' | 'passkeys' | 'facts'>,
  workspace: Id,
  question: (facts: Facts) => T,
): Promise<T> {
  const proved = facts.begin(workspace);
  const read = (digest: Digest) => store.document(workspace, digest);
  const answer = await withDocuments({ read, passkeys, proved }, question);
  proved.keep();
  return answer;
}
