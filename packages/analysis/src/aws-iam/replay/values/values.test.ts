import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isInRange, readAddress, readRange } from './address-range.ts';
import { readBase64 } from './base64.ts';
import { compareDecimals, floorOf, readDecimal } from './decimal.ts';
import { isoOf, readInstant } from './instant.ts';

const seconds = (text: string): number | undefined => {
  const instant = readInstant(text);
  if (instant === undefined || instant === 'ambiguous') return undefined;
  return Number(instant.digits) / 10 ** instant.scale;
};

test('dates are those of the W3C profile, to the fraction of a second', () => {
  const cases: [string, number | undefined][] = [
    ['1970-01-01', 0],
    ['2020-02', 1580515200],
    ['2020-02-29', 1582934400],
    ['2019-02-29', undefined],
    ['1900-02-29', undefined],
    ['2000-02-29', 951782400],
    ['2020-01-01T00:00Z', 1577836800],
    ['2020-01-01T01:30:00+01:30', 1577836800],
    ['2019-12-31T22:00:00-02:00', 1577836800],
    ['2020-01-01T00:00:00.25Z', 1577836800.25],
    ['1969-12-31T23:59:59Z', -1],
    ['2020-01-01T24:00:00Z', undefined],
    ['2020-01-01T00:00:60Z', undefined],
    ['2020-01-01T00:00:00', undefined],
    ['2020-13-01', undefined],
    ['20200101T000000Z', undefined],
    ['1577836800', 1577836800],
    ['-1', -1],
    ['', undefined],
  ];
  for (const [text, expected] of cases) expect(seconds(text), text).toBe(expected);
  expect(readInstant('2020')).toBe('ambiguous');
});

test('seconds and ISO text are the same instant, as the platform counts them', () => {
  fc.assert(
    fc.property(fc.integer({ min: -62_167_219_200, max: 253_402_300_799 }), (value) => {
      const text = isoOf(value);
      expect(text).toBe(new Date(value * 1000).toISOString().replace('.000', ''));
      expect(seconds(String(text))).toBe(value);
    }),
  );
  expect(isoOf(253_402_300_800)).toBeUndefined();
  expect(isoOf(Number.NaN)).toBeUndefined();
});

test('numbers compare exactly, whatever their spelling', () => {
  const order = (left: string, right: string): number | undefined => {
    const [a, b] = [readDecimal(left), readDecimal(right)];
    return a && b && compareDecimals(a, b);
  };
  expect(order('1.0', '1')).toBe(0);
  expect(order('-0', '0')).toBe(0);
  expect(order('1e2', '100.000')).toBe(0);
  expect(order('9007199254740993', '9007199254740992')).toBe(1);
  expect(order('-1.5', '-1.25')).toBe(-1);
  expect(order('.5', '+0.50')).toBe(0);
  for (const bad of ['', '.', 'e1', '1 ', '0x1', '1e1000', '१', 'NaN', '1'.repeat(1001)])
    expect(readDecimal(bad), bad).toBeUndefined();
  expect(floorOf({ digits: -15n, scale: 1 })).toBe(-2n);
  expect(floorOf({ digits: 15n, scale: 1 })).toBe(1n);
});

test('addresses and blocks of both families', () => {
  const within = (address: string, block: string): boolean | undefined => {
    const [a, b] = [readAddress(address), readRange(block)];
    return a && b && isInRange(a, b);
  };
  expect(within('10.1.2.3', '10.0.0.0/8')).toBe(true);
  expect(within('11.1.2.3', '10.0.0.0/8')).toBe(false);
  expect(within('10.0.0.77', '10.0.0.1/24')).toBe(true);
  expect(within('1.2.3.4', '1.2.3.4')).toBe(true);
  expect(within('1.2.3.5', '1.2.3.4')).toBe(false);
  expect(within('255.255.255.255', '0.0.0.0/0')).toBe(true);
  expect(within('2001:DB8:1234:5678::9', '2001:db8:1234:5678::/64')).toBe(true);
  expect(within('2001:db8:1234:5679::9', '2001:db8:1234:5678::/64')).toBe(false);
  expect(within('::1', '0:0:0:0:0:0:0:1')).toBe(true);
  expect(within('::ffff:1.2.3.4', '::ffff:0:0/96')).toBe(true);
  expect(within('::ffff:1.2.3.4', '1.2.3.4')).toBe(false);
  expect(within('1.2.3.4', '::/0')).toBe(false);
  const bad = [
    '',
    '1.2.3',
    '01.2.3.4',
    '256.1.1.1',
    '1.2.3.4/33',
    '1.2.3.4/',
    '::/129',
    '1.2.3.4/8/8',
  ];
  for (const text of [
    ...bad,
    ':',
    ':::',
    '1::2::3',
    '1:2:3:4:5:6:7:8:9',
    'g::',
    '1:2:3:4:5:6:7::8:9',
  ])
    expect(readRange(text), text).toBeUndefined();
  expect(readAddress('10.0.0.0/8')).toBeUndefined();
});

test('base64 is compared by its bytes', () => {
  expect(readBase64('QmluYXJ5VmFsdWVJbkJhc2U2NA==')).toBe('BinaryValueInBase64');
  expect(readBase64('')).toBe('');
  expect(readBase64('QR==')).toBe(readBase64('QQ=='));
  for (const bad of ['Q', 'QQ', 'QQ=', 'Q===', 'Q Q=', 'QQ==QQ==', '-_=='])
    expect(readBase64(bad), bad).toBeUndefined();
});
