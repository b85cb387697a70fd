import { expect, test } from 'vitest';
import { evaluateDocuments } from './evaluate.ts';
import { type Claim, replay } from './replay.ts';

const NAME = '$' + '{aws:username}';

function source(...Statement: object[]): string {
  return JSON.stringify({ Version: '2012-10-17', Statement });
}
const allow = (Action: string, Resource: string, more: object = {}): object => ({
  Effect: 'Allow',
  Action,
  Resource,
  ...more,
});
const deny = (Action: string, Resource: string, more: object = {}): object => ({
  ...allow(Action, Resource, more),
  Effect: 'Deny',
});
const mfa = { Condition: { Bool: { 'aws:MultiFactorAuthPresent': true } } };
const holding = (holds: boolean): NonNullable<Claim['assuming']> => [
  { operator: 'bool', key: 'AWS:multiFactorAuthPresent', values: ['true'], holds },
];

function claim(inside: string, outside: string, more: Partial<Claim> = {}): boolean {
  const request = { action: 's3:GetObject', resource: 'arn:aws:s3:::b/x', context: {} };
  return replay({
    inside: [[inside]],
    outside: [[outside]],
    request,
    rule: 'crosses',
    assuming: null,
    ...more,
  });
}

test('a claim is true when every inside set allows the request and no outside set does', () => {
  const all = source(allow('s3:*', '*'));
  const none = source(deny('s3:*', '*'));
  expect(claim(all, none)).toBe(true);
  expect(claim(none, all)).toBe(false);
  expect(claim(all, all)).toBe(false);
  expect(claim(source(allow('s3:*', '*'), deny('s3:Get*', '*')), none)).toBe(false);
});

test('a claim for every assignment fails on a condition that could turn it', () => {
  const all = source(allow('s3:*', '*'));
  const nothing = source(allow('s3:*', 'arn:aws:s3:::other'));
  expect(claim(source(allow('s3:*', '*', mfa)), nothing)).toBe(false);
  expect(claim(source(allow('s3:*', '*'), deny('s3:*', '*', mfa)), nothing)).toBe(false);
  expect(claim(all, source(allow('s3:*', '*', mfa)))).toBe(false);
  const never = source(allow('s3:*', '*', mfa), deny('s3:*', '*', mfa));
  expect(claim(all, never)).toBe(true);
});

test('a claim under assumptions is made for those, whatever the case of operator and key', () => {
  const conditional = source(allow('s3:*', '*', mfa));
  const none = source(deny('*', '*'));
  expect(claim(conditional, none, { assuming: holding(true) })).toBe(true);
  expect(claim(conditional, none, { assuming: holding(false) })).toBe(false);
});

test('a Principal is a circumstance like a condition', () => {
  const named = source(allow('s3:*', '*', { Principal: { AWS: ['b', 'a'] } }));
  const none = source(deny('*', '*'));
  const assuming = [{ operator: 'is', key: 'Principal', values: ['AWS:a', 'AWS:b'], holds: true }];
  expect(claim(named, none)).toBe(false);
  expect(claim(named, none, { assuming })).toBe(true);
});

test('a pattern whose variable has no value matches nothing, and a default stands in for one', () => {
  const none = source(deny('ec2:*', '*'));
  const request = { action: 's3:GetObject', resource: 'arn:aws:s3:::b/bob', context: {} };
  const home = source(allow('s3:*', `arn:aws:s3:::b/${NAME}`));
  expect(claim(home, none, { request })).toBe(false);
  expect(claim(home, none, { request: { ...request, context: { 'AWS:UserName': ['bob'] } } })).toBe(
    true,
  );
  const orBob = source(allow('s3:*', `arn:aws:s3:::b/${NAME.slice(0, -1)}, 'bob'}`));
  expect(claim(orBob, none, { request })).toBe(true);
});

test('an evaluation that hangs on a condition or on a colon says so', () => {
  const request = { action: 'sns:Publish', resource: 'arn:aws:sns:r:a:topic', context: {} };
  expect(evaluateDocuments([source(allow('sns:*', '*', mfa))], request)).toMatchObject({
    decision: 'no-opinion',
    explicit: false,
    errors: ['not read: Bool `aws:MultiFactorAuthPresent` `true`'],
  });
  expect(evaluateDocuments([source(allow('sns:*', 'arn:aws:sns:*:topic'))], request)).toMatchObject(
    {
      decision: 'allow',
      reasons: [{ policy: 0, statement: 0, sid: null }],
      errors: ['a wildcard of a resource decides differently if it does not match beyond a colon'],
    },
  );
});
