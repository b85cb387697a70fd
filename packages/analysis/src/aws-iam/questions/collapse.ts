import { byCodeUnit } from '../../canonical/jcs.ts';
import { actionFacts } from '../words/action-facts.ts';
import { sortedItems } from '../words/item.ts';
import { matchesAction, matchesResource, simplified } from '../words/item-within.ts';
import { coarsen } from './coarsen.ts';
import { uniteConditions } from './exceptions.ts';
import { foldReadings } from './fold-readings.ts';
import { groupBy } from './group-by.ts';
import { conditionsKey, isExplicit, type Member, sortedConditions, textsKey } from './member.ts';
import { merge } from './merge.ts';
import { widthOf } from './width.ts';

/** Most classes a direction is told in; more than a handful is not read. */
export const MOST_CLASSES = 6;

/**
 * Regions as few classes, the widest first. Every request of every region is in some class, and every region is a part
 * of one. A class says exactly which requests it has, or that they are part of what it describes.
 */
export function collapse(members: readonly Member[]): readonly Member[] {
  if (members.length < 2) return members;
  const few = mergeExactly(foldReadings(inOrder(members)));
  return inOrder(coarsen(few, MOST_CLASSES))
    .map((member) => ({ member, width: widthOf(member) }))
    .sort((left, right) => right.width - left.width)
    .map(({ member }) => member);
}

/** In an order that does not depend on where statements stand. */
function inOrder(members: readonly Member[]): readonly Member[] {
  return members
    .map((member) => ({ member, key: ASPECTS.map((aspect) => KEYS[aspect](member)).join('\t') }))
    .sort((left, right) => byCodeUnit(left.key, right.key))
    .map(({ member }) => member);
}

const ASPECTS = ['actions', 'resources', 'conditions', 'who', 'form'] as const;
type Aspect = (typeof ASPECTS)[number];

const KEYS: Readonly<Record<Aspect, (member: Member) => string>> = {
  actions: ({ actions }) => textsKey(actions),
  resources: ({ resources }) => textsKey(resources),
  conditions: conditionsKey,
  who: ({ who }) => textsKey(who),
  form: (one) => `${isExplicit(one)}${one.isPart}${one.hasMore}`,
};

/** Merges classes that differ in one thing only until none do: the union is exactly what is described. */
function mergeExactly(members: readonly Member[]): readonly Member[] {
  let merged = members;
  for (let before = Number.POSITIVE_INFINITY; merged.length < before && merged.length > 1; ) {
    before = merged.length;
    merged = alongActions(merged);
    merged = along('resources', merged, (group) => ({
      resources: simplified(sortedItems(group.flatMap((one) => one.resources)), matchesResource),
    }));
    merged = along('who', merged, (group) => ({
      who: simplified(sortedItems(group.flatMap((one) => one.who ?? [])), matchesResource),
    }));
    merged = along('conditions', merged, conditionsOf);
  }
  return merged;
}

function alongActions(members: readonly Member[]): readonly Member[] {
  return along('actions', members, (group) => {
    const all = sortedItems(group.flatMap((one) => one.actions));
    const actions = simplified(all, matchesAction);
    return { actions, facts: actionFacts(actions) };
  });
}

/** Where these conditions together come to something short. */
function conditionsOf(group: readonly Member[]): Partial<Member> | null {
  if (group.some((one) => one.unless.length > 0 || one.isPart)) return null;
  const united = uniteConditions(group.map((one) => one.conditions));
  return united && { conditions: sortedConditions(united.common), unless: united.unless };
}

/** Merges those that differ in this aspect only; null from `unite` leaves them apart. */
function along(
  aspect: Aspect,
  members: readonly Member[],
  unite: (group: readonly Member[]) => Partial<Member> | null,
): readonly Member[] {
  if (members.length < 2) return members;
  const kept = ASPECTS.filter((one) => one !== aspect);
  const groups = groupBy(members, (one) => kept.map((other) => KEYS[other](one)).join('\t'));
  return groups.flatMap((group) => {
    const changed = group.length < 2 ? null : unite(group);
    return changed === null ? group : [merge(group, changed)];
  });
}
