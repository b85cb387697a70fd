import type { Id } from '@countersign/domain';
import { candidateStreams } from './candidate-streams.ts';
import { change, given } from './change.ts';
import type { Answer, Caller, Deps } from './deps.ts';

/** Ends a candidate because another one for the same policy takes its place; only its authors may. */
export function supersedeCandidate(
  deps: Deps,
  caller: Caller,
  input: { readonly candidate: Id; readonly by: Id },
): Promise<Answer<{ id: Id }>> {
  return change(deps, caller, {
    streams: async (log) => [
      ...(await candidateStreams(log, input.candidate)),
      `candidate/${input.by}`,
    ],
    command: () => given({ type: 'supersedeCandidate', ...input }),
    answer: () => ({ id: input.candidate }),
  });
}
