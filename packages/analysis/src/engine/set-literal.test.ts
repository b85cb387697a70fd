import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isLike, listOf, patternsOf, patternText } from '../../test/small-patterns.ts';
import { contains, type Patterns, type Piece } from './glob-set.ts';
import { type SetField, SetLiteral, type SetValue } from './set-literal.ts';

const MEMBERS = ['a', 'b', 'ab', 'ba', 'a:b', ':'];
/** Every set of up to three of them. */
const SETS: readonly (readonly string[])[] = Array.from({ length: 2 ** MEMBERS.length }, (_, set) =>
  MEMBERS.filter((_member, index) => ((set >> index) & 1) === 1),
).filter((set) => set.length <= 3);

const fieldOf = (patterns: Patterns): SetField => ({
  field: 5,
  patterns,
  universe: {
    mayBeEmpty: true,
    within: [{ all: [patterns.everyValue], none: [], sample: 'x' }],
    hits: [],
  },
});

/** The empty string is no value, so a pattern that matches it is the one of every value. */
const valueText = patternText.map((text) => (isLike(text, '') ? '*' : text));

const step = fc.record({
  texts: fc.array(valueText, { maxLength: 3 }),
  quantifier: fc.constantFrom('every' as const, 'some' as const),
  isNegated: fc.boolean(),
  isIn: fc.boolean(),
});
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

function holds({ texts, quantifier, isNegated, isIn }: Step, set: readonly string[]): boolean {
  const is = (member: string): boolean => texts.some((text) => isLike(text, member)) !== isNegated;
  return (quantifier === 'every' ? set.every(is) : set.some(is)) === isIn;
}

const isOneOf = (pieces: readonly Piece[], text: string): boolean =>
  pieces.some(({ all, none }) => contains(all, none, text));

function isInValue(value: SetValue | null, set: readonly string[]): boolean {
  if (value === null) return false;
  if (set.length === 0) return value.mayBeEmpty;
  return (
    set.every((member) => isOneOf(value.within, member)) &&
    value.hits.every((hit) => set.some((member) => isOneOf(hit, member)))
  );
}

test('inside and outside part the sets exactly, whatever came before, and null means none is left', () => {
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 4 }), (steps) => {
      const of = fieldOf(patternsOf());
      let value: SetValue | null = of.universe;
      for (const [index, one] of steps.entries()) {
        value = value && take(one, value, of);
        const before = steps.slice(0, index + 1);
        const left = SETS.filter((set) => before.every((other) => holds(other, set)));
        expect(SETS.filter((set) => isInValue(value, set))).toEqual(left);
      }
    }),
    { numRuns: 600 },
  );
});

function take(
  { texts, quantifier, isNegated, isIn }: Step,
  value: SetValue,
  of: SetField,
): SetValue | null {
  const literal = new SetLiteral(of, quantifier, { list: listOf(of.patterns, texts), isNegated });
  const inside = literal.inside(value);
  // meets() may err towards true only.
  if (inside !== null) expect(literal.meets(value)).toBe(true);
  const taken = isIn ? inside : literal.outside(value);
  // What is left is not empty: a set made of the samples is in it.
  if (taken !== null) expect(isInValue(taken, samplesOf(taken))).toBe(true);
  return taken;
}

function samplesOf({ mayBeEmpty, within, hits }: SetValue): string[] {
  if (mayBeEmpty) return [];
  return (hits.length === 0 ? [within] : hits).flatMap(([piece]) => piece?.sample ?? []);
}

test('all of no members match and none of them does', () => {
  const of = fieldOf(patternsOf());
  const list = listOf(of.patterns, ['a']);
  const empty = { mayBeEmpty: true, within: [], hits: [] };
  expect(new SetLiteral(of, 'every', { list }).inside(empty)).toEqual(empty);
  expect(new SetLiteral(of, 'some', { list }).inside(empty)).toBeNull();
  expect(new SetLiteral(of, 'some', { list }).outside(empty)).toEqual(empty);
});

test('equal keys are equal sets of sets', () => {
  const of = fieldOf(patternsOf());
  const list = listOf(of.patterns, ['a', 'b']);
  const keys = (['every', 'some'] as const).flatMap((quantifier) =>
    [false, true].map((isNegated) => new SetLiteral(of, quantifier, { list, isNegated }).key),
  );
  expect(new Set(keys).size).toBe(4);
  const turned = listOf(of.patterns, ['b', 'a', 'b']);
  expect(new SetLiteral(of, 'every', { list: turned }).key).toBe(keys[0]);
});
