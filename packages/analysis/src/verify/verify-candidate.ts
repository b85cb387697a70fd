import { digestText } from '../canonical/digest.ts';
import { DEFAULT_STEPS } from '../engine/budget.ts';
import type { GuardrailResult } from '../guardrails/guardrail.ts';
import { languageOf } from '../languages.ts';
import type { SurvivingMutant } from '../mutants/surviving-mutant.ts';
import type { DiffResult } from '../questions/answer.ts';
import type { Language, LanguageName } from '../questions/language.ts';
import type { Digest } from '../refusal.ts';
import type { RequirementCases } from '../requirement/requirement-case.ts';
import {
  type Check,
  denialCheck,
  diffCheck,
  overGrantCheck,
  parseCheck,
  replayCheck,
  requiredCheck,
} from './checks.ts';
import { denialOf, fitOf } from './fit.ts';
import type { LeastPrivilege } from './least-privilege.ts';
import { makeSummary, type Summary } from './summary.ts';
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
  readonly diff: DiffResult;
  readonly steps: number;
  /** Empty without a context. */
  readonly mutants: readonly SurvivingMutant[];
  readonly guardrails: readonly GuardrailResult[];
  readonly leastPrivilege: LeastPrivilege | null;
}

/**
 * Runs all checks of a revision against its base and its requirement. Evidence, never a decision (INV-2).
 * Throws a RangeError when the language is not decided here or a text is not canonical: run parseCanonical() of the
 * language on what is not one's own first.
 */
export function verifyCandidate(input: CandidateInput): VerifiedCandidate {
  const name = input.language ?? 'aws-iam';
  const language = languageOf(name);
  if (typeof language === 'string') throw new RangeError(`\`${name}\` is not decided here`);
  const limit = input.steps ?? DEFAULT_STEPS;
  const from = input.from === null ? null : canonical(language, input.from, 'from');
  const to = canonical(language, input.to, 'to');
  const change = language.diff(from, to, { steps: limit });
  const fit = fitOf(language, to, input.requirement.allow, limit);
  const denials = input.requirement.deny.map((one) => denialOf(language, to, one, limit));
  const findings = [...change.findings, ...fit.findings, ...denials.flatMap((one) => one.findings)];
  const summary = makeSummary({
    language: name,
    from: input.from === null ? null : digestText(input.from),
    to: digestText(input.to),
    requirement: input.requirementDigest,
    change,
    under: fit.under,
    over: fit.beyond.classes,
    denials: denials.map((one) => one.result),
    indexOf: {
      from: (origin) => language.canonicalIndex(from, origin),
      to: (origin) => language.canonicalIndex(to, origin),
    },
  });
  const checks = [
    parseCheck(name, input.to),
    ...input.requirement.allow.map((one) => requiredCheck(one.id, fit.under)),
    overGrantCheck(fit.beyond.classes, fit.beyond.stopped),
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

function canonical(language: Language, text: string, name: string): unknown {
  const parsed = language.parseCanonical(text);
  if (parsed.ok) return parsed.value;
  throw new RangeError(
    `\`${name}\`: ${parsed.refusals.map((refusal) => refusal.message).join('; ')}`,
  );
}
