import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isLike, listOf, patternsOf, patternText, WORDS } from '../../test/small-patterns.ts';
import { contains, type Patterns } from './glob-set.ts';
import { PatternList } from './pattern-list.ts';
import { type TextField, TextLiteral, type TextValue } from './text-literal.ts';

const fieldOf = (patterns: Patterns): TextField => ({
  field: 3,
  patterns,
  universe: { absent: true, pieces: [{ all: [patterns.everything], none: [], sample: 'x' }] },
});

const step = fc.record({
  texts: fc.array(patternText, { maxLength: 3 }),
  isNegated: fc.boolean(),
  holdsAbsent: fc.boolean(),
  isIn: fc.boolean(),
});
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

/** `undefined` is the absent field. */
const POINTS: readonly (string | undefined)[] = [undefined, ...WORDS];

function holds({ texts, isNegated, holdsAbsent, isIn }: Step, point: string | undefined): boolean {
  const isInSet =
    point === undefined ? holdsAbsent : texts.some((text) => isLike(text, point)) !== isNegated;
  return isInSet === isIn;
}

const isInValue = (value: TextValue | null, point: string | undefined): boolean =>
  value !== null &&
  (point === undefined
    ? value.absent
    : value.pieces.some(({ all, none }) => contains(all, none, point)));

test('inside and outside part a field exactly, whatever came before, and null means nothing is left', () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 4 }), (steps) => {
      const of = fieldOf(patternsOf());
      let value: TextValue | null = of.universe;
      for (const [index, one] of steps.entries()) {
        value = value && take(one, value, of);
        const before = steps.slice(0, index + 1);
        const left = POINTS.filter((point) => before.every((other) => holds(other, point)));
        expect(POINTS.filter((point) => isInValue(value, point))).toEqual(left);
      }
    }),
    { numRuns: 600 },
  );
});

function take(
  { texts, isNegated, holdsAbsent, isIn }: Step,
  value: TextValue,
  of: TextField,
): TextValue | null {
  const literal = new TextLiteral(of, { list: listOf(of.patterns, texts), isNegated, holdsAbsent });
  const inside = literal.inside(value);
  // meets() may err towards true only.
  if (inside !== null) expect(literal.meets(value)).toBe(true);
  const taken = isIn ? inside : literal.outside(value);
  for (const { all, none, sample } of taken?.pieces ?? [])
    expect(contains(all, none, sample)).toBe(true);
  return taken;
}

test('equal keys are equal sets, and what is not cut stays the same value', () => {
  const patterns = patternsOf();
  const of = fieldOf(patterns);
  const literal = (texts: string[], more: object = {}): TextLiteral =>
    new TextLiteral(of, { list: listOf(patterns, texts), ...more });
  expect(literal(['a', 'b', 'a']).key).toBe(literal(['b', 'a']).key);
  expect(literal(['a']).key).not.toBe(literal(['a'], { isNegated: true }).key);
  expect(literal(['a']).key).not.toBe(literal(['a'], { holdsAbsent: true }).key);
  const value = literal(['a*']).inside();
  expect(literal(['*'], { holdsAbsent: true }).inside(value ?? undefined)).toBe(value);
  expect(literal(['b*'], { holdsAbsent: true, isNegated: true }).inside(value ?? undefined)).toBe(
    value,
  );
});

test('a list without patterns holds for nothing, and negated for everything', () => {
  const of = fieldOf(patternsOf());
  const list = new PatternList([]);
  expect(new TextLiteral(of, { list }).inside()).toBeNull();
  expect(new TextLiteral(of, { list, isNegated: true, holdsAbsent: true }).outside()).toBeNull();
});
