import { addSeconds, isExpired } from '../instant.ts';
import { isUnder } from '../pattern.ts';
import type { Appetite, Exception, Roster, RuleSetV2, TierRule } from '../roster.ts';
import { assessTier, NO_TIER_RULE } from '../tier/assess-tier.ts';
import { KNOWN_EFFECTS } from '../tier/known-effects.ts';
import { factsOf } from '../tier/tier-of.ts';
import type { Id, Instant, Tier } from '../values.ts';
import type { Finding } from './lint-rule-set.ts';

/**
 * Every finding about what RuleSet v2 has beside approval rules. `at` is when it is looked at; null leaves out what
 * hangs on it, so that a rule set is judged alike at every time.
 */
export function lintRiskRules(
  ruleSet: RuleSetV2,
  roster: Roster,
  at: Instant | null,
): readonly Finding[] {
  return [
    ...ruleSet.tierRules.flatMap((rule) => lintTierRule(rule, ruleSet)),
    ...missingTiers(ruleSet),
    ...uncoveredEffects(ruleSet),
    ...lintAppetite(ruleSet),
    ...ruleSet.exceptions.flatMap((one) => lintException(one, ruleSet)),
    ...unknownOwners(ruleSet, roster),
    ...(at === null ? [] : ended(ruleSet, at)),
  ];
}

/** What keeps a tier rule from ever holding. */
function lintTierRule({ code, when }: TierRule, { environments }: RuleSetV2): readonly Finding[] {
  const unknown = (when.effects ?? []).filter((effect) => !KNOWN_EFFECTS.includes(effect));
  const classes = environments.map((one) => one.class);
  const isNowhere = when.environmentClass?.every((one) => !classes.includes(one)) ?? false;
  const gains = when.effects?.every((effect) => effect.startsWith('ADDS_')) ?? false;
  const isNarrow =
    when.verdict?.every((one) => one === 'equivalent' || one === 'narrower') ?? false;
  return [
    ...unknown.map((effect) =>
      error(
        'UNKNOWN_EFFECT',
        code,
        `tier rule \`${code}\` names effect \`${effect}\`, which is none`,
      ),
    ),
    ...(isNowhere
      ? [never(code, `no environment is of class \`${when.environmentClass?.join('`, `')}\``)]
      : []),
    ...(gains && isNarrow ? [never(code, 'what is narrower adds nothing')] : []),
  ];
}

function never(code: string, why: string): Finding {
  return warning('NEVER_HOLDS', code, `tier rule \`${code}\` never holds: ${why}`);
}

const TIERS: readonly Tier[] = ['T0', 'T1', 'T2', 'T3', 'T4'];

function missingTiers({ tierRules }: RuleSetV2): readonly Finding[] {
  return TIERS.filter((tier) => !tierRules.some((rule) => rule.tier === tier)).map((tier) =>
    warning('MISSING_TIER', null, `no tier rule gives ${tier}`),
  );
}

/** Changes that no rule speaks about, each with one effect alone: they count as T4. */
function uncoveredEffects({ tierRules, environments }: RuleSetV2): readonly Finding[] {
  const classes = [...new Set(environments.map((one) => one.class))];
  const isUncovered = (effects: readonly string[], verdict: 'broader' | 'narrower'): boolean =>
    classes.some((environmentClass) => {
      const input = {
        effects,
        verdict,
        environmentClass,
        dataClass: '',
        authors: [],
        facts: factsOf(effects),
      };
      return assessTier(input, tierRules).reasons[0] === NO_TIER_RULE;
    });
  const effects = KNOWN_EFFECTS.filter((effect) => isUncovered([effect], 'broader'));
  return [
    ...(isUncovered([], 'narrower')
      ? [
          warning(
            'NOT_COVERED',
            null,
            'no tier rule covers what is proved narrower: it counts as T4',
          ),
        ]
      : []),
    ...effects.map((effect) =>
      warning('NOT_COVERED', null, `no tier rule covers \`${effect}\` alone: it counts as T4`),
    ),
  ];
}

function lintAppetite({ appetite, environments }: RuleSetV2): readonly Finding[] {
  const gaps = environments.filter(
    ({ name }) => !appetite.some((one) => one.dataClass === null && isUnder(name, one.environment)),
  );
  const nowhere = appetite.filter(
    (one) => !environments.some(({ name }) => isUnder(name, one.environment)),
  );
  return [
    ...gaps.map(({ name }) =>
      warning(
        'APPETITE_GAP',
        null,
        `nobody accepts risk in \`${name}\` whatever the data is: all that is above T0 is refused where no entry fits`,
      ),
    ),
    ...nowhere.map(({ environment }) =>
      warning('UNKNOWN_ENVIRONMENT', null, `appetite for \`${environment}\` is for no environment`),
    ),
    ...environments.flatMap(({ name }) => overlaps(name, appetite)),
  ];
}

/** Two entries that speak of the same data in one environment and differ: the lower counts. */
function overlaps(environment: string, appetite: readonly Appetite[]): readonly Finding[] {
  const here = appetite.filter((one) => isUnder(environment, one.environment));
  return here.flatMap((one, at) =>
    here
      .slice(at + 1)
      .filter((other) => other.dataClass === one.dataClass && isConcurrent(one, other))
      .filter((other) => other.upTo !== one.upTo)
      .map((other) => {
        const lower = one.upTo < other.upTo ? one.upTo : other.upTo;
        const message = `\`${one.environment}\` and \`${other.environment}\` both speak of \`${environment}\`: the lower, ${lower}, counts`;
        return warning('APPETITE_OVERLAP', null, message);
      }),
  );
}

function isConcurrent(one: Appetite, other: Appetite): boolean {
  return !isExpired(one.until, other.since) && !isExpired(other.until, one.since);
}

/** Ninety days: longer than that a deviation is a rule, and belongs into one. */
const LONG_SECONDS = 90 * 86_400;

function lintException(exception: Exception, { guardrails }: RuleSetV2): readonly Finding[] {
  const { name, covers, compensatingControl, since, until } = exception;
  const never = covers.undetermined.filter((one) => one.startsWith('denies/'));
  return [
    ...covers.undetermined
      .filter((one) => /^[*?]*$/.test(one))
      .map((one) =>
        error('TOO_WIDE', name, `exception \`${name}\` names \`${one}\`, which is no construct`),
      ),
    ...never.map((one) =>
      error(
        'NEVER_COVERED',
        name,
        `exception \`${name}\` names \`${one}\`: an intended denial has to be proved`,
      ),
    ),
    ...(compensatingControl === null || guardrails.some((one) => one.name === compensatingControl)
      ? []
      : [
          error(
            'UNKNOWN_GUARDRAIL',
            name,
            `exception \`${name}\` leans on guardrail \`${compensatingControl}\`, which the rule set lacks`,
          ),
        ]),
    ...(until > addSeconds(since, LONG_SECONDS)
      ? [warning('LONG_EXCEPTION', name, `exception \`${name}\` lasts longer than 90 days`)]
      : []),
  ];
}

/** INV-11: whoever accepts a risk or owns what gates is a human of the Roster. */
function unknownOwners(
  { appetite, exceptions, guardrails }: RuleSetV2,
  { humans }: Roster,
): readonly Finding[] {
  const named: readonly (readonly [string, string | null, Id])[] = [
    ...appetite.map(
      (one) => [`appetite for \`${one.environment}\``, null, one.acceptedBy] as const,
    ),
    ...exceptions.map((one) => [`exception \`${one.name}\``, one.name, one.owner] as const),
    ...guardrails.map((one) => [`guardrail \`${one.name}\``, one.name, one.owner] as const),
  ];
  return named
    .filter(([, , human]) => !humans.some(({ id }) => id === human))
    .map(([what, name, human]) =>
      error('UNKNOWN_OWNER', name, `${what} names \`${human}\`, whom the roster does not list`),
    );
}

/** What has no effect any more. */
function ended({ appetite, exceptions, guardrails }: RuleSetV2, at: Instant): readonly Finding[] {
  const all: readonly (readonly [string, string | null, Instant | null])[] = [
    ...appetite.map((one) => [`appetite for \`${one.environment}\``, null, one.until] as const),
    ...exceptions.map((one) => [`exception \`${one.name}\``, one.name, one.until] as const),
    ...guardrails.map((one) => [`guardrail \`${one.name}\``, one.name, one.until] as const),
  ];
  return all
    .filter(([, , until]) => isExpired(until, at))
    .map(([what, name, until]) => warning('EXPIRED', name, `${what} ended at \`${until}\``));
}

function error(code: Finding['code'], rule: string | null, message: string): Finding {
  return { code, severity: 'error', rule, message };
}

function warning(code: Finding['code'], rule: string | null, message: string): Finding {
  return { code, severity: 'warning', rule, message };
}
