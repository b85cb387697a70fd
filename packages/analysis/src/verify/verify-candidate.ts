import { parseCanonicalPolicy } from '../aws-iam/canonical/canonical-policy.ts';
import type { AwsClass, AwsDiff, AwsPolicy, AwsProof } from '../aws-iam/model.ts';
import { ask } from '../aws-iam/questions/ask.ts';
import { classesOf } from '../aws-iam/questions/classes.ts';
import { diff } from '../aws-iam/questions/diff.ts';
import { prove } from '../aws-iam/questions/prove.ts';
import { parseRequestPattern, patternPolicy } from '../aws-iam/questions/request-pattern.ts';
import { Session } from '../aws-iam/translate/session.ts';
import { digestText } from '../canonical/digest.ts';
import { DEFAULT_STEPS } from '../engine/budget.ts';
import type { GuardrailResult } from '../guardrails/guardrail.ts';
import type { SurvivingMutant } from '../mutants/surviving-mutant.ts';
import type { LanguageName } from '../questions/language.ts';
import type { Digest } from '../refusal.ts';
import {
  patternOf,
  type RequirementCase,
  type RequirementCases,
} from '../requirement/requirement-case.ts';
import {
  type Check,
  denialCheck,
  diffCheck,
  overGrantCheck,
  parseCheck,
  replayCheck,
  requiredCheck,
} from './checks.ts';
import type { LeastPrivilege } from './least-privilege.ts';
import { type DenialResult, makeSummary, type Summary, type UnderGrant } from './summary.ts';
import type { VerificationContext } from './verification-context.ts';

/** What verification reads: canonical texts (FORMATS section 1), `from` null when nothing is in force. */
export interface CandidateInput {
  /** Left out: `aws-iam`. */
  readonly language?: LanguageName;
  readonly from: string | null;
  readonly to: string;
  readonly requirement: RequirementCases;
  readonly requirementDigest: Digest;
  /** Left out: the policy alone is verified. */
  readonly context?: VerificationContext;
  readonly steps?: number;
}

/** The evidence about one revision. */
export interface VerifiedCandidate {
  readonly checks: readonly Check[];
  readonly summary: Summary;
  readonly diff: AwsDiff;
  readonly steps: number;
  /** Empty without a context. */
  readonly mutants: readonly SurvivingMutant[];
  readonly guardrails: readonly GuardrailResult[];
  readonly leastPrivilege: LeastPrivilege | null;
}

/**
 * Runs all checks of a revision against its base and its requirement. Evidence, never a decision (INV-2).
 * Throws a RangeError when a text is not canonical: run parseCanonicalPolicy() on what is not one's own first.
 */
export function verifyCandidate(input: CandidateInput): VerifiedCandidate {
  const limit = input.steps ?? DEFAULT_STEPS;
  const from = input.from === null ? null : canonical(input.from, 'from');
  const to = canonical(input.to, 'to');
  const change = diff(from, to, limit);
  const fit = fitOf(to, input.requirement.allow, limit);
  const denials = input.requirement.deny.map((one) => denialOf(to, one, limit));
  const findings = [...change.findings, ...fit.findings, ...denials.flatMap((one) => one.findings)];
  const summary = makeSummary({
    from: input.from === null ? null : digestText(input.from),
    to: digestText(input.to),
    requirement: input.requirementDigest,
    change,
    under: fit.under,
    over: fit.over,
    denials: denials.map((one) => one.result),
  });
  const checks = [
    parseCheck(to),
    ...input.requirement.allow.map((one) => requiredCheck(one.id, fit.under)),
    overGrantCheck(fit.over, fit.stopped),
    ...denials.map((one) => denialCheck(one.result)),
    diffCheck(change),
    replayCheck(findings.filter(({ code }) => code === 'WITNESS_MISMATCH')),
  ];
  const steps = change.steps + fit.steps + denials.reduce((sum, one) => sum + one.steps, 0);
  return {
    checks,
    summary,
    diff: change,
    steps,
    mutants: [],
    guardrails: [],
    leastPrivilege: null,
  };
}

function canonical(text: string, name: string): AwsPolicy {
  const parsed = parseCanonicalPolicy(text);
  if (parsed.ok) return parsed.value;
  throw new RangeError(
    `\`${name}\`: ${parsed.refusals.map((refusal) => refusal.message).join('; ')}`,
  );
}

interface Fit {
  readonly under: readonly UnderGrant[];
  readonly over: readonly AwsClass[];
  readonly stopped: readonly string[];
  readonly findings: AwsDiff['findings'];
  readonly steps: number;
}

/** The policy held against the need, both ways. */
function fitOf(policy: AwsPolicy, cases: readonly RequirementCase[], limit: number): Fit {
  const proofs = cases.map((one) => ({
    id: one.id,
    proof: proofOf('must-allow', policy, one, limit),
  }));
  const need = cases.flatMap((one) => {
    const pattern = parseRequestPattern(patternOf(one));
    const parsed = pattern.ok ? patternPolicy(pattern.value) : pattern;
    return parsed.ok ? [parsed.value] : [];
  });
  const session = new Session([[policy], need], limit);
  const beyond = ask({ inside: [[policy]], outside: [need] }, session);
  const under = proofs.flatMap(({ id, proof }): UnderGrant[] => {
    if (proof.verdict === 'proved') return [];
    return [
      {
        case: id,
        verdict: proof.verdict,
        witness: proof.witness ?? null,
        reason: proof.reason ?? null,
      },
    ];
  });
  return {
    under,
    over: classesOf(
      [...beyond.certain, ...beyond.possible],
      'allowed',
      [policy],
      need,
      'requirement',
    ).map(beyondNeed),
    stopped: beyond.stopped,
    findings: [...beyond.findings, ...proofs.flatMap(({ proof }) => proof.findings)],
    steps: beyond.steps + proofs.reduce((sum, { proof }) => sum + proof.steps, 0),
  };
}

function beyondNeed(one: AwsClass): AwsClass {
  return { ...one, from: [] };
}

function denialOf(
  policy: AwsPolicy,
  one: RequirementCase,
  limit: number,
): { result: DenialResult; findings: AwsDiff['findings']; steps: number } {
  const proof = proofOf('must-deny', policy, one, limit);
  const result: DenialResult = {
    case: one.id,
    verdict: proof.verdict,
    kind: proof.kind ?? null,
    witness: proof.witness ?? null,
    reason: proof.reason ?? null,
  };
  return { result, findings: proof.findings, steps: proof.steps };
}

/** A case that is no request pattern proves nothing: undetermined, with what is wrong. */
function proofOf(
  property: 'must-allow' | 'must-deny',
  policy: AwsPolicy,
  one: RequirementCase,
  limit: number,
): AwsProof {
  const pattern = parseRequestPattern(patternOf(one));
  if (pattern.ok) return prove({ property, policies: [policy], pattern: pattern.value }, limit);
  const reason = pattern.refusals.map(({ message }) => message).join('; ');
  return { verdict: 'undetermined', reason, assumptions: [], findings: [], steps: 0 };
}
