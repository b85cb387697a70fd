import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { isSampled } from '../src/index.ts';

const digests = Array.from(
  { length: 10_000 },
  (_, at) => `sha256:${createHash('sha256').update(`instance ${at}`).digest('hex')}` as const,
);
const share = (perMille: number): number => digests.filter((d) => isSampled(d, perMille)).length;

test('a sample is the same for everybody, none at 0, all at 1000, and about its share between', () => {
  expect(share(0)).toBe(0);
  expect(share(1000)).toBe(10_000);
  expect(share(100)).toBe(share(100));
  expect(share(100)).toBeGreaterThan(900);
  expect(share(100)).toBeLessThan(1100);
});

test('a larger share takes everything of a smaller one', () => {
  const small = digests.filter((d) => isSampled(d, 50));
  expect(small.every((d) => isSampled(d, 200))).toBe(true);
});

test('what is no digest is looked at', () => {
  expect(isSampled('sha256:no digest at all', 0)).toBe(true);
});
