import type { Json } from '../bytes/json.ts';
import type { Parsed } from '../refusal.ts';
import {
  booleanSchema,
  byField,
  byVersion,
  digestSchema,
  distinct,
  type Fields,
  idSchema,
  integer,
  type JsonSchema,
  jsonSchema,
  list,
  nullable,
  object,
  oneOf,
  parserOf,
  recursive,
  refined,
  type Schema,
  uniqueList,
} from '../schema/index.ts';
import type { Digest, Id } from '../values.ts';
import { type Guardrail, guardrailSchema } from './guardrail.ts';
import { type RiskRules, riskRuleFields } from './risk-rules.ts';
import {
  type Assurance,
  assuranceSchema,
  environmentSchema,
  nameSchema,
  type OnLapse,
  onLapseSchema,
  type Tier,
  tierSchema,
  type Verdict,
  verdictSchema,
  versionFaults,
} from './values.ts';

/** The numbered, signed approval rules and environments (FORMATS section 3, ADR-0008). */
export type RuleSet = RuleSetV1 | RuleSetV2;

/** Knows no tiers but those of ADR-0008, no appetite, no guardrails and no exceptions. */
export interface RuleSetV1 extends RuleSetBody {
  readonly v: 1;
}

/** With everything else that gates, so that one chain of signatures governs it (INV-8, ADR-0017). */
export interface RuleSetV2 extends RuleSetBody, RiskRules {
  readonly v: 2;
  readonly guardrails: readonly Guardrail[];
}

interface RuleSetBody {
  readonly kind: 'ruleset';
  readonly workspace: Id;
  readonly number: number;
  readonly previous: Digest | null;
  readonly rosterNumber: number;
  readonly reviewTtlSeconds: number;
  readonly environments: readonly Environment[];
  readonly rules: readonly ApprovalRule[];
  readonly default: 'deny';
}

export interface Environment {
  readonly name: string;
  readonly class: string;
  readonly minimumAssurance: Assurance;
  readonly onLapse: OnLapse;
  readonly maxValiditySeconds: number;
}

export interface ApprovalRule {
  readonly name: string;
  readonly if: RuleCondition;
  readonly requires: Requires;
  readonly deny: { readonly from: ApproverSource; readonly count: number } | null;
  readonly distinct: boolean;
}

export interface RuleCondition {
  readonly verdict: readonly Verdict[] | null;
  readonly tierAtLeast: Tier | null;
  readonly tierAtMost: Tier | null;
  readonly environmentClass: readonly string[] | null;
}

export type ApproverSource = { readonly role: string } | { readonly group: string };

export type Requires =
  | { readonly all: readonly Requires[] }
  | { readonly any: readonly Requires[] }
  | { readonly from: ApproverSource; readonly approve: number };

// More people than this to one approval is a meeting, not a review.
const APPROVERS_MAX = 100;
// A day more than fifty years: beyond it a "validity" says nothing.
const SECONDS_MAX = 50 * 366 * 86_400;

export const approverSourceSchema: Schema<ApproverSource> = byField<ApproverSource>({
  role: object<{ readonly role: string }>({ role: nameSchema }),
  group: object<{ readonly group: string }>({ group: nameSchema }),
});

const requires: Schema<Requires> = recursive('requires', () => requiresShapes);

const requiresShapes: Schema<Requires> = byField<Requires>({
  all: object<{ readonly all: readonly Requires[] }>({ all: list(requires, 16, 1) }),
  any: object<{ readonly any: readonly Requires[] }>({ any: list(requires, 16, 1) }),
  from: object<{ readonly from: ApproverSource; readonly approve: number }>({
    from: approverSourceSchema,
    approve: integer(1, APPROVERS_MAX),
  }),
});

const ruleShape: Schema<ApprovalRule> = object<ApprovalRule>({
  name: nameSchema,
  if: object<RuleCondition>({
    verdict: nullable(uniqueList(verdictSchema, 5, 1)),
    tierAtLeast: nullable(tierSchema),
    tierAtMost: nullable(tierSchema),
    environmentClass: nullable(uniqueList(nameSchema, 64, 1)),
  }),
  requires,
  deny: nullable(
    object<NonNullable<ApprovalRule['deny']>>({
      from: approverSourceSchema,
      count: integer(1, APPROVERS_MAX),
    }),
  ),
  distinct: booleanSchema,
});

// A rule that no candidate can ever come under is a slip, and the next rule would govern in its place (ADR-0008).
const rule: Schema<ApprovalRule> = refined(ruleShape, ({ if: { tierAtLeast, tierAtMost } }) =>
  tierAtLeast !== null && tierAtMost !== null && tierAtLeast > tierAtMost
    ? [{ pointer: '/if/tierAtMost', why: `is below \`tierAtLeast\` \`${tierAtLeast}\`` }]
    : [],
);

// A guardrail costs a proof for each change in its scope; more than this nobody reads either.
const GUARDRAILS_MAX = 1000;

const guardrails = distinct(list(guardrailSchema, GUARDRAILS_MAX), ({ name }) => name);

const body: Fields<RuleSetBody> = {
  kind: oneOf('ruleset'),
  workspace: idSchema,
  number: integer(1),
  previous: nullable(digestSchema),
  rosterNumber: integer(1),
  reviewTtlSeconds: integer(60, SECONDS_MAX),
  environments: distinct(
    list(
      object<Environment>({
        name: environmentSchema,
        class: nameSchema,
        minimumAssurance: assuranceSchema,
        onLapse: onLapseSchema,
        maxValiditySeconds: integer(1, SECONDS_MAX),
      }),
      10_000,
      1,
    ),
    ({ name }) => name,
  ),
  rules: distinct(list(rule, 200, 1), ({ name }) => name),
  default: oneOf('deny'),
};

const first: Schema<RuleSetV1> = refined(
  object<RuleSetV1>({ ...body, v: oneOf(1) }),
  versionFaults,
);

const second: Schema<RuleSetV2> = refined(
  object<RuleSetV2>({ ...body, v: oneOf(2), ...riskRuleFields, guardrails }),
  versionFaults,
);

const either: Schema<RuleSet> = byVersion<RuleSet>(
  new Map<number, Schema<RuleSet>>([
    [1, first],
    [2, second],
  ]),
);

/** Reads a RuleSet of version 1; all faults at once. A threshold below 1 is a fault, not a rule that is always satisfied. */
export const parseRuleSetV1: (input: Uint8Array | Json) => Parsed<RuleSetV1> = parserOf(first);

/** Reads a RuleSet of version 2; all faults at once. */
export const parseRuleSetV2: (input: Uint8Array | Json) => Parsed<RuleSetV2> = parserOf(second);

/** Reads a RuleSet of whichever version it names. */
export const parseRuleSet: (input: Uint8Array | Json) => Parsed<RuleSet> = parserOf(either);

const definitions = { requires: requiresShapes.json };

export const ruleSetSchema: JsonSchema = jsonSchema('ruleset', first, definitions);
export const ruleSetV2Schema: JsonSchema = jsonSchema('ruleset-v2', second, definitions);
