import { conditionKey } from '../words/condition-words.ts';
import { areWithin, matchesAction, matchesResource } from '../words/item-within.ts';
import { isExplicit, type Member } from './member.ts';
import { merge } from './merge.ts';

/** Pairs are compared one by one; with more classes than this they are merged by other means. */
const MOST_COMPARED = 64;

/**
 * Resource wildcards have three readings (translate/reading.ts), and the same change is found under each in other
 * words: where wildcards cross colons, other statements cut off texts that are no ARN AWS has. A class whose
 * description lies in that of another becomes part of it; each description holds under the reading it was found in.
 * What exists only where wildcards cross colons, under other conditions than the same statement otherwise has, becomes
 * part of that class too, which then says that there is more.
 */
export function foldReadings(members: readonly Member[]): readonly Member[] {
  if (members.length < 2 || members.length > MOST_COMPARED) return members;
  const folded = intoGroups(members, (one) => around(one, members));
  return intoGroups(folded, (one) => folded.find((other) => isStrayOf(one, other)));
}

function intoGroups(
  members: readonly Member[],
  around: (one: Member) => Member | undefined,
): readonly Member[] {
  const groups = new Map<Member, Member[]>();
  for (const one of members) {
    let widest = one;
    for (let next = around(widest); next !== undefined; next = around(widest)) widest = next;
    groups.set(widest, [...(groups.get(widest) ?? []), one]);
  }
  return [...groups].map(([widest, group]) => {
    const others = group.filter((one) => one !== widest);
    if (others.length === 0) return widest;
    const hasStrays = [widest, ...others].some((one) => one.hasStrays || isStrayOf(one, widest));
    return merge([widest, ...others], { hasStrays });
  });
}

/** Another class that describes all that one does; of two that describe the same the first. */
function around(one: Member, members: readonly Member[]): Member | undefined {
  return members.find(
    (other) =>
      other !== one &&
      describesLess(one, other) &&
      (!describesLess(other, one) || members.indexOf(other) < members.indexOf(one)),
  );
}

function describesLess(one: Member, other: Member): boolean {
  return asksMore(one, other) && isAlike(one, other, false);
}

/** Whether one was found only where wildcards cross colons, and the other where they do not, by the same statement. */
function isStrayOf(one: Member, other: Member): boolean {
  return (
    one !== other &&
    !one.readings.includes('segments') &&
    other.readings.includes('segments') &&
    one.allowing.every((ref) =>
      other.allowing.some((own) => JSON.stringify(own) === JSON.stringify(ref)),
    ) &&
    !asksMore(one, other) &&
    isAlike(one, other, true)
  );
}

function isAlike(one: Member, other: Member, isLoose: boolean): boolean {
  return (
    isExplicit(one) === isExplicit(other) &&
    areWithin(one.resources, other.resources, matchesResource, isLoose) &&
    areWithin(one.actions, other.actions, matchesAction) &&
    (other.who === null || areWithin(one.who ?? [], other.who, matchesResource))
  );
}

/** Whether one has every condition of the other. */
function asksMore(one: Member, other: Member): boolean {
  if (other.conditions.length > one.conditions.length) return false;
  const own = new Set(one.conditions.map((item) => `${item.holds}${conditionKey(item)}`));
  return other.conditions.every((item) => own.has(`${item.holds}${conditionKey(item)}`));
}
