import type { Digest, Id } from '@countersign/domain';
import { canonicalBytes, type Envelope, PREDICATES } from '@countersign/evidence';
import { candidateStreams } from './candidate-streams.ts';
import { change, given } from './change.ts';
import type { Answer, Caller, Deps } from './deps.ts';
import {
  checkpointFaults,
  type Reason,
  reasonFaults,
  saltOf,
  signedPredicate,
} from './signed-words.ts';

export interface ApproveInput {
  readonly candidate: Id;
  readonly envelope: Envelope;
  readonly reason: Reason | null;
}

/**
 * Adds one human's signed approval. The signature is verified under the lock by the builder of Facts that audit and
 * gate use, and the domain holds it against the Roster in force and the frozen Submission (INV-3, INV-4).
 */
export async function approveCandidate(
  deps: Deps,
  caller: Caller,
  input: ApproveInput,
): Promise<Answer<{ id: Id; approval: Digest }>> {
  const bytes = canonicalBytes(input.envelope);
  const signed = signedPredicate(bytes, PREDICATES.approval);
  if (!signed.ok) return signed;
  const faults =
    reasonFaults(signed.value, input.reason) ??
    (await checkpointFaults(deps, caller.workspace, signed.value));
  if (faults !== null) return faults;
  let approval: Digest;
  return change(deps, caller, {
    streams: (log) => candidateStreams(log, input.candidate),
    command: async ({ log }) => {
      approval = await log.putDocument(bytes);
      if (input.reason !== null) {
        await log.putSaltedText(saltOf(input.reason.salt), input.reason.text);
      }
      return given({ type: 'approveCandidate', candidate: input.candidate, approval });
    },
    answer: () => ({ id: input.candidate, approval }),
  });
}
