import { canonicalJson } from '../../canonical/jcs.ts';
import { foldCase } from '../../engine/fold.ts';
import { contains, type Piece } from '../../engine/glob-set.ts';
import { type FieldValue, GlobLiteral } from '../../engine/literal.ts';
import type { Cube, Leaf } from '../../engine/search.ts';
import { sortedList } from '../canonical/canonical-policy.ts';
import { ACTION, RESOURCE, type Rule, type StatementRef } from './compile.ts';
import { exampleResources, fillAction, fillResource, KNOWN_ACTIONS } from './examples.ts';
import { FIRST_UNKNOWN } from './unknowns.ts';

/** Requests that differ, in the patterns of the policies, with one of them as cube to take a witness from. */
export interface Region {
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  /** Unknowns the region fixes: field and wanted value. */
  readonly flags: readonly (readonly [number, boolean])[];
  /** The statement of the allowing side. */
  readonly allowing: readonly StatementRef[];
  /** Deny statements of the other side that the requests run into. */
  readonly denying: readonly StatementRef[];
  readonly cube: Cube;
  /** The patterns contain the region but reach beyond it. */
  readonly isPart: boolean;
}

/** Most cubes looked at, and most regions shown, for one Allow statement before its patterns are shown whole. */
export const MAX_LEAVES = 64;
const MAX_REGIONS = 8;

/** One Allow rule's leaves as few regions; cut short, they become the one region that contains them all. */
export function regionsOf(rule: Rule, leaves: readonly Leaf<Rule>[], isCut: boolean): Region[] {
  const first = leaves[0];
  if (first === undefined) return [];
  const exact = leaves.map((leaf) => regionOf(rule, leaf));
  const merged = merge(merge(exact, 'actions'), 'resources');
  if (!isCut && merged.length <= MAX_REGIONS) return merged;
  return [wholeRule(rule, exact)];
}

/** Regions of different statements that describe the same requests become one. */
export function merge(regions: readonly Region[], along: 'actions' | 'resources'): Region[] {
  const across = along === 'actions' ? 'resources' : 'actions';
  const groups = new Map<string, Region>();
  for (const region of regions) {
    const refs = along === 'actions' ? region.allowing.map(refKey) : [];
    const key = canonicalJson([
      region[across],
      flagKeys(region),
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
    [along]: sortedList([...one[along], ...other[along]]),
    allowing: distinctRefs([...one.allowing, ...other.allowing]),
  };
}

/** What tells two regions apart in words. */
export function regionKey(region: Region): string {
  return canonicalJson([region.actions, region.resources, flagKeys(region)]);
}

function flagKeys(region: Region): string[] {
  return region.flags.map(([field, wanted]) => `${field}=${wanted}`);
}

function refKey(ref: StatementRef): string {
  return `${ref.policy}/${ref.statement}`;
}

function distinctRefs(refs: readonly StatementRef[]): StatementRef[] {
  const found = new Map(refs.map((ref) => [refKey(ref), ref]));
  return [...found.values()].sort(
    (left, right) => left.policy - right.policy || left.statement - right.statement,
  );
}

function regionOf(rule: Rule, leaf: Leaf<Rule>): Region {
  const { cube } = leaf;
  return {
    actions: sortedList(describe(cube[ACTION])),
    resources: sortedList(describe(cube[RESOURCE])),
    flags: flagsOf(cube),
    allowing: [rule.ref],
    denying: distinctRefs(
      leaf.inside.filter(({ origin }) => origin.effect === 'Deny').map(({ origin }) => origin.ref),
    ),
    cube,
    isPart: false,
  };
}

function flagsOf(cube: Cube): [number, boolean][] {
  return cube.flatMap((value, field): [number, boolean][] =>
    field >= FIRST_UNKNOWN && typeof value === 'boolean' ? [[field, value]] : [],
  );
}

function wholeRule(rule: Rule, exact: readonly Region[]): Region {
  const first = exact[0];
  return {
    actions: wholeField(rule, ACTION),
    resources: wholeField(rule, RESOURCE),
    flags: first?.flags ?? [],
    allowing: [rule.ref],
    denying: distinctRefs(exact.flatMap((region) => region.denying)),
    cube: first?.cube ?? [],
    isPart: true,
  };
}

function wholeField(rule: Rule, field: number): string[] {
  const literal = rule.globs.find((glob) => glob.field === field);
  if (!(literal instanceof GlobLiteral)) return ['*'];
  const texts = sortedList(literal.list.patterns.map((pattern) => pattern.text));
  return literal.isNegated ? [`* except ${texts.join(', ')}`] : texts;
}

function describe(value: FieldValue | undefined): string[] {
  return Array.isArray(value) ? value.map(describePiece) : ['*'];
}

function describePiece(piece: Piece): string {
  const all = piece.all.map((pattern) => pattern.text).join(' and ');
  const none = sortedList(piece.none.map((pattern) => pattern.text));
  return none.length === 0 ? all : `${all} except ${none.join(', ')}`;
}

/** A readable request of the cube. */
export function requestOf(cube: Cube): { action: string; resource: string } {
  const action = pick(cube[ACTION], KNOWN_ACTIONS, fillAction, foldCase) ?? 'example:Action';
  const resource = pick(cube[RESOURCE], exampleResources(action), fillResource, (text) => text);
  return { action, resource: resource ?? exampleResources(action)[0] ?? '*' };
}

function pick(
  value: FieldValue | undefined,
  known: readonly string[],
  fill: (text: string) => string,
  fold: (text: string) => string,
): string | undefined {
  if (!Array.isArray(value)) return known[0];
  const pieces: readonly Piece[] = value;
  const isIn = (piece: Piece, text: string): boolean => contains(piece.all, piece.none, fold(text));
  for (const piece of pieces) {
    const filled = piece.all.map((pattern) => fill(pattern.text));
    const found = [...(isOpen(piece) ? known : []), ...filled, ...known].find((text) =>
      isIn(piece, text),
    );
    if (found !== undefined) return found;
  }
  return pieces[0]?.sample;
}

/** Whether the piece leaves the service open, so that a well-known name says more than a filled pattern. */
function isOpen(piece: Piece): boolean {
  return piece.all.every((pattern) => pattern.tokens.length <= 2 || pattern.text.endsWith(':*'));
}
