import type { Piece } from '../../engine/glob-set.ts';
import { contains } from '../../engine/glob-set.ts';
import type { FieldValue } from '../../engine/literal.ts';
import { PatternList } from '../../engine/pattern-list.ts';
import type { RangeValue } from '../../engine/range-literal.ts';
import { type Constraint, type Cube, search, shapeOf, someOf } from '../../engine/search.ts';
import type { SetValue } from '../../engine/set-literal.ts';
import type { TextValue } from '../../engine/text-literal.ts';
import type { AwsRequest } from '../model.ts';
import { EXAMPLE_ACCOUNTS, examplesOf } from './examples.ts';
import { ACTION, type KeyField, RESOURCE, WHO } from './fields.ts';
import { readableRequest } from './readable-request.ts';
import { isText } from './region-items.ts';
import { flagsOf } from './regions.ts';
import { addressText, instantText, numberText } from './scales.ts';
import type { Session } from './session.ts';
import { principalOf, readablePrincipals } from './who.ts';

/** How policy variables get their values: names nobody mentions, what the cube itself holds, or none at all. */
export type Choice = 'fresh' | 'sample' | 'absent';

/**
 * A concrete request of the cube, as short as it can be: keys that may be absent are. Undefined where the variables,
 * with the values chosen, leave no request; a replay has the last word either way.
 */
export function requestOf(cube: Cube, choice: Choice, session: Session): AwsRequest | undefined {
  const settled = settle(cube, choice, session);
  if (settled === undefined) return undefined;
  const context: [string, string | readonly string[]][] = [];
  for (const [field, value] of settled.entries()) {
    const key = session.fields.at(field);
    if (value === undefined || key === undefined || !('of' in key)) continue;
    const chosen = chosenValue(key, value);
    if (chosen !== undefined) context.push([session.keys.spellingOf(key.name), chosen]);
  }
  const principal = principalIn(settled, session);
  const request = readableRequest(textOf(settled[ACTION]), textOf(settled[RESOURCE]), session);
  const owned = withOwner(request.resource, settled, session);
  if (owned.account !== undefined) {
    const name = session.keys.spellingOf(RESOURCE_ACCOUNT);
    context.splice(0, context.length, ...context.filter(([key]) => key !== name));
    context.push([name, owned.account]);
  }
  return {
    ...(principal === undefined ? {} : { principal }),
    action: request.action,
    resource: owned.resource,
    // fromEntries makes own properties even of `__proto__`.
    context: Object.fromEntries(context),
  };
}

const RESOURCE_ACCOUNT = 'aws:resourceaccount';
const OWNED = /^([^:]*:[^:]*:[^:]*:[^:]*:)(\d{12})(:.*)$/s;

/**
 * Where policies ask for the owner of the resource and its ARN names an account, the two must agree: an ARN of another
 * account is taken if need be, or of none where the key is to be absent.
 */
function withOwner(
  resource: string,
  cube: Cube,
  session: Session,
): { resource: string; account?: string } {
  const key = session.fields.keyIfMet(RESOURCE_ACCOUNT);
  const wanted = key === undefined ? undefined : cube[key.of.field];
  const [, head = '', own = '', tail = ''] = OWNED.exec(resource) ?? [];
  if (!isText(wanted) || own === '') return { resource };
  const within = textOf(cube[RESOURCE]);
  const isPossible = (account: string): boolean =>
    within === undefined || isIn(within, `${head}${account}${tail}`);
  const account = [own, ...EXAMPLE_ACCOUNTS, ...wanted.pieces.map(({ sample }) => sample)]
    .filter((one) => /^\d{12}$/.test(one) && isIn(wanted, one))
    .find(isPossible);
  if (account !== undefined) return { resource: `${head}${account}${tail}`, account };
  const isFree = wanted.absent && isPossible('');
  return { resource: isFree ? `${head}${tail}` : resource };
}

function isIn({ pieces }: TextValue, text: string): boolean {
  return pieces.some(({ all, none }) => contains(all, none, text));
}

/** The cube with its variables replaced by values, so that every truth value about them is decided. */
function settle(cube: Cube, choice: Choice, session: Session): Cube | undefined {
  const flags = flagsOf(cube, session).filter(({ flag }) => flag.cases !== undefined);
  if (flags.length === 0) return cube;
  const names = [...new Set(flags.flatMap(({ flag }) => flag.variables))];
  const values = new Map(names.map((name) => [name, variableValue(name, cube, choice, session)]));
  const lookup = (name: string): string | undefined => values.get(name);
  const fixed = names.map((name): Constraint<null> => {
    const value = values.get(name);
    const list = value === undefined ? [] : [session.fields.patterns.literal(value)];
    const literal =
      value === undefined
        ? session.texts.absent(name)
        : session.texts.literal(name, { list: new PatternList(list) });
    return { isIn: true, formula: shapeOf([literal], null) };
  });
  const decided = flags.map(({ flag, holds }): Constraint<null> => {
    const cases = flag.cases?.(lookup) ?? [];
    return { isIn: holds, formula: someOf(cases.map((literals) => shapeOf(literals, null))) };
  });
  let found: Cube | undefined;
  search<null>(
    [...fixed, ...decided],
    session.budget,
    (leaf) => {
      found = leaf.cube;
      return true;
    },
    cube,
  );
  return found;
}

function variableValue(
  name: string,
  cube: Cube,
  choice: Choice,
  session: Session,
): string | undefined {
  if (choice === 'absent') return undefined;
  if (name === 'aws:principalaccount' || name === 'aws:principalarn') {
    const arn = whoIn(cube, session)?.replace(/^AWS:/, '');
    const fresh = freshValue(name, session);
    if (choice === 'fresh') return fresh;
    return name === 'aws:principalarn' ? arn : arn?.split(':')[4];
  }
  const value = cube[session.fields.key(name).of.field];
  if (choice === 'fresh' || !isText(value)) return freshValue(name, session);
  return value.pieces[0]?.sample;
}

/** A value that no policy of the question mentions. */
function freshValue(name: string, session: Session): string {
  const mentioned = session.policies;
  const examples = examplesOf(name);
  return (
    examples.find((value) => !mentioned.some(({ source }) => source.includes(value))) ??
    examples[0] ??
    'example'
  );
}

function chosenValue(key: KeyField, value: FieldValue): string | readonly string[] | undefined {
  switch (key.kind) {
    case 'text':
    case 'bool':
      return textValue(key.name, value as TextValue);
    case 'number':
    case 'time':
    case 'address':
      return pointText(key.kind, value as RangeValue);
    case 'set':
      return setValue(key.name, value as SetValue);
    default:
      return key satisfies never;
  }
}

function textValue(name: string, value: TextValue): string | undefined {
  return value.absent ? undefined : pickText(value.pieces, examplesOf(name));
}

/** A well-known example if one fits, else the shortest string that does. */
function pickText(pieces: readonly Piece[], examples: readonly string[]): string | undefined {
  for (const piece of pieces) {
    const found = examples.find((text) => contains(piece.all, piece.none, text));
    if (found !== undefined) return found;
  }
  return pieces[0]?.sample;
}

const EXAMPLE_POINTS = {
  number: [0n, 2n * 10n ** 18n],
  time: [2n * 1_767_225_600n * 10n ** 18n],
  address: [3_405_803_783n, 167_772_161n],
} as const;

function pointText(
  kind: 'number' | 'time' | 'address',
  { absent, ranges }: RangeValue,
): string | undefined {
  if (absent) return undefined;
  const isIn = (point: bigint): boolean =>
    ranges.some(
      ({ low, high }) => (low === null || low <= point) && (high === null || point <= high),
    );
  const edges = ranges.flatMap(({ low, high }) => [low, high].filter((edge) => edge !== null));
  const near = kind === 'address' ? [] : edges.flatMap(shortPointsNear);
  const point = [...EXAMPLE_POINTS[kind], ...near, ...edges].find(isIn) ?? 0n;
  if (kind === 'address') return addressText(point);
  return kind === 'time' ? instantText(point) : numberText(point);
}

/** One whole number on the line of numbers. */
const UNIT = 2n * 10n ** 18n;
const STEPS: readonly bigint[] = Array.from(
  { length: 10 },
  (_, digits) => UNIT / 10n ** BigInt(digits),
);

/** Points of few digits about an edge, the shortest first. */
function shortPointsNear(edge: bigint): readonly bigint[] {
  const whole = (edge / UNIT) * UNIT;
  const written = (edge / 2n) * 2n;
  const about = STEPS.flatMap((step) => [written + step, written - step]);
  return [whole, whole + UNIT, whole - UNIT, ...about];
}

function setValue(
  name: string,
  { mayBeEmpty, within, hits }: SetValue,
): readonly string[] | undefined {
  if (mayBeEmpty) return undefined;
  const wanted = hits.length === 0 ? [within] : hits;
  const chosen: string[] = [];
  for (const pieces of wanted) {
    const isHit = chosen.some((text) =>
      pieces.some((piece) => contains(piece.all, piece.none, text)),
    );
    const text = isHit ? undefined : pickText(pieces, examplesOf(name));
    if (text !== undefined) chosen.push(text);
  }
  return chosen;
}

function textOf(value: FieldValue | undefined): TextValue | undefined {
  return isText(value) ? value : undefined;
}

function whoIn(cube: Cube, session: Session): string | undefined {
  const value = textOf(cube[WHO]) ?? session.fields.who.of.universe;
  return pickText(value.pieces, readablePrincipals(session.policies));
}

/** Who asks: left out where no policy cares. */
function principalIn(cube: Cube, session: Session): AwsRequest['principal'] {
  const isNamed = cube[WHO] !== undefined || session.asksWho;
  const who = isNamed ? whoIn(cube, session) : undefined;
  return who === undefined ? undefined : principalOf(who);
}
