import { factsFrom } from '@countersign/assurance';
import {
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
import type { Actor } from '@countersign/domain';

export type ReadDocument = (digest: Digest) => Promise<Uint8Array | undefined>;

export interface DecisionContext {
  readonly actor: Actor;
  readonly at: Instant;
  readonly newId: () => Id;
}

/** Lets the domain decide over documents that it names itself, by digest. */
export function decideWithDocuments(
  read: ReadDocument,
  state: WorkspaceState,
  command: Command,
  context: DecisionContext,
): Promise<Decided<{ readonly events: readonly NewEvent[] }>> {
  return withDocuments(read, (facts) => decide(state, command, { ...context, facts }));
}

/**
 * Runs a pure question until every document it looks up was read: what is not at hand yet is answered with
 * `undefined`, noted, read, and the question asked again. Ends because each round reads at least one more.
 */
export async function withDocuments<T>(
  read: ReadDocument,
  question: (facts: Facts) => T,
): Promise<T> {
  const loaded = new Map<Digest, Uint8Array | undefined>();
  for (;;) {
    const missing = new Set<Digest>();
    const answer = question(
      factsFrom((digest) => {
        if (!loaded.has(digest)) missing.add(digest);
        return loaded.get(digest);
      }),
    );
    if (missing.size === 0) return answer;
    for (const digest of missing) loaded.set(digest, await read(digest));
  }
}
