import type { Id } from '@countersign/domain';
import { change, given } from './change.ts';
import type { Answer, Caller, Deps } from './deps.ts';
import { settleCandidates } from './settle-candidates.ts';

/** Ends who answers for resources; a candidate that this human could have approved goes back. */
export async function removeResourceOwner(
  deps: Deps,
  caller: Caller,
  input: { readonly resourceOwner: Id; readonly reason: string },
): Promise<Answer<{ id: Id; environment: string }>> {
  const { resourceOwner: id } = input;
  const removed = await change(deps, caller, {
    streams: [`resource-owner/${id}`],
    command: async ({ log }) =>
      given({
        type: 'removeResourceOwner',
        resourceOwner: id,
        reason: await log.putText(input.reason),
      }),
    answer: (_, { state }) => ({
      id,
      environment: state.resourceOwners.get(id)?.environment ?? '',
    }),
  });
  if (removed.ok) {
    await settleCandidates(deps, caller.workspace, { environment: removed.value.environment });
  }
  return removed;
}
