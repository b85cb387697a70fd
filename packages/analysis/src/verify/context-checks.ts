import type { Effect } from '../effects/effect.ts';
import type { GuardrailResult } from '../guardrails/guardrail.ts';
import type { DiffResult, Evaluation, Finding } from '../questions/answer.ts';
import type { Language } from '../questions/language.ts';
import type { RequirementCases } from '../requirement/requirement-case.ts';
import type { Check } from './checks.ts';
import { contextEffects } from './context-effects.ts';
import { type Crossing, environmentCheck } from './environment-check.ts';
import {
  escalationCheck,
  exposureCheck,
  type FoundOnBothSides,
  namesCheck,
  validatesCheck,
} from './findings-checks.ts';
import { guardrailChecks } from './guardrail-checks.ts';
import { identityChecks } from './identity-checks.ts';
import {
  allowsInForce,
  type Checked,
  deniesInForce,
  diffInForce,
  type InForce,
  type InForceInput,
  inForceOf,
} from './in-force.ts';
import { inForceKnownCheck } from './in-force-known-check.ts';
import { inputCheck } from './input-checks.ts';
import {
  type LeastPrivilege,
  leastPrivilegeOf,
  type UsedPolicy,
  unusedCheck,
  useCheck,
} from './least-privilege.ts';
import { hiddenTextCheck } from './text-checks.ts';
import type { VerificationContext } from './verification-context.ts';

/** A candidate that was verified alone, and what it is to be verified in. */
export interface InContext {
  readonly language: Language;
  readonly from: unknown;
  readonly to: unknown;
  readonly toText: string;
  readonly requirement: RequirementCases;
  readonly context: VerificationContext;
  /** The comparison of the policies alone. */
  readonly change: DiffResult;
  /** What the policy allows beyond the need. */
  readonly beyond: readonly { readonly actions: readonly string[] }[];
  /** Ids of the required cases that are allowed by the policy alone. */
  readonly allowed: ReadonlySet<string>;
  readonly guardrails: readonly GuardrailResult[];
  /** Steps of one question. */
  readonly steps: number;
}

/** What the context adds to a verification. */
export interface ContextChecks {
  readonly checks: readonly Check[];
  readonly effects: readonly Effect[];
  readonly inForce: DiffResult | null;
  readonly leastPrivilege: LeastPrivilege | null;
  readonly findings: readonly Finding[];
  readonly steps: number;
}

/** All checks that need to know more than the policy. */
export function contextChecks(input: InContext): ContextChecks {
  const { language, from, to, requirement, context, steps } = input;
  const inForce = inForceOf(language, { from, to }, context);
  const { toText } = input;
  const asked: InForceInput = { language, to, toText, inForce, context, steps };
  const stack = [
    ...requirement.allow.map((one) => allowsInForce(asked, one, input.allowed.has(one.id))),
    ...requirement.deny.map((one) => deniesInForce(asked, one)),
  ];
  const compared = diffInForce(asked, input.change);
  const crossing = environmentCheck(language.name, { from, to }, context);
  const used = leastPrivilege(input, inForce);
  const checks: Check[] = [
    ...policyChecks(input, inForce, compared.diff),
    inForceKnownCheck(inForce),
    ...[...stack, compared].map(({ check }) => check),
    ...guardrailChecks(input.guardrails),
    ...identityChecks(context),
    crossing.check,
    useCheck(used, NO_USE),
    unusedCheck(used, NO_USE),
    ...context.inputs.map((one) => inputCheck(one, context.at)),
  ];
  return {
    checks,
    effects: effectsIn(input, crossing, used),
    inForce: compared.diff,
    leastPrivilege: used,
    findings: [...stack, compared].flatMap(({ findings }) => findings),
    steps: [...stack, compared].reduce((sum: number, one: Checked) => sum + one.steps, 0),
  };
}

const NO_USE = 'no observed use was given, or it is of another language';

function effectsIn(
  { context, guardrails, beyond }: InContext,
  { places }: Crossing,
  used: LeastPrivilege | null,
): readonly Effect[] {
  return contextEffects({ context, guardrails, beyond, places, used });
}

/** What is wrong with the policy as such, and what it opens. */
function policyChecks(input: InContext, inForce: InForce, compared: DiffResult | null): Check[] {
  const { language, from, to, steps } = input;
  const alone: FoundOnBothSides = {
    before: from === null ? [] : language.findings(from, { steps }),
    after: language.findings(to, { steps }),
  };
  const risks = risksOf(input, inForce, compared, alone);
  return [
    validatesCheck(alone),
    namesCheck(alone, TABLES),
    hiddenTextCheck(input.toText, input.requirement),
    escalationCheck(risks, NOT_READ),
    exposureCheck(risks, NOT_READ),
  ];
}

const TABLES = 'of the analysis version';
const NOT_READ = 'what else is in force could not be read';
const NOTHING: FoundOnBothSides = { before: [], after: [] };

/** Findings on the resulting set; a change that is proved to allow nothing new opens nothing. */
function risksOf(
  { language, from, to, change, steps }: InContext,
  inForce: InForce,
  compared: DiffResult | null,
  alone: FoundOnBothSides,
): FoundOnBothSides | null {
  if (change.allowed === 'none' && change.verdict !== 'undetermined') return NOTHING;
  // These languages say by themselves what is new, and for whom.
  if (language.name !== 'aws-iam') return { before: [], after: (compared ?? change).findings };
  if (!inForce.known) return alone;
  const before = inForce.placement.grantedWith(from);
  const after = inForce.placement.grantedWith(to);
  if (!(before.ok && after.ok)) return null;
  if (isAlone(after.value)) return alone;
  return {
    before: language.findings(before.value, { steps }),
    after: language.findings(after.value, { steps }),
  };
}

function isAlone(policies: unknown): boolean {
  return Array.isArray(policies) && policies.length === 1;
}

function leastPrivilege(
  { language, to, context: { use } }: InContext,
  inForce: InForce,
): LeastPrivilege | null {
  if (use === null || use.language !== language.name) return null;
  const policy: UsedPolicy = {
    language,
    to,
    inForce: inForce.known ? inForce.to : to,
    ownIndex: (origin) => ownIndex(language, to, inForce, origin),
  };
  return leastPrivilegeOf(policy, use);
}

function ownIndex(
  language: Language,
  to: unknown,
  inForce: InForce,
  origin: Evaluation['reasons'][number],
): number | null {
  const at = inForce.known ? inForce.placement.ownOrigin(origin) : origin;
  if (at === null || (at.statement === undefined && at.object === undefined)) return null;
  const whole = { policy: 0, statement: 0, sid: null, line: 1, column: 1, ...at };
  const index = language.canonicalIndex(to, whole);
  return index < 0 ? null : index;
}
