import type { Json } from '../canonical/jcs.ts';
import type { ProofResult } from '../questions/answer.ts';
import type { Digest, Parsed, Refusal } from '../refusal.ts';
import type { Draft, DraftProof } from './drafter.ts';

/** A proof of a draft under its name. */
export function namedProof(name: string, proof: ProofResult): DraftProof {
  return {
    name,
    verdict: proof.findings.length > 0 ? 'undetermined' : proof.verdict,
    reason: proof.findings[0]?.message ?? proof.reason ?? null,
    witness: proof.witness ?? null,
  };
}

/** The draft, unless one of its proofs came out against it: what is made here must never be wide in silence. */
export function unlessRefuted<D extends Draft>(draft: D): Parsed<D> {
  const refusals = draft.proofs
    .filter(({ verdict }) => verdict === 'refuted')
    .map(
      ({ name, witness }): Refusal => ({
        code: 'DRAFT_REFUTED',
        message: `the draft does not hold: \`${name}\` is refuted by ${JSON.stringify(witness)}`,
        details: { proof: name, witness },
      }),
    );
  return refusals.length > 0 ? { ok: false, refusals } : { ok: true, value: draft };
}

/** A canonical policy with the document inside it, as the language writes it. */
export function withPolicy(canonical: {
  readonly text: string;
  readonly digest: Digest;
}): Pick<Draft, 'policy' | 'text' | 'digest'> {
  const { policy }: { readonly policy: Json } = JSON.parse(canonical.text);
  return { policy, ...canonical };
}
