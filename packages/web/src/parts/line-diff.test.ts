import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type DiffLine, lineDiff } from './line-diff.ts';

const side = (lines: readonly DiffLine[], without: DiffLine['kind']): string =>
  lines
    .filter(({ kind }) => kind !== without)
    .map(({ text }) => text)
    .join('\n');

describe('a line diff', () => {
  test('says both texts whole, whatever they are', () => {
    const text = fc.array(fc.constantFrom('a', 'b', 'c', '{'), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(text, text, (before, after) => {
        const lines = lineDiff(before.join('\n'), after.join('\n'));
        expect(side(lines, 'added')).toBe(before.join('\n'));
        expect(side(lines, 'removed')).toBe(after.join('\n'));
      }),
    );
  });

  test('names only what changed, what was removed before what took its place', () => {
    expect(lineDiff('{\n"a"\n"b"\n}', '{\n"a"\n"c"\n}')).toEqual([
      { kind: 'same', text: '{' },
      { kind: 'same', text: '"a"' },
      { kind: 'removed', text: '"b"' },
      { kind: 'added', text: '"c"' },
      { kind: 'same', text: '}' },
    ]);
    expect(lineDiff('', 'new')).toEqual([{ kind: 'added', text: 'new' }]);
  });

  test('of texts too long to compare still says both whole', () => {
    const [before, after] = ['x', 'y'].map((word) =>
      Array.from({ length: 3000 }, (_, at) => `${word}${at % 7}`).join('\n'),
    );
    const lines = lineDiff(`{\n${before}\n}`, `{\n${after}\n}`);
    expect(lines[0]).toEqual({ kind: 'same', text: '{' });
    expect(side(lines, 'added')).toBe(`{\n${before}\n}`);
    expect(side(lines, 'removed')).toBe(`{\n${after}\n}`);
  });
});
