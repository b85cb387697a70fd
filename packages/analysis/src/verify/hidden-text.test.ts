import { expect, test } from 'vitest';
import { checkOf } from '../../test/verified.ts';
import { hiddenTexts } from './hidden-text.ts';

test.each([
  ['a bidi control', 'abc\u202edef', 3, 'U+202E'],
  ['a zero-width space', 'ab\u200bc', 2, 'U+200B'],
  ['a blank that is not one', 'a\u00a0b', 1, 'U+00A0'],
  ['a Cyrillic letter amid Latin ones', 'arn:aws:s3:::r\u0435ports', 13, '`reports`'],
  ['a word of Cyrillic letters that reads as Latin', '\u0430\u0440\u0440', 0, '`app`'],
  ['a Greek letter amid Latin ones', 'pr\u03bfd', 0, '`prod`'],
  ['a full-width letter', '\uff53\uff13', 0, '`s`'],
  ['a mathematical letter', 'x-\u{1d5ba}dmin', 2, '`a`'],
  ['punycode', 'https://xn--pple-43d.com', 8, '`xn--pple-43d`'],
])('%s is found with its place', (_, text, offset, told) => {
  const [found] = hiddenTexts('policy', { a: [text] });
  expect(found).toMatchObject({ document: 'policy', pointer: '/a/0', offset });
  expect(found?.why).toContain(told);
});

test.each([
  'Zürich',
  'naïve',
  'données/été',
  '東京',
  '東京Tower',
  'отчёты',
  'Αθήνα',
  'plain-text_1',
])('an honest text `%s` is let through', (text) => {
  expect(hiddenTexts('policy', [text])).toEqual([]);
});

test('names of objects are looked at as well, and pointers are escaped', () => {
  expect(hiddenTexts('policy', { 'a/\u0430bc': 'x' })).toMatchObject([{ pointer: '/a~1\u0430bc' }]);
});

test('a look-alike in an action, a resource, a Sid or the requirement fails the candidate', () => {
  const base = {
    Sid: 'Read',
    Effect: 'Allow',
    Action: 's3:GetObject',
    Resource: 'arn:aws:s3:::reports/*',
  };
  const outcome = (part: object) =>
    checkOf({ to: { Version: '2012-10-17', Statement: [{ ...base, ...part }] } }, 'no-hidden-text');
  expect(outcome({})).toMatchObject({ outcome: 'passed', blocking: true });
  expect(outcome({ Resource: 'arn:aws:s3:::r\u0435ports/*' })).toMatchObject({ outcome: 'failed' });
  expect(outcome({ Resource: 'arn:aws:s3:::r\u0435ports/*' }).detail).toContain(
    'policy /Statement/0/Resource/0 character 14',
  );
  const deny = [{ id: 'n\u043e-iam', actions: ['iam:*'], resources: ['*'] }];
  const to = { Version: '2012-10-17', Statement: [base] };
  expect(checkOf({ to, requirement: { deny } }, 'no-hidden-text').detail).toContain(
    'requirement /deny/0/id',
  );
});
