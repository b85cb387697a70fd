import type { Id, Instant, OnLapse } from '@countersign/domain';
import { candidateStreams } from './candidate-streams.ts';
import { change, given } from './change.ts';
import type { Answer, Caller, Deps } from './deps.ts';

/** Asks for approval: freezes tier, rule, inputs and dates into the Submission every approval repeats. */
export function submitCandidate(
  deps: Deps,
  caller: Caller,
  input: {
    readonly candidate: Id;
    readonly validUntil: Instant;
    readonly recertifyBy: Instant;
    readonly rollbackUntil: Instant | null;
    readonly onLapse: OnLapse | null;
  },
): Promise<Answer<{ id: Id }>> {
  return change(deps, caller, {
    streams: (log) => candidateStreams(log, input.candidate),
    command: () => given({ type: 'submitCandidate', ...input }),
    answer: () => ({ id: input.candidate }),
  });
}
