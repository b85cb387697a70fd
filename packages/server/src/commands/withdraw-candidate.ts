import type { Id } from '@countersign/domain';
import { candidateStreams } from './candidate-streams.ts';
import { change, given } from './change.ts';
import type { Answer, Caller, Deps } from './deps.ts';

/** Ends a candidate at its authors' wish. */
export function withdrawCandidate(
  deps: Deps,
  caller: Caller,
  input: { readonly candidate: Id; readonly reason: string },
): Promise<Answer<{ id: Id }>> {
  return change(deps, caller, {
    streams: (log) => candidateStreams(log, input.candidate),
    command: async ({ log }) =>
      given({
        type: 'withdrawCandidate',
        candidate: input.candidate,
        reason: await log.putText(input.reason),
      }),
    answer: () => ({ id: input.candidate }),
  });
}
