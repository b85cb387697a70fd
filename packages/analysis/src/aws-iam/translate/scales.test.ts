import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isInRange, readAddress, readRange } from '../replay/values/address-range.ts';
import { compareDecimals, type Decimal, readDecimal } from '../replay/values/decimal.ts';
import { readInstant } from '../replay/values/instant.ts';
import type { Relation } from './operator.ts';
import {
  ADDRESSES,
  addressRange,
  addressText,
  instantPoint,
  instantText,
  numberPoint,
  numberText,
  relationRange,
  wholeSecondRange,
} from './scales.ts';

const sign = (order: number | bigint): number => (order > 0 ? 1 : order < 0 ? -1 : 0);
const isIn = ({ low, high }: { low: bigint | null; high: bigint | null }, point: bigint): boolean =>
  (low === null || low <= point) && (high === null || point <= high);

const fraction = fc.string({ unit: fc.constantFrom(...'0159'), minLength: 1, maxLength: 18 });
const decimal = fc
  .record({
    minus: fc.boolean(),
    whole: fc.bigInt({ min: 0n, max: 10n ** 20n }).map(String),
    fraction: fc.option(fraction),
  })
  .map(
    (one) =>
      `${one.minus ? '-' : ''}${one.whole}${one.fraction === null ? '' : `.${one.fraction}`}`,
  );

test('numbers stand on the line in their order, and come back as they were', () => {
  fc.assert(
    fc.property(decimal, decimal, (one, other) => {
      const [left, right] = [numberPoint(one), numberPoint(other)];
      const [exact, beside] = [readDecimal(one), readDecimal(other)];
      if (left === undefined || right === undefined || !exact || !beside) throw new Error(one);
      expect(sign(left - right)).toBe(sign(compareDecimals(exact, beside)));
      expect(numberPoint(numberText(left))).toBe(left);
    }),
  );
});

test('an odd point is written as a number strictly between its neighbours', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: -(10n ** 21n), max: 10n ** 21n }), (half) => {
      const [below, between, above] = [2n * half, 2n * half + 1n, 2n * half + 2n].map(
        (point): Decimal | undefined => readDecimal(numberText(point)),
      );
      if (!below || !between || !above) throw new Error(String(half));
      expect(compareDecimals(below, between)).toBeLessThan(0);
      expect(compareDecimals(between, above)).toBeLessThan(0);
    }),
  );
});

test.each([
  '',
  ' 5',
  '5 ',
  '1e3',
  '.5',
  '5.',
  '0x10',
  '1_000',
  '٣',
  '1.0000000000000000001',
  '--1',
])('`%s` is no number that is compared', (text) => {
  expect(numberPoint(text)).toBeUndefined();
});

test.each([
  ['2025-01-01', 1_735_689_600],
  ['2025-01-01T00:00Z', 1_735_689_600],
  ['2025-01-01T02:00:00+02:00', 1_735_689_600],
  ['2024-12-31T18:30:00-05:30', 1_735_689_600],
  ['2025-01-01T00:00:00.25Z', 1_735_689_600.25],
  ['1969-12-31T23:59:50.5Z', -9.5],
  ['2024-02-29T12:00:00Z', 1_709_208_000],
  ['0000-01-01T00:00:00Z', -62_167_219_200],
  ['9999-12-31T23:59:59Z', 253_402_300_799],
  ['1735689600', 1_735_689_600],
  ['-5', -5],
])('`%s` is %d seconds after 1970 began', (text, seconds) => {
  expect(instantPoint(text)).toBe(numberPoint(String(seconds)));
});

test.each([
  '2025',
  '2025-01',
  '2025-02-29',
  '2025-13-01',
  '2025-01-01T24:00:00Z',
  '2025-01-01T00:60:00Z',
  '2025-01-01T00:00:60Z',
  '2025-01-01T00:00:00',
  '2025-01-01T00:00:00+0200',
  '2025-01-01T00:00:00+24:00',
  '2025-01-01T00:00:00+02:60',
  '20250101T000000Z',
  '2025-01-01 00:00:00Z',
  ' 2025-01-01',
  '1735689600.5',
  '2025-01-01t00:00:00z',
])('`%s` is no time that is compared', (text) => {
  expect(instantPoint(text)).toBeUndefined();
});

test('every time that is compared is the same time to the replay, which reads it by itself', () => {
  const part = (max: number, width = 2): fc.Arbitrary<string> =>
    fc.integer({ min: 0, max }).map((value) => String(value).padStart(width, '0'));
  const zone = fc.oneof(
    fc.constantFrom('Z', ''),
    fc.tuple(fc.constantFrom('+', '-'), part(26), part(61)).map(([at, h, m]) => `${at}${h}:${m}`),
  );
  const clock = fc
    .tuple(part(25), part(61), part(61), fc.option(fraction), zone)
    .map(([h, m, s, f, z]) => `T${h}:${m}:${s}${f === null ? '' : `.${f.slice(0, 9)}`}${z}`);
  const text = fc
    .tuple(part(9999, 4), part(13), part(32), fc.option(clock))
    .map(([y, m, d, rest]) => `${y}-${m}-${d}${rest ?? ''}`);
  fc.assert(
    fc.property(text, text, (one, other) => {
      const [left, right] = [instantPoint(one), instantPoint(other)];
      if (left === undefined || right === undefined) return;
      const [exact, beside] = [readInstant(one), readInstant(other)];
      if (typeof exact !== 'object' || typeof beside !== 'object')
        throw new Error(`${one} ${other}`);
      expect(sign(left - right)).toBe(sign(compareDecimals(exact, beside)));
      expect(instantPoint(instantText(left))).toBe(left);
    }),
    { numRuns: 2000 },
  );
});

const RELATIONS: Readonly<Record<Relation, (order: number) => boolean>> = {
  equal: (order) => order === 0,
  less: (order) => order < 0,
  'less-equal': (order) => order <= 0,
  greater: (order) => order > 0,
  'greater-equal': (order) => order >= 0,
};
const relation = fc.constantFrom(...(Object.keys(RELATIONS) as Relation[]));
const near = fc.bigInt({ min: -12n, max: 12n }).map((quarter) => quarter * 5n * 10n ** 17n);

test('a relation holds for exactly the points of its range', () => {
  fc.assert(
    fc.property(relation, near, near, (name, bound, point) => {
      const isHeld = RELATIONS[name](sign(point - bound));
      expect(isIn(relationRange(name, bound), point)).toBe(isHeld);
    }),
  );
});

test('a relation of whole seconds holds for exactly the instants whose second, rounded down, has it', () => {
  fc.assert(
    fc.property(relation, near, near, (name, bound, point) => {
      const second = 2n * 10n ** 18n;
      const beyond = ((point % second) + second) % second;
      const isHeld = RELATIONS[name](sign(point - beyond - bound));
      expect(isIn(wholeSecondRange(name, bound), point)).toBe(isHeld);
    }),
  );
});

const v4 = fc.array(fc.integer({ min: 0, max: 255 }), { minLength: 4, maxLength: 4 });
const v6 = fc.array(fc.constantFrom('0', '1', 'ffff', 'db8', '2001', 'a0'), {
  minLength: 8,
  maxLength: 8,
});
const address = fc.oneof(
  v4.map((parts) => parts.join('.')),
  v6.map((parts) => parts.join(':')),
  fc.tuple(v6, fc.integer({ min: 0, max: 6 })).map(([parts, at]) => {
    const head = parts.slice(0, at).join(':');
    return `${head}::${parts.slice(at + 2).join(':')}`;
  }),
);

test('an address lies in a block exactly when the replay says so', () => {
  fc.assert(
    fc.property(address, address, fc.integer({ min: 0, max: 130 }), (base, other, length) => {
      const block = `${base}/${length}`;
      const [range, point] = [addressRange(block), addressRange(other)?.low];
      const [known, asked] = [readRange(block), readAddress(other)];
      expect(range === undefined).toBe(known === undefined);
      if (!range || point === undefined || point === null || !known || !asked) return;
      expect(isIn(range, point)).toBe(isInRange(asked, known));
      expect(ADDRESSES.some((all) => isIn(all, point))).toBe(true);
      expect(addressRange(addressText(point))).toEqual({ low: point, high: point });
    }),
    { numRuns: 1000 },
  );
});

test.each([
  '10.0.0',
  '10.0.0.256',
  '010.0.0.1',
  '10.0.0.1/33',
  '10.0.0.1/08',
  '10.0.0.1/',
  '10.0.0.0/8/8',
  ' 10.0.0.1',
  '1:2:3:4:5:6:7',
  '1::2::3',
  '1:2:3:4:5:6:7::8',
  '::g',
  '::12345',
  '::1/129',
  '1.2.3.4::',
  '::1.2.3.4:5',
  '',
])('`%s` is no address or block', (text) => {
  expect(addressRange(text)).toBeUndefined();
});

test('an IPv4 address in an IPv6 one is an IPv6 address', () => {
  const mapped = addressRange('::ffff:10.0.0.1');
  expect(mapped).toEqual(addressRange('::ffff:a00:1'));
  expect(mapped).not.toEqual(addressRange('10.0.0.1'));
});
