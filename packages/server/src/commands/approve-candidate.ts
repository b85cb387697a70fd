import type { Digest, Id } from '@countersign/domain';
import {
  canonicalBytes,
  type Envelope,
  fromHex,
  parseEnvelope,
  parseStatement,
  saltedDigest,
} from '@countersign/evidence';
import { candidateStreams } from './candidate-streams.ts';
import { change, given } from './change.ts';
import { type Answer, type Caller, type Deps, type Refused, refuse } from './deps.ts';

export interface ApproveInput {
  readonly candidate: Id;
  readonly envelope: Envelope;
  /** The words behind the statement's `reason`, kept apart and erasable. */
  readonly reason: { readonly text: string; readonly salt: string } | null;
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
  const faults = reasonFaults(bytes, input.reason);
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

/** Words that the signature does not bind are not the signer's. */
function reasonFaults(bytes: Uint8Array, reason: ApproveInput['reason']): Refused | null {
  const envelope = parseEnvelope(bytes);
  if (!envelope.ok) return envelope;
  const statement = parseStatement(envelope.value.payload, 'urn:countersign:approval:v1');
  if (!statement.ok) return statement;
  const { predicate } = statement.value;
  const signed =
    typeof predicate === 'object' && predicate !== null && 'reason' in predicate
      ? predicate['reason']
      : undefined;
  if (reason === null || saltedDigest(saltOf(reason.salt), reason.text) === signed) return null;
  return refuse('REASON_MISMATCH', 'the reason given is not the one whose digest was signed');
}

function saltOf(hex: string): Uint8Array {
  return fromHex(hex) ?? new Uint8Array();
}
