import { byCodeUnit } from '../../canonical/jcs.ts';
import { joined, listed, quote, type Room } from './quote.ts';

/** Texts that every pattern of `all` matches and none of `none` does, as one entry of a list of actions or resources. */
export interface Item {
  readonly all: readonly string[];
  readonly none: readonly string[];
  /** As it stands in a class: `a and b except c, d`. */
  readonly text: string;
}

const EXCEPTIONS: Room = { items: 3, characters: 80 };

/** One pattern as it is. */
export function itemOf(text: string): Item {
  return { all: [text], none: [], text };
}

/** An item of its patterns; exceptions are in order. */
export function itemFrom(all: readonly string[], none: readonly string[]): Item {
  const base = all.join(' and ');
  const text = none.length === 0 ? base : `${base} except ${none.join(', ')}`;
  return { all, none, text };
}

/** Items by text, without duplicates. */
export function sortedItems(items: readonly Item[]): readonly Item[] {
  if (items.length < 2) return items;
  const byText = new Map(items.map((item) => [item.text, item]));
  return [...byText.values()].sort((left, right) => byCodeUnit(left.text, right.text));
}

/** Whether all texts are meant. */
export function isEverything({ all }: Item): boolean {
  return all.every((text) => text === '*');
}

/** `` `a` except `b` ``; what two patterns must both match is said so. */
export function itemWords(item: Item, everything: string): string {
  const base = isEverything(item) ? everything : baseWords(item.all);
  return `${base}${exceptWords(item.none)}`;
}

/** `` except `b` and `c` ``, or nothing. */
export function exceptWords(none: readonly string[]): string {
  return none.length === 0 ? '' : ` except ${listed(none.map(quote), EXCEPTIONS, '')}`;
}

function baseWords(all: readonly string[]): string {
  const shown = all.filter((text) => text !== '*').map(quote);
  return shown.length < 2 ? shown.join('') : `what matches ${joined(shown)} alike`;
}
