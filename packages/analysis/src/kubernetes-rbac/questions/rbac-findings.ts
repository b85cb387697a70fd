import { Budget, DEFAULT_STEPS } from '../../engine/budget.ts';
import type { Finding } from '../../questions/answer.ts';
import { budgetSpent } from '../findings/budget-spent.ts';
import { findingsOf } from '../findings/findings.ts';
import type { RbacPolicy } from '../model.ts';
import { Replayer } from '../replay/replay.ts';
import { readSides, sideAt } from './diff.ts';

/** What a reader should know of a set of objects, the gravest first; where the budget ends, that is one of them. */
export function rbacFindings(policy: RbacPolicy, steps: number = DEFAULT_STEPS): Finding[] {
  const budget = new Budget(steps);
  const read = readSides([policy], budget);
  if (!read.ok) return [budgetSpent('not all was read', read.reason)];
  budget.restart();
  return findingsOf({ policy, world: sideAt(read.sides, 0).world }, budget, new Replayer());
}
