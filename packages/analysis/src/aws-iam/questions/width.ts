import type { LEVELS } from '../words/action-facts.ts';
import { isEverything } from '../words/item.ts';
import type { Member } from './member.ts';

const UNLISTED = 6;
const EVERY_ACTION = 12;
const MOST_FOR_COUNT = 8;

/**
 * How wide a class is, in points; classes stand in falling order. For what its actions do: 8 for permissions
 * management, 6 for writing (and for what AWS does not list), 4 for tagging, 3 for reading, 1 for listing, 12 for every
 * action of every service; for how many they are: one for each doubling, up to 8. For its resources: 4 if it is all, 2
 * if a wildcard leaves the account or the region open, 1 for any other wildcard. For its conditions: 4 if it has none, 3
 * if it only leaves some requests out.
 */
export function widthOf(member: Member): number {
  return actionPoints(member) + resourcePoints(member) + conditionPoints(member);
}

const LEVEL_POINTS: Readonly<Record<(typeof LEVELS)[number], number>> = {
  'Permissions management': 8,
  Write: 6,
  Tagging: 4,
  Read: 3,
  List: 1,
};

function actionPoints({ actions, facts }: Member): number {
  if (actions.some((item) => isEverything(item))) return EVERY_ACTION + MOST_FOR_COUNT;
  const points = facts.levels.map((level) => LEVEL_POINTS[level]);
  if (facts.unknown.length > 0) points.push(UNLISTED);
  const size = Math.max(facts.count, actions.length);
  return Math.max(0, ...points) + Math.min(MOST_FOR_COUNT, 31 - Math.clz32(size));
}

function resourcePoints({ resources }: Member): number {
  if (resources.some((item) => isEverything(item))) return 4;
  const texts = resources.flatMap(({ all }) => all);
  if (texts.some((text) => /[*?]/.test(text.split(':').slice(2, 5).join(':')))) return 2;
  return texts.some((text) => /[*?]/.test(text)) ? 1 : 0;
}

function conditionPoints({ conditions, unless, hasMore }: Member): number {
  if (hasMore || conditions.some(({ holds }) => holds)) return 0;
  return conditions.length + unless.length === 0 ? 4 : 3;
}
