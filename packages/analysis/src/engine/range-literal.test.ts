import fc from 'fast-check';
import { expect, test } from 'vitest';
import { complement, type Range, RangeLiteral, type RangeValue, unite } from './range-literal.ts';

const SMALL = Array.from({ length: 15 }, (_, index) => BigInt(index - 7));
const POINTS: readonly (bigint | null)[] = [null, ...SMALL];
const edge = fc.option(fc.integer({ min: -5, max: 5 }).map(BigInt), { freq: 5 });
const ranges = fc.array(fc.record({ low: edge, high: edge }), { maxLength: 4 });

const isInRange = ({ low, high }: Range, point: bigint): boolean =>
  (low === null || low <= point) && (high === null || point <= high);
const isIn = (list: readonly Range[], point: bigint): boolean =>
  list.some((range) => isInRange(range, point));
const isInValue = (value: RangeValue | null, point: bigint | null): boolean =>
  value !== null && (point === null ? value.absent : isIn(value.ranges, point));

test('united ranges hold the same points, apart and in rising order', () => {
  fc.assert(
    fc.property(ranges, (list) => {
      const united = unite(list);
      expect(SMALL.filter((point) => isIn(united, point))).toEqual(
        SMALL.filter((point) => isIn(list, point)),
      );
      for (const [index, range] of united.entries()) {
        const next = united[index + 1];
        if (next === undefined) continue;
        expect(range.high !== null && next.low !== null && range.high + 1n < next.low).toBe(true);
      }
    }),
  );
});

test('the complement holds exactly the other points, and its complement the same again', () => {
  fc.assert(
    fc.property(ranges, (list) => {
      const united = unite(list);
      const outside = complement(united);
      expect(SMALL.filter((point) => isIn(outside, point))).toEqual(
        SMALL.filter((point) => !isIn(list, point)),
      );
      expect(complement(outside)).toEqual(united);
    }),
  );
});

test('inside and outside part a field exactly, whatever came before, and null means nothing is left', () => {
  const step = fc.record({ ranges, holdsAbsent: fc.boolean(), isIn: fc.boolean() });
  const universe: RangeValue = { absent: true, ranges: [{ low: null, high: null }] };
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 4 }), (steps) => {
      let value: RangeValue | null = universe;
      let left = POINTS;
      for (const one of steps) {
        const literal = new RangeLiteral({ field: 4, universe }, one.ranges, one.holdsAbsent);
        const inside: RangeValue | null = value && literal.inside(value);
        if (value !== null) expect(literal.meets(value)).toBe(inside !== null);
        value = one.isIn ? inside : value && literal.outside(value);
        const holds = (point: bigint | null): boolean =>
          point === null ? one.holdsAbsent : isIn(one.ranges, point);
        left = left.filter((point) => holds(point) === one.isIn);
        expect(POINTS.filter((point) => isInValue(value, point))).toEqual(left);
      }
    }),
  );
});

test('equal keys are equal sets, however they were written', () => {
  const of = { field: 4, universe: { absent: true, ranges: [{ low: null, high: null }] } };
  const key = (list: readonly Range[], holdsAbsent = false): string =>
    new RangeLiteral(of, list, holdsAbsent).key;
  const split = [
    { low: 4n, high: 9n },
    { low: 1n, high: 3n },
    { low: 9n, high: 2n },
  ];
  expect(key(split)).toBe(key([{ low: 1n, high: 9n }]));
  expect(key(split)).not.toBe(key(split, true));
  expect(key([{ low: null, high: -1n }])).not.toBe(key([{ low: -1n, high: null }]));
});
