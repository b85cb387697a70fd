import type { Effect } from '../effects/effect.ts';
import { effectsOf } from '../effects/effects-of.ts';
import { DEFAULT_STEPS } from '../engine/budget.ts';
import { checkGuardrails } from '../guardrails/check-guardrails.ts';
import type { GuardrailResult } from '../guardrails/guardrail.ts';
import { languageOf } from '../languages.ts';
import type { SurvivingMutant } from '../mutants/surviving-mutant.ts';
import { survivingMutants } from '../mutants/surviving-mutants.ts';
import type { DiffResult } from '../questions/answer.ts';
import type { Language, LanguageName } from '../questions/language.ts';
import type { Digest } from '../refusal.ts';
import type { RequirementCases } from '../requirement/requirement-case.ts';
import type { Check } from './checks.ts';
import { contextChecks } from './context-checks.ts';
import { ownAccount } from './environment-check.ts';
import type { LeastPrivilege } from './least-privilege.ts';
import { blockedBy, mutantsCheck } from './mutants-check.ts';
import type { Summary } from './summary.ts';
import type { VerificationContext } from './verification-context.ts';
import { verifiedAlone, verifyAlone } from './verify-alone.ts';

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
  /** The comparison of everything in force before and after; null where that is not known. */
  readonly inForce: DiffResult | null;
  /** What the change does, for the tier; empty without a context. */
  readonly effects: readonly Effect[];
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
  const steps = input.steps ?? DEFAULT_STEPS;
  const from = input.from === null ? null : canonical(language, input.from, 'from');
  const to = canonical(language, input.to, 'to');
  const alone = verifyAlone({ language, from, to, steps, input });
  if (input.context === undefined) return { ...verifiedAlone(alone, alone.findings), ...NOTHING };
  const { context } = input;
  const limited = input.steps === undefined ? {} : { steps: input.steps };
  const texts = { language: name, from: input.from, to: input.to };
  const guardrails = checkGuardrails({ ...texts, context, ...limited });
  const around = contextChecks({
    language,
    from,
    to,
    toText: input.to,
    requirement: input.requirement,
    context,
    change: alone.diff,
    beyond: alone.summary.requirementFit.over,
    allowed: alone.allowed,
    guardrails,
    steps,
  });
  const tried = survivingMutants({
    language,
    policy: to,
    text: input.to,
    denials: input.requirement.deny,
    brokenBy: blockedBy({ ...texts, context }, guardrails),
    steps,
  });
  const verified = verifiedAlone(alone, [...alone.findings, ...around.findings]);
  return {
    ...verified,
    checks: [...verified.checks, ...around.checks, mutantsCheck(tried)],
    steps: verified.steps + around.steps,
    inForce: around.inForce,
    effects: [
      ...effectsOf({
        language: name,
        from: input.from === null ? null : memberIn(input.from),
        to: memberIn(input.to),
        diff: alone.diff,
        account: ownAccount(context),
      }),
      ...around.effects,
    ],
    mutants: tried.survivors,
    guardrails,
    leastPrivilege: around.leastPrivilege,
  };
}

const NOTHING = {
  inForce: null,
  effects: [],
  mutants: [],
  guardrails: [],
  leastPrivilege: null,
} as const;

/** The policy in its canonical text. */
function memberIn(text: string): unknown {
  const { policy }: { readonly policy: unknown } = JSON.parse(text);
  return policy;
}

function canonical(language: Language, text: string, name: string): unknown {
  const parsed = language.parseCanonical(text);
  if (parsed.ok) return parsed.value;
  throw new RangeError(
    `\`${name}\`: ${parsed.refusals.map((refusal) => refusal.message).join('; ')}`,
  );
}
