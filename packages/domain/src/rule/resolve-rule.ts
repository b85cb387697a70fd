import type { DisqualifiedWhy, ResolvedRequires, ResolvedRule, Verdict } from '../event.ts';
import { accepted, refusal, refused } from '../refusal.ts';
import type {
  ApprovalRule,
  ApproverSource,
  Environment,
  Requires,
  Roster,
  RuleCondition,
  RuleSet,
} from '../roster.ts';
import type { Decided, Id, Instant, Tier } from '../values.ts';
import { isTierAtLeast, minimumAssuranceFor } from './assurance.ts';
import { isEligible, whyNotOfSource } from './eligibility.ts';

/** What decides which rule governs, and who could meet it. */
export interface RuleScope {
  readonly environment: string;
  readonly tier: Tier;
  readonly verdict: Verdict;
  readonly resourceOwners: readonly Id[];
  readonly disqualified: readonly { readonly human: Id; readonly why: DisqualifiedWhy }[];
  readonly at: Instant;
}

export interface GoverningRule {
  readonly rule: ApprovalRule;
  readonly environment: Environment;
  readonly resolved: ResolvedRule;
}

/**
 * The first rule whose condition holds, with the humans who could meet each part at that time. Refuses with
 * UNKNOWN_ENVIRONMENT, or NO_RULE when none applies (INV-5: the default is to deny).
 */
export function resolveRule(
  ruleSet: RuleSet,
  roster: Roster,
  scope: RuleScope,
): Decided<GoverningRule> {
  const environment = ruleSet.environments.find((e) => e.name === scope.environment);
  if (environment === undefined) {
    return refused([
      refusal('UNKNOWN_ENVIRONMENT', `the rule set has no environment \`${scope.environment}\``),
    ]);
  }
  const rule = ruleSet.rules.find((r) =>
    applies(r.if, { ...scope, environmentClass: environment.class }),
  );
  if (rule === undefined) {
    return refused([
      refusal('NO_RULE', `no rule covers ${scope.tier} in \`${scope.environment}\``, {
        tier: scope.tier,
      }),
    ]);
  }
  return accepted({
    rule,
    environment,
    resolved: resolvedRule(rule, environment, { roster, scope }),
  });
}

/** Whether a rule's condition holds: every member that is not null must. */
export function applies(
  condition: RuleCondition,
  on: { readonly verdict: Verdict; readonly tier: Tier; readonly environmentClass: string },
): boolean {
  return (
    (condition.verdict === null || condition.verdict.includes(on.verdict)) &&
    (condition.tierAtLeast === null || isTierAtLeast(on.tier, condition.tierAtLeast)) &&
    (condition.tierAtMost === null || isTierAtLeast(condition.tierAtMost, on.tier)) &&
    (condition.environmentClass === null ||
      condition.environmentClass.includes(on.environmentClass))
  );
}

interface World {
  readonly roster: Roster;
  readonly scope: RuleScope;
}

function resolvedRule(rule: ApprovalRule, environment: Environment, world: World): ResolvedRule {
  return {
    requires: resolvedRequires(rule.requires, world),
    deny: rule.deny === null ? null : { ...rule.deny, humans: humansOf(rule.deny.from, world) },
    distinct: rule.distinct,
    minimumAssurance: minimumAssuranceFor(environment, world.scope.tier),
  };
}

function resolvedRequires(requires: Requires, world: World): ResolvedRequires {
  if ('all' in requires) return { all: requires.all.map((r) => resolvedRequires(r, world)) };
  if ('any' in requires) return { any: requires.any.map((r) => resolvedRequires(r, world)) };
  return { from: requires.from, approve: requires.approve, humans: humansOf(requires.from, world) };
}

/** Eligible, of the source, and not disqualified (INV-4); sorted, so that the same world gives the same bytes. */
function humansOf(source: ApproverSource, { roster, scope }: World): readonly Id[] {
  const sourceWorld = { roster, resourceOwners: scope.resourceOwners, at: scope.at };
  return roster.humans
    .map((h) => h.id)
    .filter((id) => isEligible(roster, id, scope))
    .filter((id) => whyNotOfSource(source, id, sourceWorld) === null)
    .filter((id) => !scope.disqualified.some((d) => d.human === id))
    .toSorted();
}
