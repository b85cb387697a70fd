import { expect, test } from 'vitest';
import { hasVariables, partsOf, variableKeys } from './variables.ts';

const of = (body: string): string => `\${${body}}`;
const shape = (text: string, isOn = true): string[] =>
  partsOf(text, isOn).map((part) => {
    if (part.kind !== 'variable')
      return `${part.kind === 'escaped' ? '=' : ''}${String.fromCodePoint(part.point)}`;
    return `<${part.key}${part.fallback === undefined ? '' : `|${part.fallback}`}>`;
  });

test.each([
  ['ab', ['a', 'b']],
  [of('aws:username'), ['<aws:username>']],
  [`a${of('k')}*${of('K')}`, ['a', '<k>', '*', '<K>']],
  [of(' aws:username '), ['<aws:username>']],
  [of("k, 'Bob'"), ['<k|Bob>']],
  [of('k,Bob'), ['<k|Bob>']],
  [of("k, ''"), ['<k|>']],
  [of("k, 'a, b'"), ['<k|a, b>']],
  [of("k, 'it''s'"), ["<k|it''s>"]],
  [`${of('*')}${of('?')}${of('$')}`, ['=*', '=?', '=$']],
  ['$', ['$']],
  ['$a{b}', ['$', 'a', '{', 'b', '}']],
  ['\u{1F600}?', ['\u{1F600}', '?']],
])('the parts of `%s`', (text, expected) => {
  expect(shape(text)).toEqual(expected);
});

test.each(['{', '{a', '{a{b', '{$' + '{a', '{a{b}}'])(
  'a variable that is not finished is plain text: a dollar and `%s`',
  (rest) => {
    expect(shape(`$${rest}`).join('')).toBe(`$${rest}`);
  },
);

test('without variables every character is itself', () => {
  const text = `a${of('k')}${of('*')}`;
  expect(shape(text, false).join('')).toBe(text);
  expect(hasVariables(text, false)).toBe(false);
  expect(variableKeys(text, false)).toEqual([]);
});

test('the keys are named without case, escapes are none', () => {
  expect(variableKeys(`${of('AWS:UserName')}${of('*')}${of("k, 'x'")}`, true)).toEqual([
    'aws:username',
    'k',
  ]);
});
