import type { AwsClass, AwsSubject } from '../model.ts';
import type { Found } from './ask.ts';
import { collapse } from './collapse.ts';
import { type Member, memberOf } from './member.ts';
import { originOf } from './origins.ts';
import { OtherSide } from './other-layers.ts';
import type { Sides } from './sides.ts';
import { summarise } from './summarise.ts';

/**
 * The classes of requests that `allowing` allows and `other` does not: at most a handful, the widest first. A class that
 * was put together from several has them as its `parts`.
 */
export function classesOf(
  found: readonly Found[],
  direction: Sides['direction'],
  allowing: AwsSubject,
  other: AwsSubject,
  against: Sides['against'] = 'policy',
): AwsClass[] {
  if (found.length === 0) return [];
  const members = found.map(memberOf);
  const sides = { direction, allowing, other, against };
  const others = new OtherSide(other);
  return collapse(members).map((member) => classOf(member, sides, others));
}

function classOf(member: Member, sides: Sides, others: OtherSide): AwsClass {
  const { direction, allowing, other } = sides;
  const granting = member.allowing.map((ref) => originOf(ref, allowing));
  const denying = member.denying.map((ref) => originOf(ref, other));
  const parts = member.parts.map((part) => classOf(part, sides, others));
  return {
    summary: summarise(member, sides, others),
    actions: member.actions.map(({ text }) => text),
    resources: member.resources.map(({ text }) => text),
    conditions: member.conditions,
    witness: member.witness,
    from: direction === 'allowed' ? denying : granting,
    to: direction === 'allowed' ? granting : denying,
    ...(parts.length === 0 ? {} : { parts }),
  };
}
