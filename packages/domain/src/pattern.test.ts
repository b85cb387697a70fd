import { expect, test } from 'vitest';
import { covers, isUnder } from './pattern.ts';

test.each<[string, string, boolean]>([
  ['*', 'arn:aws:s3:::a/*', true],
  ['arn:aws:s3:::a/*', 'arn:aws:s3:::a/b', true],
  ['arn:aws:s3:::a/*', 'arn:aws:s3:::a/*', true],
  ['arn:aws:s3:::a/*', 'arn:aws:s3:::a/b*', true],
  ['arn:aws:s3:::a/b*', 'arn:aws:s3:::a/*', false],
  ['arn:aws:s3:::a/*', '*', false],
  ['a?c', 'abc', true],
  ['a?c', 'a?c', true],
  ['a?c', 'a*c', false],
  ['a*b*c', 'a-b-b-c', true],
  ['a', 'b', false],
  ['', '', true],
])('%s covers %s: %s', (wide, narrow, expected) => {
  expect(covers(wide, narrow)).toBe(expected);
});

test('an environment falls under its own name and under a prefix with a trailing star alone', () => {
  expect(isUnder('prod/aws/1', 'prod/*')).toBe(true);
  expect(isUnder('prod/aws/1', 'prod/aws/1')).toBe(true);
  expect(isUnder('production', 'prod/*')).toBe(false);
  expect(isUnder('prod/aws/1', 'prod')).toBe(false);
});
