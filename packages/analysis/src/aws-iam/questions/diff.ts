import { DEFAULT_STEPS } from '../../engine/budget.ts';
import type { Finding, Found as FoundWord, Verdict } from '../../questions/answer.ts';
import { stackEffects } from '../findings/stack-effects.ts';
import type { AwsDiff, AwsPossibleClass, AwsSubject } from '../model.ts';
import { isStack, type Policies, subjectOf } from '../subject.ts';
import { Session } from '../translate/session.ts';
import { type Answer, ask } from './ask.ts';
import { assumptionsOf } from './assumptions.ts';
import { classesOf } from './classes.ts';
import { groupBy } from './group-by.ts';
import { reasonOf } from './reasons.ts';

/**
 * What `to` allows that `from` does not, and back, over all requests. `none` is a proof under every reading of resource
 * wildcards; `some` has a replayed witness; all else is `undetermined` and stands in `possible`.
 */
export function diff(from: Policies, to: Policies, steps: number = DEFAULT_STEPS): AwsDiff {
  const before = subjectOf(from);
  const after = subjectOf(to);
  const session = new Session([before, after], steps);
  const gained = ask({ inside: [after], outside: [before] }, session);
  const lost = ask({ inside: [before], outside: [after] }, session);
  const allowed = wordOf(gained);
  const denied = wordOf(lost);
  const mismatches = [...gained.findings, ...lost.findings];
  const stopped = [...new Set([...gained.stopped, ...lost.stopped])];
  return {
    // A witness that did not replay puts the whole answer in doubt (DESIGN section 5).
    verdict: mismatches.length > 0 ? 'undetermined' : verdictOf(allowed, denied),
    allowed,
    denied,
    newlyAllowed: classesOf(gained.certain, 'allowed', after, before),
    newlyDenied: classesOf(lost.certain, 'denied', before, after),
    possible: [
      ...possibleOf(gained, 'allowed', after, before),
      ...possibleOf(lost, 'denied', before, after),
    ],
    assumptions: assumptionsOf(session, [...gained.readings, ...lost.readings]),
    ...(stopped.length > 0 ? { undetermined: stopped } : {}),
    findings: [...mismatches, ...effectsOf(before, after, steps)],
    steps: gained.steps + lost.steps,
  };
}

function effectsOf(before: AwsSubject, after: AwsSubject, steps: number): Finding[] {
  return isStack(before) && isStack(after) ? stackEffects(before, after, steps) : [];
}

/** The word for an answer: `none` only when nothing was found and nothing stopped the search. */
export function wordOf(answer: Answer): FoundWord {
  if (answer.certain.length > 0) return 'some';
  return answer.possible.length > 0 || answer.stopped.length > 0 ? 'undetermined' : 'none';
}

function verdictOf(allowed: FoundWord, denied: FoundWord): Verdict {
  if (allowed === 'undetermined' || denied === 'undetermined') return 'undetermined';
  if (allowed === 'none') return denied === 'none' ? 'equivalent' : 'narrower';
  return denied === 'none' ? 'broader' : 'incomparable';
}

/** Classes that hang on the same thing are told together. */
function possibleOf(
  answer: Answer,
  direction: 'allowed' | 'denied',
  allowing: AwsSubject,
  other: AwsSubject,
): AwsPossibleClass[] {
  return groupBy(answer.possible, reasonOf).flatMap((found) => {
    const reason = found[0] === undefined ? '' : reasonOf(found[0]);
    const classes = classesOf(found, direction, allowing, other);
    return classes.map((one) => ({ ...one, direction, reason }));
  });
}
