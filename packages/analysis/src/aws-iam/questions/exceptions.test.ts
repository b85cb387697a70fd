import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Assumed } from '../../questions/answer.ts';
import { uniteConditions } from './exceptions.ts';

const KEYS = ['a', 'b', 'c', 'd'];

const literal = (key: string, holds: boolean): Assumed => ({
  operator: 'StringEquals',
  key,
  values: ['x'],
  holds,
});
const list = fc
  .uniqueArray(fc.record({ key: fc.constantFrom(...KEYS), holds: fc.boolean() }), {
    selector: ({ key }) => key,
  })
  .map((literals) => literals.map(({ key, holds }) => literal(key, holds)));

const WORLDS = Array.from(
  { length: 16 },
  (_, bits) => new Set(KEYS.filter((_key, at) => (bits >> at) % 2 === 1)),
);

test('what several lists of conditions come to holds for the same requests as they do', () => {
  fc.assert(
    fc.property(fc.array(list, { minLength: 1, maxLength: 5 }), (lists) => {
      const united = uniteConditions(lists);
      if (united === null) return;
      for (const world of WORLDS) {
        const isMet = ({ key, holds }: Assumed): boolean => world.has(key) === holds;
        const isIn = lists.some((one) => one.every(isMet));
        const isSaid =
          united.common.every(isMet) && !united.unless.some((term) => term.every(isMet));
        expect(isSaid).toBe(isIn);
      }
    }),
  );
});

test('a case split comes to nothing, and one with a case left out to an exception', () => {
  const [yes, no] = [literal('a', true), literal('a', false)];
  expect(uniteConditions([[yes], [no]])).toEqual({ common: [], unless: [] });
  expect(uniteConditions([[no], [yes, literal('b', false)]])).toEqual({
    common: [],
    unless: [[yes, literal('b', true)]],
  });
});

test('what would take more words than a reader reads stays apart', () => {
  const lists = KEYS.map((key, at) => [literal(key, true), literal(`${key}${at}`, true)]);
  expect(uniteConditions(lists)).toBeNull();
});
