import { Allowance } from '../aws-iam/findings/allowance.ts';
import type { Method } from '../aws-iam/findings/escalation-methods.ts';
import { escalations, type OpenPath } from '../aws-iam/findings/escalations.ts';
import { Reach } from '../aws-iam/findings/reach.ts';
import { Subject } from '../aws-iam/findings/subject.ts';
import type { AwsPolicy } from '../aws-iam/model.ts';
import type { AwsSides } from './aws-sides.ts';
import { type Effect, effect } from './effect.ts';
import { type Gains, isStopped } from './gains.ts';

/**
 * Paths to more that the resulting set has and that use something newly allowed: completed by the change, or reaching
 * further by it. What the search did not decide counts as a path.
 */
export function pathEffects({ before, after, diff, gains, steps }: AwsSides): readonly Effect[] {
  if (diff.allowed === 'none') return [];
  const isAll = isStopped(diff);
  const isTouched = ({ steps: needed }: Method): boolean =>
    isAll || needed.some(({ anyOf }) => anyOf.some((action) => gains.known.has(action)));
  const taken = (
    policies: readonly AwsPolicy[],
    isAsked: (method: Method) => boolean,
  ): readonly OpenPath[] =>
    escalations(new Reach(new Subject(policies, new Allowance(steps))), isAsked);
  const now = taken(after, isTouched);
  const methods = new Set(now.map(({ method }) => method));
  const earlier = new Map(
    taken(before, (one) => methods.has(one)).map((path) => [path.method, path] as const),
  );
  return now.flatMap((path) => {
    const old = earlier.get(path.method);
    if (!isAll && old !== undefined && !reachesFurther(path, old, gains)) return [];
    const verb = old === undefined ? 'is completed' : 'reaches further';
    const { message } = path.finding;
    const actions = path.method.steps.flatMap(({ anyOf }) => anyOf);
    const shown = actions.filter((action) => message.includes(`\`${action}\``));
    return [effect('ADDS_ESCALATION', `a path ${verb}: it ${message}`, shown)];
  });
}

/**
 * What a path comes to hangs on its first step; the others only have to be possible. More of these is no more than
 * there was where all of it was allowed whatever conditions say.
 */
function reachesFurther(path: OpenPath, old: OpenPath, { known }: Gains): boolean {
  const [first] = path.method.steps;
  const isFirst = first?.anyOf.some((action) => known.has(action)) ?? true;
  return isFirst || old.how !== 'always' || path.finding.severity !== old.finding.severity;
}
