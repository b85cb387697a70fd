import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isLike, listOf, patternsOf, patternText, WORDS } from '../../test/small-patterns.ts';

test('what holds between two patterns is true of every text', () => {
  fc.assert(
    fc.property(patternText, patternText, (one, other) => {
      const patterns = patternsOf();
      const [left, right] = listOf(patterns, [one, other]).patterns;
      const relation = left && right ? patterns.relation(left, right) : 'equal';
      expect(possible(one, other)).toContain(relation);
    }),
    { numRuns: 1500 },
  );
});

/** What short texts leave possible between two patterns: longer ones can only make them overlap more. */
function possible(one: string, other: string): string[] {
  const [left, right] = [one, other].map((text) => WORDS.filter((word) => isLike(text, word)));
  const isInside = (inner: string[] = [], outer: string[] = []): boolean =>
    inner.every((word) => outer.includes(word));
  const isDisjoint = left?.every((word) => right?.includes(word) === false);
  return [
    'overlap',
    ...(isDisjoint ? ['disjoint'] : []),
    ...(isInside(left, right) ? ['inside'] : []),
    ...(isInside(right, left) ? ['around'] : []),
    ...(isInside(left, right) && isInside(right, left) ? ['equal'] : []),
  ];
}

test('a list finds every member that may meet a pattern, however long it is', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?'), minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(fc.array(text, { minLength: 9, maxLength: 30 }), text, (texts, other) => {
      const patterns = patternsOf();
      const list = listOf(patterns, texts);
      const [pattern] = listOf(patterns, [other]).patterns;
      if (pattern === undefined) return;
      const near = new Set(list.near(pattern));
      for (const member of list.patterns) {
        if (patterns.relation(member, pattern) !== 'disjoint') expect(near).toContain(member);
      }
    }),
    { numRuns: 150 },
  );
});
