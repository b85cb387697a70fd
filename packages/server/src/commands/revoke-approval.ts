import type { Id } from '@countersign/domain';
import { candidateStreams } from './candidate-streams.ts';
import { change, given } from './change.ts';
import type { Answer, Caller, Deps } from './deps.ts';

/** Takes back an own approval; the candidate stays approved only where the others suffice. */
export function revokeApproval(
  deps: Deps,
  caller: Caller,
  input: { readonly candidate: Id },
): Promise<Answer<{ id: Id }>> {
  return change(deps, caller, {
    streams: (log) => candidateStreams(log, input.candidate),
    command: () => given({ type: 'revokeApproval', candidate: input.candidate }),
    answer: () => ({ id: input.candidate }),
  });
}
