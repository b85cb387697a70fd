import type { Roster, RuleSet } from '../roster.ts';
import type { Id } from '../values.ts';
import { lowerAssurance } from './assurance.ts';
import { credentialInForce, whyNotEligible, whyNotOfSource } from './eligibility.ts';
import { evaluateRule, type RuleApproval } from './evaluate-rule.ts';
import { type RuleScope, resolveRule } from './resolve-rule.ts';
import type { RuleTree } from './rule-tree.ts';

/** An approval with the key that signed it, where the caller knows it: then that key must still be the listed one. */
export interface SignedApproval extends RuleApproval {
  readonly publicKey?: string;
}

export interface NewestInput {
  readonly ruleSet: RuleSet;
  readonly roster: Roster;
  readonly scope: RuleScope;
  readonly approvals: readonly SignedApproval[];
  readonly rejects: readonly Id[];
}

/**
 * The rule that governs under the newest RuleSet and Roster, evaluated over the same approvals (INV-3: a release
 * must satisfy the rule as signed and under the newest). Status `error` when no rule governs. An approval whose
 * credential does not stand in that Roster at `scope.at`, or has another key there, does not count; one whose
 * assurance the Roster has lowered counts for no more than that.
 */
export function evaluateNewest(input: NewestInput): RuleTree {
  const { ruleSet, roster, scope } = input;
  const governing = resolveRule(ruleSet, roster, scope);
  if (!governing.ok) return noRule(governing.refusals.map((r) => r.message).join(' and '));
  return evaluateRule({
    name: governing.value.rule.name,
    resolved: governing.value.resolved,
    approvals: input.approvals.flatMap((a) => underRoster(a, input)),
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

function underRoster(
  approval: SignedApproval,
  { roster, scope }: NewestInput,
): readonly RuleApproval[] {
  const credential = credentialInForce(roster, approval, scope.at);
  if (credential === undefined) return [];
  if ((approval.publicKey ?? credential.publicKey) !== credential.publicKey) return [];
  const assurance = lowerAssurance(approval.assurance, credential.assurance);
  return [{ human: approval.human, credential: approval.credential, assurance }];
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
