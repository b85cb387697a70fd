import type { Decided, Digest, GovernanceState, Id } from '@countersign/domain';
import { canonicalBytes, type Envelope, parseEnvelope } from '@countersign/evidence';
import type { LockedLog } from '../store/store.ts';
import { change, given } from './change.ts';
import { type Answer, type Caller, type Deps, refuse } from './deps.ts';
import { settleCandidates } from './settle-candidates.ts';

/**
 * Adds one human's signature. The envelope that is kept holds it and every one given before over the same bytes, so
 * the one that meets the quorum is the adoption's proof as it stands; the domain verifies all of them and adopts.
 */
export async function signGovernance(
  deps: Deps,
  caller: Caller,
  input: { readonly governance: Id; readonly envelope: Envelope },
): Promise<Answer<{ id: Id }>> {
  const bytes = canonicalBytes(input.envelope);
  const parsed = parseEnvelope(bytes);
  if (!parsed.ok) return parsed;
  const [signature, ...more] = parsed.value.envelope.signatures;
  if (signature === undefined || more.length > 0) {
    return refuse('ENVELOPE_FORMAT', 'the envelope must hold exactly one signature, your own');
  }
  const signed = await change(deps, caller, {
    streams: ['governance/*'],
    command: async ({ log, state }) => {
      const before = state.governance.get(input.governance);
      const merged = await mergedEnvelope(log, before, parsed.value.envelope);
      if (!merged.ok) return merged;
      return given({
        type: 'signGovernance',
        governance: input.governance,
        credential: signature.keyid,
        envelope: merged.value,
      });
    },
    answer: () => ({ id: input.governance }),
  });
  // What candidates in review were bound to may have moved with the adoption.
  if (signed.ok) await settleCandidates(deps, caller.workspace);
  return signed;
}

async function mergedEnvelope(
  log: LockedLog,
  governance: GovernanceState | undefined,
  added: Envelope,
): Promise<Decided<Digest>> {
  const last = governance?.signatures.at(-1)?.envelope;
  const earlier =
    last === undefined ? null : parseEnvelope((await log.document(last)) ?? new Uint8Array());
  if (earlier === null) return { ok: true, value: await log.putDocument(canonicalBytes(added)) };
  if (!earlier.ok) return earlier;
  if (earlier.value.envelope.payload !== added.payload) {
    return refuse(
      'BINDING_MOVED',
      'the signature is over other bytes than the signatures before it',
    );
  }
  const signatures = [...earlier.value.envelope.signatures, ...added.signatures];
  return { ok: true, value: await log.putDocument(canonicalBytes({ ...added, signatures })) };
}
