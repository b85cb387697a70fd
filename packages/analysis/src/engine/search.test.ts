import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isLike, listOf, patternsOf, WORDS } from '../../test/small-patterns.ts';
import { Budget, BudgetSpent } from './budget.ts';
import { FlagLiteral } from './flag-literal.ts';
import { contains, type Patterns } from './glob-set.ts';
import type { FieldValue, Literal } from './literal.ts';
import { RangeLiteral, type RangeValue } from './range-literal.ts';
import {
  allOf,
  type Constraint,
  type Cube,
  type Formula,
  not,
  search,
  shapeOf,
  someOf,
} from './search.ts';
import { TextLiteral, type TextValue } from './text-literal.ts';

/** One request of a world of three fields: a text, a number and a truth value that can only hold with a text of `a*`. */
interface Point {
  readonly text: string;
  readonly number: bigint;
  readonly flag: boolean;
}

const POINTS: readonly Point[] = WORDS.filter((word) => word.length < 3).flatMap((text) =>
  [-1n, 0n, 1n, 2n].flatMap((number) =>
    [true, false]
      .filter((flag) => !flag || text.startsWith('a'))
      .map((flag): Point => ({ text, number, flag })),
  ),
);

type Atom =
  | { readonly kind: 'text'; readonly pattern: string; readonly isNegated: boolean }
  | { readonly kind: 'number'; readonly low: number; readonly high: number }
  | { readonly kind: 'flag'; readonly wanted: boolean };

type Tree =
  | { readonly kind: 'shape'; readonly atoms: readonly Atom[] }
  | { readonly kind: 'all' | 'some'; readonly parts: readonly Tree[] }
  | { readonly kind: 'not'; readonly part: Tree };

const atom: fc.Arbitrary<Atom> = fc.oneof(
  fc.record({
    kind: fc.constant('text' as const),
    pattern: fc.constantFrom('a', 'a*', '*b', '?', 'a?', '*', ':%'),
    isNegated: fc.boolean(),
  }),
  fc.record({
    kind: fc.constant('number' as const),
    low: fc.integer({ min: -1, max: 2 }),
    high: fc.integer({ min: -1, max: 2 }),
  }),
  fc.record({ kind: fc.constant('flag' as const), wanted: fc.boolean() }),
);

const { tree } = fc.letrec<{ tree: Tree }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 3 },
    fc.record({
      kind: fc.constant('shape' as const),
      atoms: fc.array(atom, { maxLength: 3 }),
    }),
    fc.record({
      kind: fc.constantFrom('all' as const, 'some' as const),
      parts: fc.array(tie('tree'), { maxLength: 3 }),
    }),
    fc.record({ kind: fc.constant('not' as const), part: tie('tree') }),
  ),
}));

function isTrue(of: Tree, point: Point): boolean {
  switch (of.kind) {
    case 'shape':
      return of.atoms.every((one) => isAtom(one, point));
    case 'all':
      return of.parts.every((part) => isTrue(part, point));
    case 'some':
      return of.parts.some((part) => isTrue(part, point));
    case 'not':
      return !isTrue(of.part, point);
    default:
      return of satisfies never;
  }
}

function isAtom(one: Atom, { text, number, flag }: Point): boolean {
  if (one.kind === 'text') return isLike(one.pattern, text) !== one.isNegated;
  return one.kind === 'flag' ? flag === one.wanted : number >= one.low && number <= one.high;
}

const WHOLE: RangeValue = { absent: false, ranges: [{ low: -1n, high: 2n }] };

function literalOf(one: Atom, patterns: Patterns): Literal {
  const text = {
    field: 0,
    patterns,
    universe: { absent: false, pieces: [{ all: [patterns.everything], none: [], sample: 'x' }] },
  };
  if (one.kind === 'text')
    return new TextLiteral(text, {
      list: listOf(patterns, [one.pattern]),
      isNegated: one.isNegated,
    });
  if (one.kind === 'number')
    return new RangeLiteral(
      { field: 1, universe: WHOLE },
      [{ low: BigInt(one.low), high: BigInt(one.high) }],
      false,
    );
  const starts = new TextLiteral(text, { list: listOf(patterns, ['a*']) });
  return new FlagLiteral(2, one.wanted, [starts]);
}

function formulaOf(of: Tree, patterns: Patterns): Formula {
  if (of.kind === 'shape')
    return shapeOf(
      of.atoms.map((one) => literalOf(one, patterns)),
      null,
    );
  if (of.kind === 'not') return not(formulaOf(of.part, patterns));
  const parts = of.parts.map((part) => formulaOf(part, patterns));
  return of.kind === 'all' ? allOf(parts) : someOf(parts);
}

function isInCube([text, number, flag]: Cube, point: Point): boolean {
  return (
    isText(text, point.text) &&
    (flag === undefined || flag === point.flag) &&
    ((number as RangeValue | undefined) ?? WHOLE).ranges.some(
      ({ low, high }) => (low ?? -9n) <= point.number && point.number <= (high ?? 9n),
    )
  );
}

const isText = (value: FieldValue | undefined, text: string): boolean =>
  value === undefined ||
  (value as TextValue).pieces.some(({ all, none }) => contains(all, none, text));

const constraints = fc.array(fc.record({ isIn: fc.boolean(), tree }), {
  minLength: 1,
  maxLength: 3,
});

test('the cubes visited are together exactly the requests for which all constraints hold', () => {
  fc.assert(
    fc.property(constraints, (wanted) => {
      const patterns = patternsOf();
      const list = wanted.map(
        (one): Constraint<unknown> => ({
          isIn: one.isIn,
          formula: formulaOf(one.tree, patterns),
        }),
      );
      const cubes: Cube[] = [];
      search(list, patterns.budget, ({ cube }) => cubes.push(cube) > 5000);
      const expected = POINTS.filter((point) =>
        wanted.every((one) => isTrue(one.tree, point) === one.isIn),
      );
      expect(POINTS.filter((point) => cubes.some((cube) => isInCube(cube, point)))).toEqual(
        expected,
      );
    }),
    { numRuns: 1000 },
  );
});

test('a leaf names the shapes it lies in and what got it out of others', () => {
  const patterns = patternsOf();
  const shape = (pattern: string, origin: string): Formula<string> => {
    const literals = [literalOf({ kind: 'text', pattern, isNegated: false }, patterns)];
    return shapeOf(literals, origin);
  };
  const leaves: string[] = [];
  const wanted = [
    { isIn: true, formula: shape('a*', 'in') },
    { isIn: false, formula: shape('a', 'out') },
  ];
  search(wanted, patterns.budget, ({ inside, decisions }) => {
    leaves.push(...inside.map(({ origin }) => origin));
    leaves.push(...decisions.map(({ holds }) => String(holds)));
    return false;
  });
  expect(leaves).toEqual(['in', 'false']);
});

test('a visit that returns true ends the search, and every look costs a step', () => {
  const formula = someOf(Array.from({ length: 100 }, () => shapeOf([], null)));
  const budget = new Budget(1000);
  let visits = 0;
  const end = (): boolean => {
    visits += 1;
    return true;
  };
  expect(search([{ isIn: true, formula }], budget, end)).toBe(true);
  expect(visits).toBe(1);
  expect(() => search([{ isIn: true, formula }], new Budget(50), () => false)).toThrow(BudgetSpent);
});

test('thousands of shapes that are left already do not nest', () => {
  const patterns = patternsOf();
  const far = listOf(patterns, ['b*']);
  const text = {
    field: 0,
    patterns,
    universe: { absent: false, pieces: [{ all: [patterns.everything], none: [], sample: 'x' }] },
  };
  const start = new TextLiteral(text, { list: listOf(patterns, ['a*']) });
  const out = Array.from({ length: 20_000 }, () =>
    shapeOf([new TextLiteral(text, { list: far })], null),
  );
  const list = [
    { isIn: true, formula: shapeOf([start], null) },
    ...out.map((formula) => ({ isIn: false, formula })),
  ];
  let found = 0;
  search(list, patterns.budget, () => {
    found += 1;
    return false;
  });
  expect(found).toBe(1);
});
