import { expect, test } from 'vitest';
import { awsIam } from '../language.ts';

const allow = (Action: string | string[], Resource = '*', more: object = {}): object => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...more,
});
const deny = (Action: string, Resource = '*', more: object = {}): object => ({
  ...allow(Action, Resource, more),
  Effect: 'Deny',
});
const document = (...Statement: object[]): object => ({ Version: '2012-10-17', Statement });

function sentences(member: unknown): string[] {
  const parsed = awsIam.read(member);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.refusals));
  return awsIam.explain(parsed.value).sentences.map(({ text }) => text);
}

const of = (...statements: object[]): string[] => sentences(document(...statements));

test('a statement is a sentence with all it says', () => {
  const secure = { Condition: { Bool: { 'aws:SecureTransport': 'false' } } };
  expect(
    of(
      allow('s3:GetObject', 'arn:aws:s3:::b/*'),
      { Effect: 'Allow', NotAction: 'iam:*', Resource: '*' },
      { Effect: 'Allow', Action: 'sqs:SendMessage', NotResource: 'arn:aws:sqs:*:*:secret' },
      deny('ec2:TerminateInstances', '*', secure),
    ),
  ).toEqual([
    'allows `s3:GetObject` (Read) on `arn:aws:s3:::b/*`, all of which statement 2 allows already',
    'allows every action except `iam:*` on all resources, except what statement 4 denies',
    'allows `sqs:SendMessage` (Write) on all resources except `arn:aws:sqs:*:*:secret`, all of which statement 2 allows already',
    'denies, whatever else grants it, `ec2:TerminateInstances` (Write) on all resources when `aws:SecureTransport` is `false`',
  ]);
});

test('a trust policy says for whom, and no resource', () => {
  const Principal = { Service: 'ec2.amazonaws.com', AWS: 'arn:aws:iam::123456789012:root' };
  expect(of({ Effect: 'Allow', Principal, Action: 'sts:AssumeRole' })).toEqual([
    'allows `sts:AssumeRole` (Write) for account `123456789012` and the service `ec2.amazonaws.com`',
  ]);
});

test('only a Deny that takes something away is an exception', () => {
  expect(
    of(
      allow('s3:*', 'arn:aws:s3:::reports/*'),
      deny('s3:DeleteObject', 'arn:aws:s3:::reports/2024/*'),
      deny('s3:DeleteObject', 'arn:aws:s3:::other/*'),
      deny('dynamodb:DeleteTable'),
    ),
  ).toEqual([
    expect.stringMatching(/on `arn:aws:s3:::reports\/\*`, except what statement 2 denies$/),
    'denies, whatever else grants it, `s3:DeleteObject` (Write) on `arn:aws:s3:::reports/2024/*`',
    'denies, whatever else grants it, `s3:DeleteObject` (Write) on `arn:aws:s3:::other/*`, which nothing here allows anyway',
    'denies, whatever else grants it, `dynamodb:DeleteTable` (Write) on all resources, which nothing here allows anyway',
  ]);
});

test('what does nothing says so, and why', () => {
  expect(
    of(
      allow('sqs:SendMessage'),
      allow('sqs:SendMessage', 'arn:aws:sqs:*:*:jobs'),
      allow('s3:DeleteObject', 'arn:aws:s3:::x/y'),
      deny('s3:*', 'arn:aws:s3:::x/*'),
      allow('sqs:SendMessage'),
    ).map((text) => text.split(', ').at(-1)),
  ).toEqual([
    'allows `sqs:SendMessage` (Write) on all resources',
    'all of which statement 1 allows already',
    'all of which statement 4 denies',
    expect.stringContaining('on `arn:aws:s3:::x/*`'),
    'just as statement 1 does',
  ]);
});

test('a pattern says how many actions it is today, and what is no action is named', () => {
  expect(of(allow('sqs:Get*'))[0]).toMatch(
    /^allows all \d+ `sqs:Get\*` actions \(Read(, List)?\) and any AWS adds on all resources$/,
  );
  expect(of(allow('s3:Fly'))[0]).toBe('allows `s3:Fly` (no action AWS lists) on all resources');
});

test('more names than a reader reads are counted', () => {
  const Resource = Array.from({ length: 9 }, (_, index) => `arn:aws:s3:::b${index}`);
  expect(of({ Effect: 'Allow', Action: 's3:ListBucket', Resource })[0]).toBe(
    'allows `s3:ListBucket` (List) on `arn:aws:s3:::b0`, `arn:aws:s3:::b1`, `arn:aws:s3:::b2` and 6 more resources',
  );
});

test('each layer of a stack says what it is, and a Deny of one takes from the grants of another', () => {
  const stack = {
    identity: [document(allow('s3:GetObject'))],
    boundary: [document(allow('s3:*'), deny('s3:GetObject', 'arn:aws:s3:::x/*'))],
    principal: 'arn:aws:iam::111122223333:role/app',
  };
  expect(sentences(stack)).toEqual([
    'the identity policies: allows `s3:GetObject` (Read) on all resources, except what statement 2 of the boundary denies',
    expect.stringMatching(
      /^the boundary: lets through all \d+ `s3:\*` actions .*, except what statement 2 of the boundary denies$/,
    ),
    'the boundary: denies, whatever else grants it, `s3:GetObject` (Read) on `arn:aws:s3:::x/*`',
  ]);
});
