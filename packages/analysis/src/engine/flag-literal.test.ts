import { expect, test } from 'vitest';
import { FlagLiteral } from './flag-literal.ts';

const VALUES = [undefined, true, false] as const;

test.each([true, false])('a truth value that must be %s parts what is left exactly', (wanted) => {
  const literal = new FlagLiteral(7, wanted);
  for (const value of VALUES) {
    const open = value === undefined ? [true, false] : [value];
    expect(literal.inside(value)).toBe(open.includes(wanted) ? wanted : null);
    expect(literal.outside(value)).toBe(open.includes(!wanted) ? !wanted : null);
    expect(literal.meets(value)).toBe(literal.inside(value) !== null);
  }
});

test('a truth value and its opposite have keys of their own', () => {
  const keys = [new FlagLiteral(7, true), new FlagLiteral(7, false), new FlagLiteral(8, true)];
  expect(new Set(keys.map(({ key }) => key)).size).toBe(3);
});
