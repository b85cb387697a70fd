import { distinct } from '../equality.ts';
import type { ResolvedRule } from '../event.ts';
import { evaluateRule, leavesOf } from './evaluate-rule.ts';

/** Whether a resolved rule is satisfied when everyone who could approve does: else it is unsatisfiable (INV-5). */
export function couldBeSatisfied(resolved: ResolvedRule): boolean {
  const everyone = distinct(leavesOf(resolved.requires).flatMap((leaf) => leaf.humans));
  const approvals = everyone.map((human) => ({
    human,
    credential: human,
    assurance: 'webauthn-uv' as const,
  }));
  const input = { name: 'any', resolved, approvals, rejects: [], disqualified: [] };
  return evaluateRule(input).status === 'satisfied';
}
