import type { Id } from '@countersign/domain';
import { change, given } from './change.ts';
import type { Answer, Caller, Deps } from './deps.ts';

/** Takes back an own proposal for the next Roster or RuleSet. */
export function withdrawGovernance(
  deps: Deps,
  caller: Caller,
  input: { readonly governance: Id; readonly reason: string },
): Promise<Answer<{ id: Id }>> {
  return change(deps, caller, {
    streams: [`governance/${input.governance}`],
    command: async ({ log }) =>
      given({
        type: 'withdrawGovernance',
        governance: input.governance,
        reason: await log.putText(input.reason),
      }),
    answer: () => ({ id: input.governance }),
  });
}
