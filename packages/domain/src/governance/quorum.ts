import { distinct } from '../equality.ts';
import type { Facts, VerifiedSignature } from '../facts.ts';
import { isInForce } from '../instant.ts';
import { documentUnknown } from '../law.ts';
import { unless } from '../refusal.ts';
import type { Roster } from '../roster.ts';
import { credentialInForce } from '../rule/eligibility.ts';
import type { Digest, Id, Instant, Refusal } from '../values.ts';

/** The Roster whose quorum must have signed, and when. */
export interface QuorumWorld {
  readonly roster: Roster;
  readonly at: Instant;
  readonly facts: Facts;
}

/** The distinct humans of the quorum whose signatures in the envelope stand under that Roster at that time. */
export function quorumSigners(
  signatures: readonly VerifiedSignature[],
  world: Pick<QuorumWorld, 'roster' | 'at'>,
): readonly Id[] {
  const humans = signatures.flatMap((signature) => signerOf(signature, world));
  return distinct(humans.filter((human) => world.roster.quorum.humans.includes(human)));
}

/** QUORUM_NOT_MET or DOCUMENT_UNKNOWN unless enough distinct humans of the quorum signed this very document. */
export function quorumRefusals(
  signed: {
    readonly kind: 'roster' | 'ruleset';
    readonly document: Digest;
    readonly envelope: Digest;
  },
  world: QuorumWorld,
): readonly Refusal[] {
  const envelope = world.facts.governanceEnvelope(signed.envelope);
  if (envelope === undefined) return [documentUnknown(signed.envelope, 'signed envelope')];
  const signers = quorumSigners(envelope.signatures, world);
  const { threshold } = world.roster.quorum;
  return [
    ...unless(
      envelope.kind === signed.kind && envelope.document === signed.document,
      'GOVERNANCE_CHAIN',
      `the envelope carries \`${envelope.document}\`, not \`${signed.document}\``,
    ),
    ...unless(
      // INV-4: distinct humans, with >=; a threshold below one counts nobody and is refused.
      threshold >= 1 && signers.length >= threshold,
      'QUORUM_NOT_MET',
      `${signers.length} of ${threshold} signatures by the quorum of roster ${world.roster.number}`,
      { signers, threshold },
    ),
  ];
}

/** The human who holds that credential and key in the Roster, if both stand at that time. */
export function signerOf(
  signature: VerifiedSignature,
  { roster, at }: { readonly roster: Roster; readonly at: Instant },
): readonly Id[] {
  return roster.humans
    .filter((human) => isInForce(human, at))
    .filter((human) => {
      const owner = { human: human.id, credential: signature.credential };
      return credentialInForce(roster, owner, at)?.publicKey === signature.publicKey;
    })
    .map((human) => human.id);
}
