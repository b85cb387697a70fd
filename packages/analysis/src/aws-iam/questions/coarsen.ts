import { actionFacts } from '../words/action-facts.ts';
import { sortedItems } from '../words/item.ts';
import { matchesAction, matchesResource, simplified } from '../words/item-within.ts';
import { commonConditions } from './exceptions.ts';
import { groupBy } from './group-by.ts';
import { conditionsKey, isExplicit, type Member, textsKey } from './member.ts';
import { merge } from './merge.ts';
import { widthOf } from './width.ts';

/** Pairs are weighed one by one; more classes than this are first thrown together by service. */
const MOST_WEIGHED = 64;

/**
 * At most so many classes, by merging those that lose least when told together. What comes out of a merge says that it
 * is part of what it describes, and states only the conditions that all its parts share.
 */
export function coarsen(members: readonly Member[], most: number): readonly Member[] {
  if (members.length <= most) return members;
  let left = byService(members).map(weighed);
  while (left.length > most) {
    const [one, other] = closest(left);
    const merged = weighed(mergePart([one.member, other.member]));
    left = left.flatMap((each) => (each === one ? [merged] : each === other ? [] : [each]));
  }
  return left.map(({ member }) => member);
}

interface Weighed {
  readonly member: Member;
  readonly width: number;
  readonly services: string;
  readonly resources: string;
  readonly conditions: string;
  readonly isConditional: boolean;
  readonly who: string;
}

function weighed(member: Member): Weighed {
  return {
    member,
    width: widthOf(member),
    services: member.facts.services.join(),
    resources: textsKey(member.resources),
    conditions: conditionsKey(member),
    isConditional: member.hasMore || member.conditions.length + member.unless.length > 0,
    who: textsKey(member.who),
  };
}

/** The pair to merge: the least loss, then the narrowest, then the first. */
function closest(all: readonly Weighed[]): readonly [Weighed, Weighed] {
  let found: readonly [Weighed, Weighed] | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const [index, one] of all.entries()) {
    for (const other of all.slice(index + 1)) {
      const loss = lossOf(one, other);
      if (loss >= least) continue;
      least = loss;
      found = [one, other];
    }
  }
  if (found === undefined) throw new Error('there are two classes to merge');
  return found;
}

/**
 * What a reader loses if two classes are told as one. Denied by a Deny or not, by whom, and with conditions or without
 * are worth more than the service, that more than the conditions, and these more than the resources.
 */
function lossOf(one: Weighed, other: Weighed): number {
  const isApart = isExplicit(one.member) !== isExplicit(other.member);
  return (
    (isApart ? 6400 : 0) +
    (one.who === other.who ? 0 : 3200) +
    (one.isConditional === other.isConditional ? 0 : 1600) +
    (one.services === other.services ? 0 : 800) +
    (one.conditions === other.conditions ? 0 : 400) +
    (one.resources === other.resources ? 0 : 200) +
    // Widths are below 50: what is wide is told by itself.
    Math.max(one.width, other.width) * 2 +
    Math.min(one.width, other.width)
  );
}

function byService(members: readonly Member[]): readonly Member[] {
  if (members.length <= MOST_WEIGHED) return members;
  const keys: ((one: Weighed) => string)[] = [
    (one) => `${isExplicit(one.member)}${one.isConditional}${one.services}`,
    (one) => `${isExplicit(one.member)}${one.isConditional}`,
  ];
  let left = members;
  for (const key of keys) {
    if (left.length <= MOST_WEIGHED) break;
    left = groupBy(left.map(weighed), key).map((group) =>
      mergePart(group.map(({ member }) => member)),
    );
  }
  return left;
}

/** Several classes as part of one that describes them all. */
function mergePart(group: readonly Member[]): Member {
  const [first] = group;
  if (first === undefined || group.length < 2) return merge(group, {});
  const all = sortedItems(group.flatMap((one) => one.actions));
  const actions = simplified(all, matchesAction);
  const conditions = commonConditions(group.map((one) => one.conditions));
  const unless = group.every((one) => conditionsKey(one) === conditionsKey(first))
    ? first.unless
    : [];
  const isLess = (one: Member): boolean =>
    one.hasMore || one.conditions.length > conditions.length || one.unless.length > unless.length;
  return merge(group, {
    actions,
    facts: actionFacts(actions),
    resources: simplified(sortedItems(group.flatMap((one) => one.resources)), matchesResource),
    who: first.who === null ? null : sortedItems(group.flatMap((one) => one.who ?? [])),
    conditions,
    unless,
    hasMore: group.some(isLess),
    isPart: true,
  });
}
