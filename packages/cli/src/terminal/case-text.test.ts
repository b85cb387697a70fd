import { expect, test } from 'vitest';
import { caseText } from './case-text.ts';

test('a case says its condition keys, operators and principals', () => {
  const line = caseText({
    id: 'other-prefixes',
    actions: ['s3:ListBucket*'],
    resources: ['arn:aws:s3:::reports'],
    notActions: null,
    principals: { AWS: ['arn:aws:iam::111122223333:role/a', 'arn:aws:iam::111122223333:role/b'] },
    context: { 's3:prefix': { StringNotLike: ['in/*'] }, 'aws:SourceVpc': ['vpc-1'] },
  });
  expect(line).toBe(
    'other-prefixes: s3:ListBucket* on arn:aws:s3:::reports, principals AWS = ' +
      'arn:aws:iam::111122223333:role/a, arn:aws:iam::111122223333:role/b, ' +
      'context s3:prefix StringNotLike = in/* and aws:SourceVpc = vpc-1',
  );
});
