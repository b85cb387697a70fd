import { policyOf } from '../aws-iam/findings/subject.ts';
import type { AwsPolicy, Statement } from '../aws-iam/model.ts';
import { type Answer, ask } from '../aws-iam/questions/ask.ts';
import { classesOf } from '../aws-iam/questions/classes.ts';
import { describeActions } from '../aws-iam/service-table/describe-actions.ts';
import { Session } from '../aws-iam/translate/session.ts';
import { type AwsSides, statementsOf } from './aws-sides.ts';
import { type Effect, effect } from './effect.ts';
import { sentence } from './words.ts';

/**
 * What limited access before and does so no longer: conditions, explicit denials, resources. Each is a question of its
 * own about all requests, so that it shows whatever statement the limit stood in.
 */
export function limitEffects(sides: AwsSides): readonly Effect[] {
  return [...deniesRemoved(sides), ...conditionsDropped(sides), ...scopeWidened(sides)];
}

/** Requests that a Deny stood against and none does now, whether or not anything allows them today. */
function deniesRemoved({ before, after, steps }: AwsSides): readonly Effect[] {
  const denied = denialsOf(before);
  if (denied.length === 0) return [];
  const gone = askWith([denied], [denialsOf(after)], steps);
  const actions = actionsIn(gone, denied);
  if (actions === null) return [];
  return [effect('DENY_REMOVED', sentence('is no longer explicitly denied', actions), actions)];
}

/** The Denies as a policy that allows what they deny. */
function denialsOf(policies: readonly AwsPolicy[]): readonly AwsPolicy[] {
  return rewritten(policies, (one) => (one.Effect === 'Deny' ? [{ ...one, Effect: 'Allow' }] : []));
}

/** Requests that the old side would have allowed but for a condition. */
function conditionsDropped({
  before,
  after,
  diff,
  held,
  gains,
  steps,
}: AwsSides): readonly Effect[] {
  const isLimited = statementsOf(before).some((one) => one.Effect === 'Allow' && hasCondition(one));
  const isTouched = [...gains.known.keys()].some((action) => held.has(action));
  if (!isLimited || diff.allowed === 'none' || !(isTouched || gains.unknown.length > 0)) return [];
  const found = askWith([after, unconditioned(before)], [before], steps);
  const actions = actionsIn(found, after);
  if (actions === null) return [];
  const what = 'is allowed where a condition stood in the way';
  return [effect('CONDITION_DROPPED', sentence(what, actions), actions)];
}

/** Old actions where the old side would not have allowed them even without its conditions and Denies. */
function scopeWidened({ before, after, diff, held, gains, steps }: AwsSides): readonly Effect[] {
  const touched = [...gains.known.keys()].filter((action) => held.has(action));
  if (touched.length === 0 || diff.allowed === 'none') return [];
  const widest = unconditioned(before).map(withoutDenies);
  const isPlain = widest.every((one, at) => one === before[at]);
  const found = isPlain ? touched : actionsIn(askWith([after], [widest], steps), after);
  const actions = (found ?? []).filter((action) => held.has(action));
  if (actions.length === 0) return [];
  const what = 'is allowed on more than before';
  return [effect('SCOPE_WIDENED', sentence(what, actions), actions)];
}

function unconditioned(policies: readonly AwsPolicy[]): readonly AwsPolicy[] {
  return policies.map((policy) => {
    const isLimited = (one: Statement): boolean => one.Effect === 'Allow' && hasCondition(one);
    if (!policy.document.Statement.some(isLimited)) return policy;
    return replaced(policy, (one) => [isLimited(one) ? withoutCondition(one) : one]);
  });
}

function withoutCondition({ Condition: _, ...rest }: Statement): Statement {
  return rest;
}

function withoutDenies(policy: AwsPolicy): AwsPolicy {
  const isDeny = ({ Effect }: Statement): boolean => Effect === 'Deny';
  if (!policy.document.Statement.some(isDeny)) return policy;
  return replaced(policy, (one) => (isDeny(one) ? [] : [one]));
}

function rewritten(
  policies: readonly AwsPolicy[],
  change: (statement: Statement) => readonly Statement[],
): readonly AwsPolicy[] {
  return policies
    .map((policy) => replaced(policy, change))
    .filter(({ document }) => document.Statement.length > 0);
}

function replaced(
  { document }: AwsPolicy,
  change: (statement: Statement) => readonly Statement[],
): AwsPolicy {
  return policyOf(document.Statement.flatMap(change), document.Version);
}

function hasCondition({ Condition = {} }: Statement): boolean {
  return Object.keys(Condition).length > 0;
}

function askWith(
  inside: readonly (readonly AwsPolicy[])[],
  outside: readonly (readonly AwsPolicy[])[],
  steps: number,
): Answer {
  return ask({ inside, outside }, new Session([...inside, ...outside], steps));
}

/** The actions of what was found, possible ones too; null where it is proved that there is no such request. */
function actionsIn(answer: Answer, allowing: readonly AwsPolicy[]): readonly string[] | null {
  const found = [...answer.certain, ...answer.possible];
  if (found.length === 0) return answer.stopped.length > 0 ? [] : null;
  const patterns = classesOf(found, 'allowed', allowing, []).flatMap((one) =>
    (one.parts ?? [one]).flatMap(({ actions }) => actions),
  );
  const { known, unknown } = describeActions(patterns);
  return [...known, ...unknown];
}
