import { distinct } from '../equality.ts';
import type { ResolvedRule } from '../event.ts';
import { isUnder } from '../pattern.ts';
import type {
  ApprovalRule,
  ApproverSource,
  Environment,
  Requires,
  Roster,
  RuleCondition,
  RuleSet,
} from '../roster.ts';
import type { Id, Instant, Tier } from '../values.ts';
import { isTierAtLeast, minimumAssuranceFor } from './assurance.ts';
import { couldBeSatisfied } from './could-be-satisfied.ts';
import { lintRiskRules } from './lint-risk-rules.ts';
import { applies, resolveRule } from './resolve-rule.ts';

/** Something wrong with a RuleSet. An `error` keeps it from being adopted. */
export interface Finding {
  readonly code:
    | 'UNSATISFIABLE'
    | 'SHADOWED'
    | 'UNKNOWN_ROLE'
    | 'UNKNOWN_GROUP'
    | 'BAD_THRESHOLD'
    | 'EMPTY'
    | 'DUPLICATE_NAME'
    | 'NOT_COVERED'
    | 'UNKNOWN_ENVIRONMENT'
    | 'WEAK_ASSURANCE'
    | 'UNKNOWN_EFFECT'
    | 'NEVER_HOLDS'
    | 'MISSING_TIER'
    | 'APPETITE_GAP'
    | 'APPETITE_OVERLAP'
    | 'TOO_WIDE'
    | 'NEVER_COVERED'
    | 'UNKNOWN_GUARDRAIL'
    | 'LONG_EXCEPTION'
    | 'UNKNOWN_OWNER'
    | 'EXPIRED';
  readonly severity: 'error' | 'warning';
  /** Name of the rule, guardrail or exception, or code of the tier rule, it is about. */
  readonly rule: string | null;
  readonly message: string;
}

const TIERS: readonly Tier[] = ['T0', 'T1', 'T2', 'T3', 'T4'];
const VERDICTS = ['equivalent', 'narrower', 'broader', 'incomparable', 'undetermined'] as const;

/** Every finding about a RuleSet under a Roster, rules in their order; at a time, also what ended before it. */
export function lintRuleSet(
  ruleSet: RuleSet,
  roster: Roster,
  at: Instant | null = null,
): readonly Finding[] {
  return [
    ...duplicateNames(ruleSet),
    ...ruleSet.rules.flatMap((rule) => lintRule(rule, roster)),
    ...shadowed(ruleSet),
    ...unsatisfiable(ruleSet, roster),
    ...uncovered(ruleSet),
    ...weak(ruleSet),
    ...(ruleSet.v === 1 ? [] : lintRiskRules(ruleSet, roster, at)),
  ];
}

function duplicateNames({ rules, environments }: RuleSet): readonly Finding[] {
  const twice = (names: readonly string[]): readonly string[] =>
    distinct(names.filter((name, i) => names.indexOf(name) !== i));
  return [
    ...twice(rules.map((r) => r.name)).map((n) =>
      finding('DUPLICATE_NAME', n, `two rules are named \`${n}\``),
    ),
    ...twice(environments.map((e) => e.name)).map((n) =>
      finding('DUPLICATE_NAME', null, `two environments are named \`${n}\``),
    ),
  ];
}

function lintRule(rule: ApprovalRule, roster: Roster): readonly Finding[] {
  const leaves = sourceLeaves(rule.requires);
  const sources = [...leaves.map((l) => l.from), ...(rule.deny === null ? [] : [rule.deny.from])];
  const counts = [
    ...leaves.map((l) => l.approve),
    ...(rule.deny === null ? [] : [rule.deny.count]),
  ];
  return [
    ...sources.flatMap((source) => unknownSource(rule, source, roster)),
    ...counts
      .filter((count) => !Number.isSafeInteger(count) || count < 1)
      .map((count) =>
        finding('BAD_THRESHOLD', rule.name, `rule \`${rule.name}\` asks for \`${count}\` people`),
      ),
    ...(hasEmptyNode(rule.requires)
      ? [finding('EMPTY', rule.name, `rule \`${rule.name}\` has a part that asks for nothing`)]
      : []),
  ];
}

function unknownSource(
  rule: ApprovalRule,
  source: ApproverSource,
  roster: Roster,
): readonly Finding[] {
  if ('group' in source) {
    if (roster.groups.some((g) => g.name === source.group)) return [];
    const message = `rule \`${rule.name}\` names group \`${source.group}\`, which the roster lacks`;
    return [finding('UNKNOWN_GROUP', rule.name, message)];
  }
  const isKnown =
    source.role === 'reviewer' || roster.humans.some((h) => h.roles.includes(source.role));
  if (isKnown) return [];
  const message = `rule \`${rule.name}\` names role \`${source.role}\`, which nobody in the roster holds`;
  // A role that nobody holds yet only makes the rule unsatisfiable, which refuses submissions, never lets one pass.
  return [{ code: 'UNKNOWN_ROLE', severity: 'warning', rule: rule.name, message }];
}

function sourceLeaves(requires: Requires): readonly Extract<Requires, { approve: number }>[] {
  if ('approve' in requires) return [requires];
  return ('all' in requires ? requires.all : requires.any).flatMap(sourceLeaves);
}

function hasEmptyNode(requires: Requires): boolean {
  if ('approve' in requires) return false;
  const children = 'all' in requires ? requires.all : requires.any;
  return children.length === 0 || children.some(hasEmptyNode);
}

/** A rule that can never govern, because an earlier one holds wherever it does. */
function shadowed({ rules }: RuleSet): readonly Finding[] {
  return rules.flatMap((rule, i) => {
    const by = rules.slice(0, i).find((earlier) => isWider(earlier.if, rule.if));
    if (by === undefined) return [];
    return [
      finding(
        'SHADOWED',
        rule.name,
        `rule \`${rule.name}\` never governs: \`${by.name}\` comes first`,
      ),
    ];
  });
}

function isWider(wide: RuleCondition, narrow: RuleCondition): boolean {
  const hasAll = (w: readonly string[] | null, n: readonly string[] | null): boolean =>
    w === null || (n?.every((member) => w.includes(member)) ?? false);
  return (
    hasAll(wide.verdict, narrow.verdict) &&
    hasAll(wide.environmentClass, narrow.environmentClass) &&
    isTierAtLeast(narrow.tierAtLeast ?? 'T0', wide.tierAtLeast ?? 'T0') &&
    isTierAtLeast(wide.tierAtMost ?? 'T4', narrow.tierAtMost ?? 'T4')
  );
}

/** Rules that, where they govern, not even everybody together could satisfy. */
function unsatisfiable(ruleSet: RuleSet, roster: Roster): readonly Finding[] {
  const found = new Map<string, Finding>();
  for (const { environment, tier, verdict } of situations(ruleSet)) {
    const governing = resolveRule(ruleSet, everLasting(roster), {
      environment: environment.name,
      tier,
      verdict,
      resourceOwners: roster.humans.map((h) => h.id),
      disqualified: [],
      at: ALWAYS,
    });
    if (!governing.ok) continue;
    const { rule, resolved } = governing.value;
    const able = withAble(resolved, ableHumans(roster, environment, tier));
    if (couldBeSatisfied(able)) continue;
    const message = `rule \`${rule.name}\` cannot be satisfied for ${tier} in \`${environment.name}\` by anyone in the roster`;
    found.set(`${rule.name} ${environment.name} ${tier}`, {
      code: 'UNSATISFIABLE',
      severity: 'warning',
      rule: rule.name,
      message,
    });
  }
  return [...found.values()];
}

function situations(ruleSet: RuleSet): readonly {
  readonly environment: Environment;
  readonly tier: Tier;
  readonly verdict: (typeof VERDICTS)[number];
}[] {
  return ruleSet.environments.flatMap((environment) =>
    TIERS.flatMap((tier) => VERDICTS.map((verdict) => ({ environment, tier, verdict }))),
  );
}

const ALWAYS = '2000-01-01T00:00:00.000Z';

/** The Roster with its dates lifted: lint has no clock, and asks what the lists allow at best. */
function everLasting(roster: Roster): Roster {
  const humans = roster.humans.map((h) => ({
    ...h,
    since: ALWAYS,
    until: null,
    accepts: h.accepts.map((a) => ({ ...a, until: null })),
  }));
  const groups = roster.groups.map((g) => ({
    ...g,
    members: g.members.map((m) => ({ ...m, until: null })),
  }));
  return { ...roster, humans, groups };
}

/** Humans with a credential good enough for that environment and tier, who accept it. */
function ableHumans(roster: Roster, environment: Environment, tier: Tier): readonly Id[] {
  const strength = { ssh: 0, 'ssh-sk-verified': 1, 'webauthn-uv': 2 };
  const minimum = strength[minimumAssuranceFor(environment, tier)];
  return roster.humans
    .filter((h) => h.credentials.some((c) => strength[c.assurance] >= minimum))
    .filter((h) => h.accepts.some((a) => isUnder(environment.name, a.environment)))
    .map((h) => h.id);
}

function withAble(resolved: ResolvedRule, able: readonly Id[]): ResolvedRule {
  const narrowed = (requires: ResolvedRule['requires']): ResolvedRule['requires'] => {
    if ('all' in requires) return { all: requires.all.map(narrowed) };
    if ('any' in requires) return { any: requires.any.map(narrowed) };
    return { ...requires, humans: requires.humans.filter((h) => able.includes(h)) };
  };
  return { ...resolved, requires: narrowed(resolved.requires) };
}

/** Tiers of an environment that no rule covers: refused when they come up, so only a warning. */
function uncovered(ruleSet: RuleSet): readonly Finding[] {
  const gaps = situations(ruleSet).filter(({ environment, tier, verdict }) => {
    const on = { tier, verdict, environmentClass: environment.class };
    return !ruleSet.rules.some((rule) => applies(rule.if, on));
  });
  const named = gaps.map((g) => `no rule covers ${g.tier} in \`${g.environment.name}\``);
  return distinct(named).map((message) => ({
    code: 'NOT_COVERED',
    severity: 'warning',
    rule: null,
    message,
  }));
}

function weak({ environments }: RuleSet): readonly Finding[] {
  return environments
    .filter((e) => e.class === 'production' && e.minimumAssurance === 'ssh')
    .map((e) => ({
      code: 'WEAK_ASSURANCE' as const,
      severity: 'warning' as const,
      rule: null,
      message: `\`${e.name}\` is production: from T2 up \`ssh-sk-verified\` is asked, not \`ssh\``,
    }));
}

function finding(code: Finding['code'], rule: string | null, message: string): Finding {
  return { code, severity: 'error', rule, message };
}
