import { expect, test } from 'vitest';
import { parsePolicyText } from '../parse/parse-policy.ts';
import { explain } from './explain.ts';

function sentences(...Statement: object[]): string[] {
  const parsed = parsePolicyText(JSON.stringify({ Version: '2012-10-17', Statement }));
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.refusals));
  return explain([parsed.value]).sentences.map(({ text }) => text);
}

test('a statement is a sentence with all it says', () => {
  expect(
    sentences(
      { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::b/*' },
      { Effect: 'Allow', NotAction: 'iam:*', Resource: '*' },
      {
        Effect: 'Deny',
        Action: '*',
        NotResource: 'arn:aws:s3:::b/*',
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      },
      {
        Effect: 'Allow',
        Principal: { Service: 'ec2.amazonaws.com', AWS: '*' },
        Action: 'sts:AssumeRole',
      },
    ),
  ).toEqual([
    'allows `s3:GetObject` on `arn:aws:s3:::b/*`',
    'allows every action except `iam:*` on every resource',
    'denies, whatever else grants it, every action on every resource except `arn:aws:s3:::b/*` if Bool `aws:SecureTransport` `false`',
    'allows Service `ec2.amazonaws.com`, every AWS principal: `sts:AssumeRole`',
  ]);
});

test('a pattern says how many actions it is today, and what is no action is named', () => {
  expect(sentences({ Effect: 'Allow', Action: 'sqs:Get*', Resource: '*' })[0]).toMatch(
    /^allows `sqs:Get\*` \(\d+ today: Read(, List)?\) on every resource$/,
  );
  expect(sentences({ Effect: 'Allow', Action: 's3:Fly', Resource: '*' })[0]).toBe(
    'allows `s3:Fly` (`s3:Fly`: no action that is known) on every resource',
  );
});

test('more names than a reader reads are counted', () => {
  const Resource = Array.from({ length: 9 }, (_, index) => `arn:aws:s3:::b${index}`);
  expect(sentences({ Effect: 'Allow', Action: 's3:ListBucket', Resource })[0]).toBe(
    'allows `s3:ListBucket` on `arn:aws:s3:::b0`, `arn:aws:s3:::b1`, `arn:aws:s3:::b2`, `arn:aws:s3:::b3`, `arn:aws:s3:::b4` and 4 more resources',
  );
});
