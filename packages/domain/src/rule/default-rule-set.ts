import type {
  Appetite,
  ApprovalRule,
  Environment,
  Requires,
  RuleCondition,
  RuleSetV1,
  RuleSetV2,
} from '../roster.ts';
import { DEFAULT_TIER_RULES } from '../tier/default-tier-rules.ts';
import type { Id, Instant } from '../values.ts';

/** Fourteen days: long enough for a holiday, short enough that what was shown is still true. */
const REVIEW_TTL_SECONDS = 1_209_600;

/**
 * RuleSet 1 for these environments: the approval rules of FORMATS section 3 with the shipped tier profile, the appetite
 * that somebody accepted, and no guardrails or exceptions.
 */
export function defaultRuleSet(
  workspace: Id,
  environments: readonly Environment[],
  appetite: readonly Appetite[],
): RuleSetV2 {
  return {
    ...firstRuleSet(workspace, environments),
    v: 2,
    tierRules: DEFAULT_TIER_RULES,
    appetite,
    guardrails: [],
    exceptions: [],
    inputs: [],
  };
}

/**
 * The appetite of one who accepts risk for these environments and says nothing more: up to T3 in class `production`, so
 * that what completes an escalation path or removes safeguards takes an Exception there, and up to T4 elsewhere.
 */
export function defaultAppetite(
  environments: readonly Environment[],
  accepted: { readonly by: Id; readonly since: Instant },
): readonly Appetite[] {
  return environments.map((environment) => ({
    environment: environment.name,
    dataClass: null,
    upTo: environment.class === 'production' ? 'T3' : 'T4',
    acceptedBy: accepted.by,
    since: accepted.since,
    until: null,
  }));
}

/** RuleSet 1 as it was before it carried tiers, appetite and guardrails. */
export function firstRuleSet(workspace: Id, environments: readonly Environment[]): RuleSetV1 {
  return {
    kind: 'ruleset',
    v: 1,
    workspace,
    number: 1,
    previous: null,
    rosterNumber: 1,
    reviewTtlSeconds: REVIEW_TTL_SECONDS,
    environments,
    rules: [
      // INV-7: widening needs more than narrowing.
      rule('narrower', { verdict: ['narrower', 'equivalent'], tierAtMost: 'T1' }, reviewer),
      rule('low', { tierAtMost: 'T1' }, reviewer),
      rule('medium', { tierAtMost: 'T2' }, byRole('resource-owner')),
      rule('high', { tierAtMost: 'T3' }, high),
      rule('highest', {}, { all: [...high.all, byRole('risk-owner')] }),
    ],
    default: 'deny',
  };
}

const reviewer = byRole('reviewer');
const high = { all: [byRole('resource-owner'), byRole('security')] };

function byRole(role: string): Requires {
  return { from: { role }, approve: 1 };
}

const ANYWHERE: RuleCondition = {
  verdict: null,
  tierAtLeast: null,
  tierAtMost: null,
  environmentClass: null,
};

function rule(name: string, when: Partial<RuleCondition>, requires: Requires): ApprovalRule {
  return {
    name,
    if: { ...ANYWHERE, ...when },
    requires,
    deny: { from: { role: 'security' }, count: 1 },
    distinct: true,
  };
}
