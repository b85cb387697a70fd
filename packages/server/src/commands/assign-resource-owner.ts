import type { Id } from '@countersign/domain';
import { canonicalBytes } from '@countersign/evidence';
import { change, createdId, given } from './change.ts';
import type { Answer, Caller, Deps } from './deps.ts';
import { settleCandidates } from './settle-candidates.ts';

export interface ResourceOwnerInput {
  readonly environment: string;
  /** Patterns with `*` and `?`. */
  readonly resources: readonly string[];
  readonly owner: Id;
}

/** Names the human accountable for resources; rules call on them as `resource-owner`. */
export async function assignResourceOwner(
  deps: Deps,
  caller: Caller,
  input: ResourceOwnerInput,
): Promise<Answer<{ id: Id }>> {
  const assigned = await change(deps, caller, {
    streams: [],
    command: async ({ log }) =>
      given({
        type: 'assignResourceOwner',
        environment: input.environment,
        resources: await log.putDocument(resourcesDocument(input.resources)),
        owner: input.owner,
      }),
    answer: (events) => ({ id: createdId(events, 'ResourceOwnerAssigned') }),
  });
  // Who may approve hangs on who owns what is accessed.
  if (assigned.ok) {
    await settleCandidates(deps, caller.workspace, { environment: input.environment });
  }
  return assigned;
}

/** The canonical list of patterns: sorted by code unit, each once. */
export function resourcesDocument(resources: readonly string[]): Uint8Array {
  return canonicalBytes([...new Set(resources)].sort());
}
