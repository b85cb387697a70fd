import { byCodeUnit } from '../../canonical/jcs.ts';
import type { Pattern } from '../../engine/pattern.ts';
import type { Cube } from '../../engine/search.ts';
import type { Assumed } from '../../questions/answer.ts';
import type { AwsPolicy, AwsRequest } from '../model.ts';
import { ACTION, RESOURCE, WHO } from '../translate/fields.ts';
import type { Reading } from '../translate/reading.ts';
import { isText } from '../translate/regions.ts';
import type { StatementRef } from '../translate/statement-reader.ts';
import { type ActionFacts, actionFacts } from '../words/action-facts.ts';
import { conditionKey } from '../words/condition-words.ts';
import { type Item, itemFrom, itemOf } from '../words/item.ts';
import { type Matches, matchesAction, matchesResource, simplified } from '../words/item-within.ts';
import { namesPrincipals, principalNames } from '../words/who-words.ts';
import type { Found } from './ask.ts';

/** A class in the making: what its requests have in common, and what it was put together from. */
export interface Member {
  readonly actions: readonly Item[];
  readonly resources: readonly Item[];
  /** Who asks, by `KIND:NAME`; null where no policy says who. */
  readonly who: readonly Item[] | null;
  /** What holds for every request. */
  readonly conditions: readonly Assumed[];
  /** No request meets all conditions of any of these. */
  readonly unless: readonly (readonly Assumed[])[];
  /** Some requests ask for more conditions than the class states. */
  readonly hasMore: boolean;
  /** The description contains the requests but reaches beyond them. */
  readonly isPart: boolean;
  /** The readings of resource wildcards under which the description holds. */
  readonly readings: readonly Reading[];
  /** Where wildcards cross colons there is more, on other texts of the same resources, under other conditions. */
  readonly hasStrays: boolean;
  readonly allowing: readonly StatementRef[];
  readonly denying: readonly StatementRef[];
  readonly witness: AwsRequest | null;
  readonly facts: ActionFacts;
  /** Empty where it is one region as it was found. */
  readonly parts: readonly Member[];
}

/** A region as a class of its own. */
export function memberOf(
  { region, readings, witness }: Found,
  names: PrincipalNames | null,
): Member {
  const cubes = [region.cube, ...region.others];
  const { isPart, allowing, denying } = region;
  const actions = isPart ? region.actions.map(wholeItem) : itemsOf(cubes, ACTION, matchesAction);
  return {
    actions,
    resources: isPart ? region.resources.map(wholeItem) : itemsOf(cubes, RESOURCE, matchesResource),
    who: names === null ? null : whoOf(cubes, names),
    conditions: sortedConditions(region.conditions),
    unless: [],
    hasMore: isPart,
    isPart: isPart || isMixed(cubes, names),
    readings,
    hasStrays: false,
    allowing,
    denying,
    witness,
    facts: actionFacts(actions),
    parts: [],
  };
}

/** Whether a Deny of the other side stands against the requests. */
export function isExplicit({ denying }: Member): boolean {
  return denying.length > 0;
}

/** The texts of a list as one key. */
export function textsKey(items: readonly Item[] | null): string {
  return items === null ? '' : items.map(({ text }) => text).join('\n');
}

/** Equal keys mean equal conditions and exceptions. */
export function conditionsKey({ conditions, unless }: Member): string {
  if (conditions.length + unless.length === 0) return '';
  const keyOf = (one: Assumed): string => `${one.holds}${conditionKey(one)}`;
  return JSON.stringify([conditions.map(keyOf), unless.map((term) => term.map(keyOf))]);
}

/** Those that hold first, then by key; the same conditions always stand in the same order. */
export function sortedConditions(conditions: readonly Assumed[]): readonly Assumed[] {
  if (conditions.length < 2) return conditions;
  return conditions
    .map((one) => ({ one, key: `${one.holds ? 0 : 1}${one.key}\n${conditionKey(one)}` }))
    .sort((left, right) => byCodeUnit(left.key, right.key))
    .map(({ one }) => one);
}

/** Items by text, without duplicates. */
export function sortedItems(items: readonly Item[]): readonly Item[] {
  if (items.length < 2) return items;
  const byText = new Map(items.map((item) => [item.text, item]));
  return [...byText.values()].sort((left, right) => byCodeUnit(left.text, right.text));
}

/** Statements, each once, in order. */
export function sortedRefs(refs: readonly StatementRef[]): readonly StatementRef[] {
  const byPlace = new Map(refs.map((ref) => [`${ref.policy}/${ref.statement}`, ref]));
  return [...byPlace.values()].sort(
    (left, right) => left.policy - right.policy || left.statement - right.statement,
  );
}

/** The names that the policies give principals; the search has more patterns, of what principals there are at all. */
export type PrincipalNames = ReadonlySet<string>;

/** Null where no statement says who. */
export function principalNamesOf(policies: readonly AwsPolicy[]): PrincipalNames | null {
  const naming = policies.flatMap(({ document }) => document.Statement.filter(namesPrincipals));
  if (naming.length === 0) return null;
  const elements = naming.flatMap(({ Principal, NotPrincipal }) => [Principal, NotPrincipal]);
  return new Set(elements.flatMap((one) => (one === undefined ? [] : principalNames(one))));
}

const EXCEPT = '* except ';

/** An entry of a rule shown whole: a pattern, or all but the patterns of a Not- element. */
function wholeItem(text: string): Item {
  if (!text.startsWith(EXCEPT)) return itemOf(text);
  return { all: ['*'], none: text.slice(EXCEPT.length).split(', '), text };
}

function itemsOf(cubes: readonly Cube[], field: number, matches: Matches): readonly Item[] {
  const items = cubes.flatMap((cube) => {
    const value = cube[field];
    if (!isText(value)) return [itemOf('*')];
    return value.pieces.map(({ all, none }) => itemFrom(textsOf(all), textsOf(none)));
  });
  return simplified(sortedItems(items), matches);
}

function textsOf(patterns: readonly Pattern[]): readonly string[] {
  return sortedTexts(patterns.map(({ text }) => text));
}

function whoOf(cubes: readonly Cube[], names: PrincipalNames): readonly Item[] {
  const items = cubes.flatMap((cube) => whoItems(cube, names));
  const everyone = items.find(({ text }) => text === '*');
  return everyone === undefined ? sortedItems(items) : [everyone];
}

function whoItems(cube: Cube, names: PrincipalNames): Item[] {
  const value = cube[WHO];
  if (!isText(value)) return [itemOf('*')];
  return value.pieces.map(({ all, none }) => {
    const named = all.map(({ text }) => text).filter((text) => names.has(text));
    const left = none.map(({ text }) => text).filter((text) => names.has(text));
    return itemFrom(named.length === 0 ? ['*'] : named, sortedTexts(left));
  });
}

/** Cubes of different principals do not make a product with their actions and resources. */
function isMixed(cubes: readonly Cube[], names: PrincipalNames | null): boolean {
  if (names === null || cubes.length < 2) return false;
  const [first, ...others] = cubes.map((cube) => textsKey(whoItems(cube, names)));
  return others.some((other) => other !== first);
}

function sortedTexts(texts: readonly string[]): readonly string[] {
  return texts.length < 2 ? texts : [...new Set(texts)].sort(byCodeUnit);
}
