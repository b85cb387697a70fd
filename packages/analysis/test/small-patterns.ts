import fc from 'fast-check';
import { Budget } from '../src/engine/budget.ts';
import { Patterns } from '../src/engine/glob-set.ts';
import {
  ANY,
  normalise,
  pointsOf,
  SEGMENT_ANY,
  SEGMENT_STAR,
  STAR,
} from '../src/engine/pattern.ts';
import { PatternList } from '../src/engine/pattern-list.ts';

/** Every text over a small alphabet, the empty one included. */
export const WORDS: readonly string[] = ['', ...wordsOf(3)];

function wordsOf(length: number): string[] {
  if (length === 0) return [];
  const shorter = wordsOf(length - 1);
  const stems = length === 1 ? [''] : shorter.filter((word) => word.length === length - 1);
  return [...shorter, ...stems.flatMap((stem) => ['a', 'b', ':'].map((char) => stem + char))];
}

/** A pattern as text: `*` and `?` cross colons, `%` and `_` do not. */
export const patternText: fc.Arbitrary<string> = fc.string({
  unit: fc.constantFrom('a', 'b', ':', '*', '?', '%', '_'),
  minLength: 1,
  maxLength: 3,
});

const TOKENS: ReadonlyMap<string, number> = new Map([
  ['*', STAR],
  ['?', ANY],
  ['%', SEGMENT_STAR],
  ['_', SEGMENT_ANY],
]);

/** A list of those patterns; `isEvery` has the pattern of every text among them. */
export function listOf(patterns: Patterns, texts: readonly string[]): PatternList {
  return new PatternList(
    texts.map((text) =>
      text === '*'
        ? patterns.everything
        : patterns.intern(
            text,
            normalise(Array.from(text, (char) => TOKENS.get(char) ?? pointsOf(char)[0] ?? 0)),
          ),
    ),
  );
}

/** The same by recursion on the text. */
export function isLike(pattern: string, text: string): boolean {
  if (pattern === '') return text === '';
  const [head = '', rest] = [pattern[0], pattern.slice(1)];
  const [char = '', others] = [text[0], text.slice(1)];
  const crosses = head === '*' || head === '?';
  const takes = text !== '' && (crosses || char !== ':');
  if (head === '*' || head === '%') return isLike(rest, text) || (takes && isLike(pattern, others));
  if (head === '?' || head === '_') return takes && isLike(rest, others);
  return text !== '' && head === char && isLike(rest, others);
}

export const patternsOf = (): Patterns => new Patterns(new Budget(10_000_000));
