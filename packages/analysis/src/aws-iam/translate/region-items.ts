import { byCodeUnit } from '../../canonical/jcs.ts';
import type { Literal } from '../../engine/literal.ts';
import type { Pattern } from '../../engine/pattern.ts';
import type { Cube } from '../../engine/search.ts';
import { TextLiteral, type TextValue } from '../../engine/text-literal.ts';
import { patternsMeet } from '../service-table/patterns-meet.ts';
import { type Item, itemFrom, itemOf } from '../words/item.ts';
import { type Flag, RESOURCE, WHO } from './fields.ts';
import { starred } from './resource-reader.ts';
import type { Session } from './session.ts';

/** A truth value with what it was decided to be. */
interface Decided {
  readonly flag: Flag;
  readonly holds: boolean;
}

/** The patterns a field is left with. */
export function itemsOf(value: Cube[number]): Item[] {
  if (!isText(value)) return [itemOf('*')];
  return value.pieces.map(({ all, none }) => itemFrom(textsOf(all), sortedTexts(textsOf(none))));
}

/**
 * The resources a cube is left with, in the texts of the policies: the search sees a star in place of a policy variable,
 * and whether the resource matches the pattern with its variables as a truth value.
 */
export function resourceItems(cube: Cube, decided: readonly Decided[]): Item[] {
  const about = decided.filter(({ flag }) => flag.resource !== undefined);
  const items = itemsOf(cube[RESOURCE]);
  if (about.length === 0) return items;
  const texts = (isHeld: boolean): string[] =>
    about.flatMap(({ flag, holds }) => (holds === isHeld ? (flag.resource ?? []) : []));
  const held = texts(true);
  const inPlaceOf = new Set(held.map(starred));
  return items.map(({ all, none }) => {
    const left = all.filter((text) => text !== '*' && !inPlaceOf.has(text));
    const bases = [...left, ...held];
    const meets = (text: string): boolean =>
      bases.every((base) => patternsMeet(starred(base), starred(text)));
    const without = sortedTexts([...none, ...texts(false).filter(meets)]);
    return itemFrom(bases.length === 0 ? ['*'] : sortedTexts(bases), without);
  });
}

/** An item of a stack without who owns the resource, which the stack says and no policy does. */
export function withoutOwners(item: Item): Item {
  const isOwner = (text: string): boolean => /^arn:\*:\*:\*:(?:\*|\d+):\*$/.test(text);
  if (![...item.all, ...item.none].some(isOwner)) return item;
  const all = item.all.filter((text) => !isOwner(text));
  const none = item.none.filter((text) => !isOwner(text));
  return itemFrom(all.length === 0 ? ['*'] : all, none);
}

/** Who a cube is left with, by `KIND:NAME`; null where no policy of the question says who. */
export function whoItems(cube: Cube, session: Session): Item[] | null {
  if (session.principalNames.size === 0) return null;
  const { universe } = session.fields.who.of;
  const value = cube[WHO];
  const { pieces } = isText(value) ? value : universe;
  const said = pieces.map(({ all, none }) => ({
    all: named(all, session),
    none: named(none, session),
    form: all,
  }));
  const open = said.filter(({ all }) => all.length === 0);
  const isEveryone = open.length >= universe.pieces.length;
  const everyone = itemFrom(['*'], sortedTexts(open.flatMap(({ none }) => none)));
  return [
    ...(isEveryone ? [everyone] : []),
    ...said
      .filter(({ all }) => !isEveryone || all.length > 0)
      .map(({ all, none, form }) =>
        itemFrom(all.length === 0 ? textsOf(form) : all, sortedTexts(none)),
      ),
  ];
}

/** Whether a literal about principals speaks of those that policies name, and of nothing else. */
export function isNaming(literal: Literal, session: Session): boolean {
  if (literal.field !== WHO || !(literal instanceof TextLiteral)) return false;
  const { patterns } = literal.list;
  return named(patterns, session).length === patterns.length;
}

/** Patterns by their texts, those only that policies name; conditions and stacks have others. */
function named(patterns: readonly Pattern[], session: Session): string[] {
  return textsOf(patterns).filter((text) => session.principalNames.has(text));
}

/** Whether a value is one of a text field. */
export function isText(value: Cube[number]): value is TextValue {
  return typeof value === 'object' && 'pieces' in value;
}

function textsOf(patterns: readonly Pattern[]): string[] {
  return patterns.map(({ text }) => text);
}

function sortedTexts(texts: readonly string[]): string[] {
  return [...new Set(texts)].sort(byCodeUnit);
}
