import type { Digest, Id } from '@countersign/domain';
import {
  canonicalBytes,
  type Envelope,
  fromHex,
  isJsonObject,
  PREDICATES,
  parseEnvelope,
  parseStatement,
  saltedDigest,
  toBase64,
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
  const signed = signedPredicate(bytes);
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

type Predicate = Readonly<Record<string, unknown>>;

function signedPredicate(
  bytes: Uint8Array,
): { readonly ok: true; readonly value: Predicate } | Refused {
  const envelope = parseEnvelope(bytes);
  if (!envelope.ok) return envelope;
  const statement = parseStatement(envelope.value.payload, PREDICATES.approval);
  if (!statement.ok) return statement;
  const { predicate } = statement.value;
  return { ok: true, value: isJsonObject(predicate) ? predicate : {} };
}

/** Words that the signature does not bind are not the signer's. */
function reasonFaults(predicate: Predicate, reason: ApproveInput['reason']): Refused | null {
  const signed = predicate['reason'];
  if (reason === null || saltedDigest(saltOf(reason.salt), reason.text) === signed) return null;
  return refuse('REASON_MISMATCH', 'the reason given is not the one whose digest was signed');
}

/**
 * The checkpoint the signer saw has to be one of this log: an approval that names another would make every later
 * audit fail. Roots of committed sizes never change, so this may be asked before the lock.
 */
async function checkpointFaults(
  { store }: Deps,
  workspace: Id,
  { checkpoint }: Predicate,
): Promise<Refused | null> {
  // What is not a checkpoint at all is for the approval's own parser to refuse.
  if (!isJsonObject(checkpoint)) return null;
  const { size, root } = checkpoint;
  const known = typeof size === 'number' && size >= 1 && size <= (await store.log.size(workspace));
  if (known && toBase64(await store.log.root(workspace, size)) === root) return null;
  return refuse('APPROVAL_CHECKPOINT', 'the checkpoint that was signed is not one of this log');
}

function saltOf(hex: string): Uint8Array {
  return fromHex(hex) ?? new Uint8Array();
}
