import type { Finding, ProofResult } from '../questions/answer.ts';
import type { Beyond, Language } from '../questions/language.ts';
import { patternOf, type RequirementCase } from '../requirement/requirement-case.ts';
import type { DenialResult, UnderGrant } from './summary.ts';

/** A policy held against the need, both ways. */
export interface Fit {
  readonly under: readonly UnderGrant[];
  readonly beyond: Beyond;
  readonly findings: readonly Finding[];
  readonly steps: number;
}

/** What of the need the policy does not allow, and what it allows beyond it. */
export function fitOf<P>(
  language: Language<P>,
  policy: P,
  cases: readonly RequirementCase[],
  steps: number,
): Fit {
  const proofs = cases.map((one) => proofOf(language, 'must-allow', policy, one, steps));
  const beyond = language.beyond(policy, cases.map(patternOf), { steps });
  return {
    under: proofs.flatMap((proof, index) => underGrant(cases[index]?.id ?? '', proof) ?? []),
    beyond,
    findings: [...beyond.findings, ...proofs.flatMap(({ findings }) => findings)],
    steps: beyond.steps + proofs.reduce((sum, proof) => sum + proof.steps, 0),
  };
}

/** The part of the need that a proof leaves; nothing where it was proved. */
export function underGrant(
  id: string,
  { verdict, witness, reason }: ProofResult,
): UnderGrant | undefined {
  if (verdict === 'proved') return undefined;
  return { case: id, verdict, witness: witness ?? null, reason: reason ?? null };
}

/** An intended denial and what the proof of it came to. */
export interface Denial {
  readonly result: DenialResult;
  readonly findings: readonly Finding[];
  readonly steps: number;
}

/** Whether the policy allows nothing of the case. */
export function denialOf<P>(
  language: Language<P>,
  policy: P,
  one: RequirementCase,
  steps: number,
): Denial {
  const { verdict, kind, witness, reason, findings, ...proof } = proofOf(
    language,
    'must-deny',
    policy,
    one,
    steps,
  );
  const result: DenialResult = {
    case: one.id,
    verdict,
    kind: kind ?? null,
    witness: witness ?? null,
    reason: reason ?? null,
  };
  return { result, findings, steps: proof.steps };
}

/** A case that is no request pattern proves nothing: undetermined, with what is wrong. */
export function proofOf<P>(
  language: Language<P>,
  property: 'must-allow' | 'must-deny',
  policy: P,
  one: RequirementCase,
  steps: number,
): ProofResult {
  const question = { property, policies: [policy], pattern: patternOf(one) };
  const proof = language.prove(question, { steps });
  if (proof.ok) return proof.value;
  const reason = proof.refusals.map(({ message }) => message).join('; ');
  return { verdict: 'undetermined', reason, assumptions: [], findings: [], steps: 0 };
}
