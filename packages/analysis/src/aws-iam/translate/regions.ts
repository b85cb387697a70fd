import { canonicalJson, type Json } from '../../canonical/jcs.ts';
import { sortedList } from '../../canonical/sorted-list.ts';
import type { Literal } from '../../engine/literal.ts';
import type { Cube, Leaf } from '../../engine/search.ts';
import { TextLiteral } from '../../engine/text-literal.ts';
import type { Assumed } from '../../questions/answer.ts';
import { type Item, itemFrom, itemOf, sortedItems } from '../words/item.ts';
import { ACTION, type Flag, RESOURCE } from './fields.ts';
import { isNaming, itemsOf, resourceItems, whoItems, withoutOwners } from './region-items.ts';
import type { Session } from './session.ts';
import type { Origin, Rule, StatementRef } from './statement-reader.ts';

/** Requests that differ, in the patterns of the policies, with a cube of them to take a witness from. */
export interface Region {
  readonly actions: readonly Item[];
  readonly resources: readonly Item[];
  /** Who asks, by `KIND:NAME`; null where no policy of the question says who. */
  readonly who: readonly Item[] | null;
  /** What else its requests have in common. */
  readonly conditions: readonly Assumed[];
  /** The statement of the allowing side. */
  readonly allowing: readonly StatementRef[];
  /** Deny statements of the other side that the requests run into. */
  readonly denying: readonly StatementRef[];
  readonly cube: Cube;
  /** Other cubes of the region, where the first gives no witness. */
  readonly others: readonly Cube[];
  /** The patterns contain the region but reach beyond it. */
  readonly isPart: boolean;
}

/** Most cubes looked at, and most regions shown, for one Allow rule before its patterns are shown whole. */
export const MAX_LEAVES = 64;
const MAX_REGIONS = 8;

/** One Allow rule's leaves as few regions; cut short, they become the one region that contains them all. */
export function regionsOf(
  rule: Rule,
  leaves: readonly Leaf<Origin>[],
  isCut: boolean,
  session: Session,
): readonly Region[] {
  if (leaves.length === 0) return [];
  const exact = leaves.map((leaf) => regionOf(rule, leaf, session));
  const merged = mergeRegions(mergeRegions(exact, 'actions'), 'resources');
  if (!isCut && merged.length <= MAX_REGIONS) return merged;
  return [wholeRule(rule, merged, session)];
}

/** Regions that differ in one list only become one. */
export function mergeRegions(
  regions: readonly Region[],
  along: 'actions' | 'resources',
): readonly Region[] {
  if (regions.length < 2) return regions;
  const across = along === 'actions' ? 'resources' : 'actions';
  const groups = new Map<string, Region>();
  for (const region of regions) {
    const refs = along === 'actions' ? region.allowing.map(refKey) : [];
    const key = canonicalJson([
      textsOf(region[across]),
      textsOf(region.who),
      conditionKeys(region),
      region.denying.map(refKey),
      region.isPart,
      refs,
    ]);
    const other = groups.get(key);
    groups.set(key, other === undefined ? region : join(other, region, along));
  }
  return [...groups.values()];
}

function join(one: Region, other: Region, along: 'actions' | 'resources'): Region {
  return {
    ...one,
    [along]: sortedItems([...one[along], ...other[along]]),
    allowing: distinctRefs([...one.allowing, ...other.allowing]),
    others: [...one.others, other.cube, ...other.others],
  };
}

/** What tells two regions apart in words. */
export function regionKey(region: Region): string {
  const { actions, resources, who, allowing } = region;
  return canonicalJson([
    ...[actions, resources, who].map(textsOf),
    conditionKeys(region),
    allowing.map(refKey),
  ]);
}

function conditionKeys({ conditions }: Region): Json {
  return conditions.map(({ operator, key, values, holds }) => [operator, key, values, holds]);
}

/** Truth values a cube decides. */
export function flagsOf(cube: Cube, session: Session): { flag: Flag; holds: boolean }[] {
  return cube.flatMap((value, field) => {
    const flag = typeof value === 'boolean' ? session.fields.at(field) : undefined;
    return flag !== undefined && 'consequences' in flag ? [{ flag, holds: value === true }] : [];
  });
}

function refKey({ place, policy, statement }: StatementRef): string {
  return `${policy}/${statement}${place === undefined ? '' : `/${place.layer}/${place.level}`}`;
}

function distinctRefs(refs: readonly StatementRef[]): StatementRef[] {
  const found = new Map(refs.map((ref) => [refKey(ref), ref]));
  return [...found.values()].sort(
    (left, right) => left.policy - right.policy || left.statement - right.statement,
  );
}

function regionOf(rule: Rule, leaf: Leaf<Origin>, session: Session): Region {
  const { cube } = leaf;
  const denies = leaf.inside.filter(({ origin }) => origin.statement.Effect === 'Deny');
  const resources = sortedItems(resourceItems(cube, flagsOf(cube, session)));
  const isInStack = rule.origin.ref.place !== undefined;
  const shown = isInStack ? sortedItems(resources.map(withoutOwners)) : resources;
  return {
    actions: sortedItems(itemsOf(cube[ACTION])),
    resources: shown,
    who: sortedWho(whoItems(cube, session)),
    conditions: conditionsOf(rule, leaf, session),
    allowing: [rule.origin.ref],
    denying: distinctRefs(denies.map(({ origin }) => origin.ref)),
    cube,
    others: [],
    isPart: !isExact(rule, leaf, session) || textsOf(shown).join() !== textsOf(resources).join(),
  };
}

/** The conditions of the statements that match, and those that keep the other side from the requests. */
function conditionsOf(rule: Rule, leaf: Leaf<Origin>, session: Session): readonly Assumed[] {
  const { labels } = session.conditions;
  const found = new Map<string, Assumed>();
  for (const shape of [rule, ...leaf.inside])
    for (const own of ownConditions(shape)) add(found, own);
  for (const { literal, holds } of leaf.decisions) {
    const label = labels.get(literal.key);
    // One of several literals that make up a condition says nothing of it when it holds.
    if (label === undefined || !(label.isWhole || (label.isOnly && !holds))) continue;
    const { operator, key, values } = label;
    add(found, { operator, key, values, holds });
  }
  return [...found.values()];
}

/** Whether the words for a region say all that its cube does. */
function isExact(rule: Rule, leaf: Leaf<Origin>, session: Session): boolean {
  return (
    [rule, ...leaf.inside].every((shape) => isShapeSaid(shape, session)) &&
    leaf.decisions.every(
      ({ literal }) =>
        isPlain(literal, session) || session.conditions.labels.get(literal.key)?.isWhole === true,
    )
  );
}

/** Whether a shape is all of its statement, which the words name by its conditions. */
function isShapeSaid(shape: Rule, session: Session): boolean {
  const { labels } = session.conditions;
  const isStatement = shape.origin.ref.policy >= 0;
  return (
    shape.literals.every((one) => isPlain(one, session) || (isStatement && labels.has(one.key))) &&
    ownConditions(shape).every((one) =>
      // Plain text and a policy variable are read alike where there is one case only.
      [true, false].every((isVariablesOn) =>
        session.conditions.isOneCase({ ...one, isVariablesOn }),
      ),
    )
  );
}

/** Whether a literal is about what a region lists: actions, resources and the principals that policies name. */
function isPlain(literal: Literal, session: Session): boolean {
  const { field } = literal;
  if (field === ACTION || field === RESOURCE) return true;
  const flag = session.fields.at(field);
  if (flag !== undefined) return 'resource' in flag && flag.resource !== undefined;
  return isNaming(literal, session);
}

function ownConditions({ origin }: Rule): Assumed[] {
  return Object.entries(origin.statement.Condition ?? {}).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, values]) => ({
      operator,
      key,
      values: sortedList(values),
      holds: true,
    })),
  );
}

function add(found: Map<string, Assumed>, one: Assumed): void {
  const key = canonicalJson([one.operator, one.key, one.values]);
  if (!found.has(key)) found.set(key, one);
}

/** Cubes of every region come first, since only so many are tried for a witness. */
function wholeRule(rule: Rule, regions: readonly Region[], session: Session): Region {
  const [first, ...rest] = regions;
  return {
    actions: wholeField(rule, ACTION),
    resources: wholeResources(rule, session),
    who: first?.who === null ? null : sortedItems(regions.flatMap(({ who }) => who ?? [])),
    conditions: ownConditions(rule),
    allowing: [rule.origin.ref],
    denying: distinctRefs(regions.flatMap((region) => region.denying)),
    cube: first?.cube ?? [],
    others: [...rest.map(({ cube }) => cube), ...regions.flatMap(({ others }) => others)],
    isPart: true,
  };
}

function wholeField(rule: Rule, field: number): readonly Item[] {
  const literal = rule.literals.find((one) => one.field === field);
  if (!(literal instanceof TextLiteral)) return [itemOf('*')];
  const texts = sortedList(literal.list.patterns.map((pattern) => pattern.text));
  return literal.isNegated ? [itemFrom(['*'], texts)] : texts.map(itemOf);
}

/** A pattern with policy variables is a truth value. */
function wholeResources(rule: Rule, session: Session): readonly Item[] {
  const flags = rule.literals.flatMap(({ field }) => session.fields.at(field) ?? []);
  const texts = flags.flatMap((flag) => ('resource' in flag ? (flag.resource ?? []) : []));
  const isNegated = rule.origin.statement.Resource === undefined;
  return isNegated || texts.length === 0 ? wholeField(rule, RESOURCE) : texts.map(itemOf);
}

function textsOf(items: readonly Item[] | null): string[] {
  return (items ?? []).map(({ text }) => text);
}

function sortedWho(items: readonly Item[] | null): readonly Item[] | null {
  return items === null ? null : sortedItems(items);
}
