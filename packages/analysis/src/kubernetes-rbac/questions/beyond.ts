import { Budget, DEFAULT_STEPS } from '../../engine/budget.ts';
import type { Beyond } from '../../questions/language.ts';
import { difference } from '../decide/difference.ts';
import type { RbacPolicy } from '../model.ts';
import { Replayer } from '../replay/replay.ts';
import { classify } from './ask.ts';
import { readSides, sideAt } from './diff.ts';
import { needOf } from './need.ts';
import { readRbacPattern } from './request-pattern.ts';

/** What a policy allows its holders beyond the least rules that allow the patterns. */
export function beyondRbac(
  policy: RbacPolicy,
  patterns: readonly unknown[],
  steps: number = DEFAULT_STEPS,
): Beyond {
  const read = patterns.map(readRbacPattern).flatMap((one) => (one.ok ? [one.value] : []));
  const budget = new Budget(steps);
  const sides = readSides([policy, needOf(policy, read)], budget);
  if (!sides.ok) {
    return { classes: [], stopped: [sides.reason], findings: [], steps: budget.spent };
  }
  const [inside, outside] = [sideAt(sides.sides, 0), sideAt(sides.sides, 1)];
  const more = difference(inside.world, outside.world, budget);
  const { spent } = budget;
  budget.restart();
  // The need is made here and has no text to replay; that a witness is outside it is what the search says.
  const against = { inside, outside: { ...outside, policy: null } };
  const { certain, possible, stopped, findings } = classify(
    more,
    against,
    'allowed',
    new Replayer(),
  );
  const classes = [...certain, ...possible.map(({ direction: _, reason: __, ...one }) => one)];
  return {
    classes: classes.map((one) => ({
      ...one,
      summary: one.summary.replace(/^newly allows/, 'allows beyond the requirement'),
      from: [],
    })),
    stopped,
    findings,
    steps: spent,
  };
}
