import {
  distinct,
  type Fields,
  idSchema,
  instantSchema,
  integer,
  list,
  nullable,
  object,
  oneOf,
  refined,
  type Schema,
  text,
  uniqueList,
} from '../schema/index.ts';
import type { Id, Instant } from '../values.ts';
import {
  codeSchema,
  environmentPatternSchema,
  lineSchema,
  nameSchema,
  type Tier,
  tierSchema,
  type Verdict,
  verdictSchema,
} from './values.ts';

/** What RuleSet v2 has beside guardrails: when a change is of which tier, and how much risk is accepted where (ADR-0017). */
export interface RiskRules {
  readonly tierRules: readonly TierRule[];
  readonly appetite: readonly Appetite[];
  readonly exceptions: readonly Exception[];
  readonly inputs: readonly InputRule[];
}

/** A change for which `when` holds is at least of this tier; the highest of all that hold counts. */
export interface TierRule {
  /** Stands in signed reasons, so it says by itself what is meant. */
  readonly code: string;
  readonly tier: Tier;
  readonly when: TierCondition;
  readonly because: string;
  /** What would make it not hold. */
  readonly lower: string;
}

/** Every member that is not null must hold; a list holds where one of it does. */
export interface TierCondition {
  readonly effects: readonly string[] | null;
  readonly verdict: readonly Verdict[] | null;
  readonly environmentClass: readonly string[] | null;
  readonly dataClass: readonly string[] | null;
  readonly author: readonly AuthorKind[] | null;
  readonly facts: readonly TierFact[] | null;
}

export type AuthorKind = 'human' | 'pipeline' | 'agent' | 'template';

export type TierFact = 'third-party' | 'base-not-released' | 'stale-input' | 'crosses-environment';

/** The highest tier that a named human accepts there; the lowest of all entries that fit counts. */
export interface Appetite {
  /** An environment, or a prefix that ends in `*`. */
  readonly environment: string;
  /** null: whatever the data is. */
  readonly dataClass: string | null;
  readonly upTo: Tier;
  readonly acceptedBy: Id;
  readonly since: Instant;
  readonly until: Instant | null;
}

/** A dated, owned deviation (R13). Approvals name it by `id`, people by `name`. */
export interface Exception {
  readonly id: Id;
  readonly name: string;
  readonly environment: string;
  /** null: every policy of these environments. */
  readonly policy: Id | null;
  readonly covers: {
    /** Up to this tier, beyond the appetite. */
    readonly appetite: Tier | null;
    /** Checks, or constructs as analysis names them, that may stay undetermined (INV-5); `*` is any run of characters. */
    readonly undetermined: readonly string[];
  };
  readonly owner: Id;
  readonly why: string;
  /** Name of the guardrail that makes up for it. */
  readonly compensatingControl: string | null;
  readonly since: Instant;
  readonly until: Instant;
}

/** How old what a draft was made from may be (R17). */
export interface InputRule {
  readonly kind: 'inventory' | 'use';
  readonly environmentClass: readonly string[] | null;
  readonly maxAgeSeconds: number;
  readonly whenStale: 'block' | 'raise';
}

/** A signed approval names at most a hundred reasons, so no more rules can hold at once. */
const TIER_RULES_MAX = 100;
// As many as environments a rule set has; more data classes than that nobody tells apart.
const APPETITE_MAX = 10_000;
const EXCEPTIONS_MAX = 1000;
const SECONDS_MAX = 50 * 366 * 86_400;

const classes = nullable(uniqueList(nameSchema, 64, 1));

const tierRule: Schema<TierRule> = object<TierRule>({
  code: codeSchema,
  tier: tierSchema,
  when: object<TierCondition>({
    effects: nullable(uniqueList(codeSchema, 64, 1)),
    verdict: nullable(uniqueList(verdictSchema, 5, 1)),
    environmentClass: classes,
    dataClass: nullable(uniqueList(lineSchema, 64, 1)),
    author: nullable(uniqueList(oneOf<AuthorKind>('human', 'pipeline', 'agent', 'template'), 4, 1)),
    facts: nullable(
      uniqueList(
        oneOf<TierFact>('third-party', 'base-not-released', 'stale-input', 'crosses-environment'),
        4,
        1,
      ),
    ),
  }),
  because: text(300),
  lower: text(300),
});

const appetite: Schema<Appetite> = refined(
  object<Appetite>({
    environment: environmentPatternSchema,
    dataClass: nullable(lineSchema),
    upTo: tierSchema,
    acceptedBy: idSchema,
    since: instantSchema,
    until: nullable(instantSchema),
  }),
  endsAfterItBegins,
);

const exception: Schema<Exception> = refined(
  object<Exception>({
    id: idSchema,
    name: nameSchema,
    environment: environmentPatternSchema,
    policy: nullable(idSchema),
    covers: object<Exception['covers']>({
      appetite: nullable(tierSchema),
      undetermined: uniqueList(text(500), 64),
    }),
    owner: idSchema,
    why: text(1000),
    compensatingControl: nullable(nameSchema),
    since: instantSchema,
    until: instantSchema,
  }),
  (read) => [
    ...endsAfterItBegins(read),
    ...(read.covers.appetite === null && read.covers.undetermined.length === 0
      ? [{ pointer: '/covers', why: 'covers nothing' }]
      : []),
  ],
);

const inputRule: Schema<InputRule> = object<InputRule>({
  kind: oneOf('inventory', 'use'),
  environmentClass: classes,
  maxAgeSeconds: integer(1, SECONDS_MAX),
  whenStale: oneOf('block', 'raise'),
});

/** The fields of RuleSet v2 that this file defines. */
export const riskRuleFields: Fields<RiskRules> = {
  tierRules: distinct(list(tierRule, TIER_RULES_MAX, 1), ({ code }) => code),
  appetite: distinct(
    list(appetite, APPETITE_MAX),
    ({ environment, dataClass, since }) => `${environment} ${since} ${dataClass ?? ''}`,
  ),
  exceptions: distinct(
    distinct(list(exception, EXCEPTIONS_MAX), ({ id }) => id),
    ({ name }) => name,
  ),
  inputs: list(inputRule, 64),
};

function endsAfterItBegins({
  since,
  until,
}: {
  readonly since: Instant;
  readonly until: Instant | null;
}): readonly { readonly pointer: string; readonly why: string }[] {
  return until === null || until > since
    ? []
    : [{ pointer: '/until', why: 'is not after `since`' }];
}
