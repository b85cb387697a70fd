import type { ApprovalRule, Environment, Requires, RuleCondition, RuleSetV1 } from '../roster.ts';
import type { Id } from '../values.ts';

/** Fourteen days: long enough for a holiday, short enough that what was shown is still true. */
const REVIEW_TTL_SECONDS = 1_209_600;

/** RuleSet 1 of FORMATS section 3 for these environments. */
export function defaultRuleSet(workspace: Id, environments: readonly Environment[]): RuleSetV1 {
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
