import type { Id } from '@countersign/domain';
import { candidateStreams } from './candidate-streams.ts';
import { change, given } from './change.ts';
import type { Answer, Caller, Deps } from './deps.ts';

/** Lets another human revise under their own sign-in; an author never approves (INV-4). */
export function inviteAuthor(
  deps: Deps,
  caller: Caller,
  input: { readonly candidate: Id; readonly human: Id },
): Promise<Answer<{ id: Id }>> {
  return change(deps, caller, {
    streams: (log) => candidateStreams(log, input.candidate),
    command: () => given({ type: 'inviteAuthor', candidate: input.candidate, human: input.human }),
    answer: () => ({ id: input.candidate }),
  });
}
