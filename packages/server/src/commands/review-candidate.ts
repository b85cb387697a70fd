import type { Command, Digest, Id } from '@countersign/domain';
import { candidateStreams } from './candidate-streams.ts';
import { change, given } from './change.ts';
import type { Answer, Caller, Deps } from './deps.ts';

export interface ReviewInput {
  readonly candidate: Id;
  readonly decision: 'reject' | 'request-changes' | 'comment';
  readonly reason: string;
}

/** A reject blocks, a request for changes waits for a new revision, a comment does neither; events, not signatures. */
export function reviewCandidate(
  deps: Deps,
  caller: Caller,
  input: ReviewInput,
): Promise<Answer<{ id: Id }>> {
  return change(deps, caller, {
    streams: (log) => candidateStreams(log, input.candidate),
    command: async ({ log }) => given(reviewCommand(input, await log.putText(input.reason))),
    answer: () => ({ id: input.candidate }),
  });
}

function reviewCommand({ candidate, decision }: ReviewInput, text: Digest): Command {
  switch (decision) {
    case 'reject':
      return { type: 'rejectCandidate', candidate, reason: text };
    case 'request-changes':
      return { type: 'requestChanges', candidate, reason: text };
    case 'comment':
      return { type: 'commentCandidate', candidate, comment: text };
    default:
      return decision satisfies never;
  }
}
