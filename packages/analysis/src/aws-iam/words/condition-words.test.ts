import { expect, test } from 'vitest';
import { conditionWords } from './condition-words.ts';
import { whenWords } from './when-words.ts';

const words = (operator: string, key: string, ...values: string[]): string =>
  conditionWords({ operator, key, values });

test.each([
  ['StringEquals', 'k', ['v'], '`k` is `v`'],
  ['StringEquals', 'k', ['v', 'w'], '`k` is `v` or `w`'],
  ['StringNotEquals', 'k', ['v'], '`k` is not `v`'],
  ['StringNotEquals', 'k', ['v', 'w'], '`k` is none of `v` and `w`'],
  ['StringEqualsIgnoreCase', 'k', ['v'], '`k` is `v`, whatever its case'],
  ['StringLike', 'k', ['v*'], '`k` matches `v*`'],
  ['StringNotLike', 'k', ['v*'], '`k` does not match `v*`'],
  ['StringLike', 'k', ['v'], '`k` is `v`'],
  ['ArnLike', 'k', ['arn:*'], '`k` matches `arn:*`'],
  ['StringEquals', 'k', ['1', '2', '3', '4'], '`k` is one of 4 values such as `1`'],
  ['StringEqualsIfExists', 'k', ['v'], '`k`, if present, is `v`'],
  ['StringNotEqualsIfExists', 'k', ['v'], '`k` is not `v`'],
  ['NumericLessThan', 'k', ['5'], '`k` is less than `5`'],
  ['NumericGreaterThanEquals', 'k', ['5'], '`k` is at least `5`'],
  ['DateGreaterThan', 'k', ['2027-01-01'], '`k` is after `2027-01-01`'],
  ['DateLessThanEquals', 'k', ['2027-01-01'], '`k` is not after `2027-01-01`'],
  ['Bool', 'k', ['true'], '`k` is `true`'],
  ['IpAddress', 'k', ['10.0.0.0/8'], '`k` is in `10.0.0.0/8`'],
  ['NotIpAddress', 'k', ['10.0.0.0/8', '::1'], '`k` is in none of `10.0.0.0/8` and `::1`'],
  ['Null', 'k', ['true'], '`k` is absent'],
  ['Null', 'k', ['false'], '`k` is present'],
  ['ForAllValues:StringEquals', 'k', ['v'], 'every value of `k`, if any, is `v`'],
  ['ForAllValues:StringNotEquals', 'k', ['v'], 'no value of `k` is `v`'],
  ['ForAnyValue:StringLike', 'k', ['v*'], 'some value of `k` matches `v*`'],
  ['ForAnyValue:StringEqualsIfExists', 'k', ['v'], 'some value of `k` is `v`, or there is none'],
  ['Fancy', 'k', ['v'], '`Fancy` of `k` holds for `v`'],
  ['StringEquals', 'k', [], '`k` is no value'],
] as const)('%s reads as what holds', (operator, key, values, wanted) => {
  expect(words(operator, key, ...values)).toBe(wanted);
});

const condition = (key: string, holds: boolean, ...values: string[]) => ({
  operator: 'StringEquals',
  key,
  values,
  holds,
});

test('what holds comes first, and what does not is an exception', () => {
  expect(whenWords([condition('a', true, 'x'), condition('b', false, 'y')])).toBe(
    ' when `a` is `x` unless `b` is `y`',
  );
  expect(whenWords([])).toBe('');
});

test('values that another condition rules out are left away, and nothing else is', () => {
  expect(whenWords([condition('a', true, 'x', 'y'), condition('a', false, 'y')])).toBe(
    ' when `a` is `x`',
  );
  const pattern = { ...condition('a', false, 'y*'), operator: 'StringLike' };
  expect(whenWords([condition('a', true, 'x', 'y'), pattern])).toBe(
    ' when `a` is `x` or `y` unless `a` matches `y*`',
  );
});

test('an exception of several conditions says that all must hold, and one of absences says either', () => {
  const both = [condition('a', true, 'x'), condition('b', true, 'y')];
  expect(whenWords([], [both])).toBe(' unless both `a` is `x` and `b` is `y`');
  const neither = [condition('a', false, 'x'), condition('b', false, 'y')];
  expect(whenWords([], [neither])).toBe(' when either `a` is `x` or `b` is `y`');
});

test('more conditions than fit are counted', () => {
  const many = ['a', 'b', 'c', 'd', 'e'].map((key) => condition(key, true, 'x'));
  expect(whenWords(many)).toBe(' when `a` is `x`, `b` is `x`, `c` is `x` and 2 more conditions');
});
