import type { Id } from '@countersign/domain';
import { candidateStreams } from './candidate-streams.ts';
import { change, given } from './change.ts';
import type { Answer, Caller, Deps } from './deps.ts';

/** Takes back an own reject, which blocked until now. */
export function withdrawReject(
  deps: Deps,
  caller: Caller,
  input: { readonly candidate: Id },
): Promise<Answer<{ id: Id }>> {
  return change(deps, caller, {
    streams: (log) => candidateStreams(log, input.candidate),
    command: () => given({ type: 'withdrawReject', candidate: input.candidate }),
    answer: () => ({ id: input.candidate }),
  });
}
