import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Budget, BudgetSpent } from './budget.ts';
import { findString } from './emptiness.ts';
import {
  ANY,
  accepts,
  DIGIT,
  foldedToken,
  makePattern,
  NAME_ANY,
  normalise,
  type Pattern,
  SEGMENT_ANY,
  SEGMENT_STAR,
  STAR,
} from './pattern.ts';

const A = 97;
const COLON = 58;
const token = fc.constantFrom(
  A,
  98,
  COLON,
  ANY,
  STAR,
  STAR,
  SEGMENT_ANY,
  SEGMENT_STAR,
  DIGIT,
  NAME_ANY,
  foldedToken(A),
);
const pattern: fc.Arbitrary<Pattern> = fc
  .array(token, { minLength: 1, maxLength: 5 })
  .map((tokens) => makePattern(0, '', normalise(tokens)));
const WORDS = ['1', '2', '3', '4'].reduce<string[]>(
  (words) => [...words, ...words.flatMap((word) => [...'ab:z/A1'].map((char) => word + char))],
  [''],
);

test('the string found is in every wanted pattern and in no other; none found means there is none', () => {
  const wanted = fc.array(pattern, { minLength: 1, maxLength: 2 });
  fc.assert(
    fc.property(wanted, fc.array(pattern, { maxLength: 3 }), (all, none) => {
      const isIn = (text: string): boolean =>
        all.every((one) => accepts(one, text)) && !none.some((one) => accepts(one, text));
      const found = findString(all, none, new Budget(1_000_000));
      if (found === null) expect(WORDS.filter(isIn)).toEqual([]);
      else expect(isIn(found)).toBe(true);
    }),
    { numRuns: 1500 },
  );
});

test('positions beyond one word of bits are walked like the others', () => {
  const long = makePattern(0, '', normalise([...Array<number>(70).fill(A), STAR, COLON, ANY]));
  const short = makePattern(1, '', normalise([STAR, COLON, A]));
  expect(findString([long], [short], new Budget(1_000_000))).toBe(`${'a'.repeat(70)}:x`);
  expect(findString([long, short], [], new Budget(1_000_000))).toBe(`${'a'.repeat(70)}:a`);
});

test('every state costs steps', () => {
  const stars = makePattern(0, '', normalise([STAR, A, ANY, ANY, ANY, ANY, ANY, ANY]));
  expect(() => findString([stars], [], new Budget(3))).toThrow(BudgetSpent);
});
