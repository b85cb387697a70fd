import type { Id } from '@countersign/domain';
import { change, given } from './change.ts';
import type { Answer, Caller, Deps } from './deps.ts';

/** Revokes a release: no freshness is issued for it any more, so gates refuse it within one freshness period. */
export function revokeRelease(
  deps: Deps,
  caller: Caller,
  input: { readonly release: Id; readonly reason: string },
): Promise<Answer<{ id: Id }>> {
  return change(deps, caller, {
    streams: async (log) => {
      const { releases } = await log.state([`release/${input.release}`]);
      const terms = releases.get(input.release)?.terms;
      const around =
        terms === undefined ? [] : [`policy/${terms.policy}`, `candidate/${terms.candidate}`];
      return [`release/${input.release}`, ...around];
    },
    command: async ({ log }) =>
      given({
        type: 'revokeRelease',
        release: input.release,
        reason: await log.putText(input.reason),
      }),
    answer: () => ({ id: input.release }),
  });
}
