import { foldCase } from '../../engine/fold.ts';
import type { AccessLevel } from '../service-table/decode.ts';
import { matchesText } from '../service-table/matches-text.ts';
import { accessLevelsOf, actionEntry, actionsMatching } from '../service-table/service-table.ts';
import type { Item } from './item.ts';

/** What AWS lists behind patterns of actions. */
export interface ActionFacts {
  /** Real actions; where a pattern leaves the service open they are not counted, and this is a large number. */
  readonly count: number;
  /** Access levels of them all together, the widest first. */
  readonly levels: readonly AccessLevel[];
  /** Some pattern matches actions of services it does not name. */
  readonly isOpen: boolean;
  /** Some pattern also matches actions AWS may add. */
  readonly isWild: boolean;
  /** What is no action AWS lists and no pattern. */
  readonly unknown: readonly string[];
  /** Service prefixes in order, `*` where open. */
  readonly services: readonly string[];
}

/** The widest first. */
export const LEVELS: readonly AccessLevel[] = [
  'Permissions management',
  'Write',
  'Tagging',
  'Read',
  'List',
];

/** More than AWS has. */
const OPEN_COUNT = 50_000;

/** The facts of a list of actions. A pattern that leaves the service open is not looked up: it would take all of AWS. */
export function actionFacts(items: readonly Item[]): ActionFacts {
  const services = new Set(items.map(serviceOf));
  const isOpen = services.has('*');
  const found = items.map((item) => (serviceOf(item) === '*' ? [] : levelsOf(item)));
  const levels = new Set(found.flat(2));
  const count = found.reduce((sum, own) => sum + own.length, 0);
  return {
    count: isOpen ? OPEN_COUNT : count,
    levels: LEVELS.filter((level) => isOpen || levels.has(level)),
    isOpen,
    isWild: items.some(isWildcard),
    unknown: items
      .filter((item, index) => found[index]?.length === 0 && !isWildcard(item))
      .map(({ text }) => text),
    services: [...services].sort(),
  };
}

/** How much the most telling action of an item does: 0 is the widest level, and what AWS does not list counts as that. */
export function levelRank(item: Item): number {
  if (serviceOf(item) === '*') return 0;
  const levels = levelsOf(item).flat();
  return levels.length === 0 ? 0 : Math.min(...levels.map((level) => LEVELS.indexOf(level)));
}

/** The service prefix that the item names, or `*`. */
export function serviceOf(item: Item): string {
  const text = item.all.find(namesService);
  return text === undefined ? '*' : foldCase(text.slice(0, text.indexOf(':')));
}

function namesService(text: string): boolean {
  return /^[^*?:]*:/.test(text);
}

/** The levels of each real action of an item. */
function levelsOf(item: Item): (readonly AccessLevel[])[] {
  const [only = ''] = item.all;
  if (item.all.length > 1 || isWildcard(item)) return realActions(item).map(accessLevelsOf);
  const entry = actionEntry(only);
  return entry === undefined ? [] : [entry.levels];
}

/** Without a wildcard in one of its patterns it is one text. */
function isWildcard({ all }: Item): boolean {
  return all.every((text) => /[*?]/.test(text));
}

function realActions({ all, none }: Item): readonly string[] {
  // A pattern that leaves the service open would be looked for in all of AWS.
  const named = all.findIndex(namesService);
  const first = all[named] ?? '';
  const others = all.filter((_, at) => at !== named);
  const found = actionsMatching(first);
  if (others.length + none.length === 0) return found;
  const also = others.map(foldCase);
  const not = none.map(foldCase);
  return found.filter((action) => {
    const folded = foldCase(action);
    const isIn = (pattern: string): boolean => matchesText(pattern, folded);
    return also.every(isIn) && !not.some(isIn);
  });
}
