import type { Roster, RuleSet } from '../roster.ts';
import type { Id } from '../values.ts';
import { credentialInForce, whyNotEligible, whyNotOfSource } from './eligibility.ts';
import { evaluateRule, type RuleApproval } from './evaluate-rule.ts';
import { type RuleScope, resolveRule } from './resolve-rule.ts';
import type { RuleTree } from './rule-tree.ts';

export interface NewestInput {
  readonly ruleSet: RuleSet;
  readonly roster: Roster;
  readonly scope: RuleScope;
  readonly approvals: readonly RuleApproval[];
  readonly rejects: readonly Id[];
}

/**
 * The rule that governs under the newest RuleSet and Roster, evaluated over the same approvals (INV-3: a release
 * must satisfy the rule as signed and under the newest). Status `error` when no rule governs. An approval whose
 * credential does not stand in that Roster at `scope.at` does not count.
 */
export function evaluateNewest(input: NewestInput): RuleTree {
  const { ruleSet, roster, scope } = input;
  const governing = resolveRule(ruleSet, roster, scope);
  if (!governing.ok) return noRule(governing.refusals.map((r) => r.message).join(' and '));
  const standing = input.approvals.filter(
    (a) => credentialInForce(roster, a, scope.at) !== undefined,
  );
  return evaluateRule({
    name: governing.value.rule.name,
    resolved: governing.value.resolved,
    approvals: standing,
    rejects: input.rejects,
    disqualified: scope.disqualified,
    explain: (human, leaf) =>
      whyNotEligible(roster, human, scope) ??
      whyNotOfSource(leaf.from, human, {
        roster,
        resourceOwners: scope.resourceOwners,
        at: scope.at,
      }),
  });
}

function noRule(missing: string): RuleTree {
  return {
    kind: 'rule',
    name: 'none',
    status: 'error',
    required: null,
    counted: [],
    disqualified: [],
    missing,
    children: [],
  };
}
