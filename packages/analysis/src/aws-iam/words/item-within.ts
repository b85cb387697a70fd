import { foldCase } from '../../engine/fold.ts';
import { matchesText } from '../service-table/matches-text.ts';
import { patternsMeet } from '../service-table/patterns-meet.ts';
import { type Item, itemFrom, itemOf } from './item.ts';

/** Whether a pattern matches a text; actions are compared without case. */
export type Matches = (pattern: string, text: string) => boolean;

/** How patterns of actions match. */
export function matchesAction(pattern: string, text: string): boolean {
  return matchesText(foldCase(pattern), foldCase(text));
}

/** How patterns of resources and principals match. */
export const matchesResource: Matches = matchesText;

/** Whether every item lies in one of the others, whatever the exceptions of these if `isLoose`; errs towards false. */
export function areWithin(
  items: readonly Item[],
  others: readonly Item[],
  matches: Matches,
  isLoose = false,
): boolean {
  const texts = new Set(others.map(({ text }) => text));
  return items.every(
    (item) => texts.has(item.text) || others.some((one) => isWithin(item, one, matches, isLoose)),
  );
}

/** The same union in fewer words: no item in another, no exception that another item has or another exception covers. */
export function simplified(items: readonly Item[], matches: Matches): readonly Item[] {
  const tidy = items.map((item) => tidied(item, matches));
  return tidy.length < 2 ? tidy : united(tidy, matches);
}

/** What all must match is said once, and so is what none may. */
function tidied(item: Item, matches: Matches): Item {
  if (item.all.length + item.none.length < 2) return item;
  const all = item.all.filter(
    (text, at) => !item.all.some((own, index) => isTold(text, at, own, index, matches)),
  );
  if (item.none.length > MOST_COMPARED) return item;
  const none = item.none.filter(
    (text, at) => !item.none.some((own, index) => isTold(own, index, text, at, matches)),
  );
  const isSame = all.length === item.all.length && none.length === item.none.length;
  return isSame ? item : itemFrom(all, none);
}

/** Whether a pattern covers another one, which then needs no telling; of two alike the first stays. */
function isTold(
  pattern: string,
  at: number,
  other: string,
  index: number,
  matches: Matches,
): boolean {
  if (at === index || !covers(pattern, other, matches)) return false;
  return !covers(other, pattern, matches) || index < at;
}

function united(items: readonly Item[], matches: Matches): readonly Item[] {
  if (items.some(({ text }) => text === '*')) return [itemOf('*')];
  if (items.length > MOST_COMPARED) return items;
  const plain = items.filter(({ all, none }) => all.length === 1 && none.length === 0);
  const isPlain = (text: string): boolean =>
    plain.some(({ all: [pattern = ''] }) => covers(pattern, text, matches));
  const wider = items.map((item) => {
    const none = item.none.filter((text) => !isPlain(text));
    return none.length === item.none.length ? item : itemFrom(item.all, none);
  });
  return wider.filter(
    (item, at) =>
      !wider.some(
        (other, index) =>
          index !== at &&
          isWithin(item, other, matches, false) &&
          // Of two that are the same the first stays.
          (index < at || !isWithin(other, item, matches, false)),
      ),
  );
}

const MOST_COMPARED = 64;

function isWithin(item: Item, other: Item, matches: Matches, isLoose: boolean): boolean {
  if (!other.all.every((pattern) => item.all.some((own) => covers(pattern, own, matches))))
    return false;
  if (isLoose) return true;
  return other.none.every(
    (pattern) =>
      item.none.some((own) => covers(own, pattern, matches)) ||
      item.all.some((own) => areApart(own, pattern)),
  );
}

/** Errs towards false. A star stands for a wildcard of the other pattern as for any text; `?` does not. */
function covers(pattern: string, other: string, matches: Matches): boolean {
  if (pattern === '*' || pattern === other) return true;
  const isClear = !pattern.includes('?') || !/[*?]/.test(other);
  return isClear && matches(pattern, other);
}

/** Errs towards false: a policy variable may be anything. */
function areApart(one: string, other: string): boolean {
  if (one.includes('${') || other.includes('${')) return false;
  return !patternsMeet(foldCase(one), foldCase(other));
}
