import { expect, test } from 'vitest';
import { actionGlob, type ColonRule, globMatches, resourceGlob } from './glob.ts';

const STAR = '$' + '{*}';

function matches(pattern: string, text: string, rule: ColonRule): boolean {
  const glob = resourceGlob(pattern, rule, () => undefined);
  return glob !== undefined && globMatches(glob, text);
}

test('wildcards before the sixth segment obey the rule for colons, those after it cross', () => {
  const cases: [string, string, boolean, boolean, boolean][] = [
    ['arn:aws:sns:*:topic', 'arn:aws:sns:r:a:topic', true, true, false],
    ['arn:a*b:x', 'arn:a:b:x', true, false, false],
    ['arn:aws:s3:::b?x', 'arn:aws:s3:::b:x', true, true, true],
    ['arn:aws:s?:::b', 'arn:aws:s::::b', true, false, false],
    ['*', 'a:b:c', true, true, true],
    ['arn:aws:s3', 'arn:aws:s3:r:a:x', false, false, true],
  ];
  for (const [pattern, text, wide, end, stays] of cases) {
    expect(
      [matches(pattern, text, 'crosses'), matches(pattern, text, 'crosses-at-segment-end')],
      pattern,
    ).toEqual([wide, end]);
    expect(matches(pattern, text, 'stays'), pattern).toBe(stays);
  }
});

test('an escaped star is a star, and actions fold ASCII letters only', () => {
  expect(matches(`a${STAR}`, 'a*', 'crosses')).toBe(true);
  expect(matches(`a${STAR}`, 'ab', 'crosses')).toBe(false);
  expect(globMatches(actionGlob('S3:Get*'), 's3:getobject')).toBe(true);
  expect(globMatches(actionGlob('\u212Ams:*'), 'kms:decrypt')).toBe(false);
});
