import { expect, test } from 'vitest';
import { instantOf } from '../src/files/instant.ts';

test.each([
  ['2027-05-01', '2027-05-01T23:59:59.999Z'],
  ['2027-05-01T12:00Z', '2027-05-01T12:00:00.000Z'],
  ['2027-05-01T12:00:07Z', '2027-05-01T12:00:07.000Z'],
  ['2027-05-01T12:00:07.25Z', '2027-05-01T12:00:07.250Z'],
])('%s is %s', (text, instant) => {
  expect(instantOf(text, 'expires')).toBe(instant);
});

test.each(['2027-02-30', '2027-13-01', '2027-05-01T25:00:00Z', 'tomorrow', '2027-05-01T12:00:00'])(
  '%s is refused, never guessed',
  (text) => {
    expect(() => instantOf(text, 'expires')).toThrow(
      `INVALID_VALUE: \`expires\` is \`${text}\`, which is no time`,
    );
  },
);
