import { distinct } from '../equality.ts';
import type { ResolvedRule } from '../event.ts';
import { evaluateRule, leavesOf } from './evaluate-rule.ts';
import type { RuleTree } from './rule-tree.ts';

/** Whether a resolved rule is satisfied when everyone who could approve does: else it is unsatisfiable (INV-5). */
export function couldBeSatisfied(resolved: ResolvedRule): boolean {
  return evaluateAtBest(resolved).status === 'satisfied';
}

/** The rule with everyone's best approval: what is missing here nobody can give. */
export function evaluateAtBest(resolved: ResolvedRule): RuleTree {
  const everyone = distinct(leavesOf(resolved.requires).flatMap((leaf) => leaf.humans));
  const approvals = everyone.map((human) => ({
    human,
    credential: human,
    assurance: 'webauthn-uv' as const,
  }));
  return evaluateRule({ name: 'at best', resolved, approvals, rejects: [], disqualified: [] });
}
