import { administrator } from '../aws-iam/findings/administrator.ts';
import { Allowance } from '../aws-iam/findings/allowance.ts';
import { Subject } from '../aws-iam/findings/subject.ts';
import type { AwsDiff, AwsPolicy, AwsSubject } from '../aws-iam/model.ts';
import { describeActions } from '../aws-iam/service-table/describe-actions.ts';
import { isStack } from '../aws-iam/subject.ts';
import { levelEffects } from './aws-levels.ts';
import { limitEffects } from './aws-limits.ts';
import { pathEffects } from './aws-paths.ts';
import { type AwsSides, namesSomebody, statementsOf } from './aws-sides.ts';
import { trustEffects } from './aws-trust.ts';
import { type Effect, effect } from './effect.ts';
import { type Gains, gainsOf } from './gains.ts';

/** A change of AWS policies, as read. */
export interface AwsChange {
  readonly from: AwsSubject | null;
  readonly to: AwsSubject;
  readonly diff: AwsDiff;
  readonly account: string | null;
  readonly steps: number;
}

/** What a change of AWS policies does. Of a stack the identity and resource policies are looked at, which grant. */
export function awsEffects({ from, to, diff, account, steps }: AwsChange): readonly Effect[] {
  const before = from === null ? [] : grantingOf(from);
  const after = grantingOf(to);
  const gains = gainsOf(diff, () => allowedPatterns(after));
  const held = new Set(describeActions(allowedPatterns(before)).known);
  const sides = { before, after, diff, gains: withoutTrust(gains, after), held, account, steps };
  return [
    ...administratorEffect(sides),
    ...pathEffects(sides),
    ...levelEffects(sides.gains),
    ...limitEffects(sides),
    ...trustEffects(sides),
  ];
}

/** The policies that can grant; what the other layers take away stands in the comparison. */
function grantingOf(subject: AwsSubject): readonly AwsPolicy[] {
  return isStack(subject) ? [...subject.identity, ...(subject.resource ?? [])] : subject;
}

/** Patterns of every action that an Allow names; of one that names what it leaves out, all but that. */
function allowedPatterns(policies: readonly AwsPolicy[]): readonly string[] {
  return statementsOf(policies)
    .filter(({ Effect }) => Effect === 'Allow')
    .flatMap(({ Action, NotAction = [] }) => Action ?? [`* except ${NotAction.join(', ')}`]);
}

/** In a role's trust policy `sts:AssumeRole` says who may act as the role, not what an identity may do. */
function withoutTrust(gains: Gains, after: readonly AwsPolicy[]): Gains {
  if (!statementsOf(after).every(namesSomebody)) return gains;
  const known = [...gains.known].filter(([action]) => !action.startsWith('sts:'));
  return { ...gains, known: new Map(known) };
}

function administratorEffect({ before, after, diff, steps }: AwsSides): readonly Effect[] {
  if (diff.allowed === 'none') return [];
  const of = (policies: readonly AwsPolicy[]): boolean =>
    administrator(new Subject(policies, new Allowance(steps))) !== undefined;
  if (!of(after) || of(before)) return [];
  return [effect('ADDS_ADMINISTRATOR', 'every action is newly allowed on every resource', ['*'])];
}
