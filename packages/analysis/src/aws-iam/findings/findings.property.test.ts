import fc from 'fast-check';
import { expect, test } from 'vitest';
import { policyOf } from '../../../test/found.ts';
import { evaluate } from '../questions/evaluate.ts';
import { prove } from '../questions/prove.ts';
import { findingsOf } from './findings-of.ts';

const conditions = [
  { StringEquals: { 'aws:RequestedRegion': 'eu-west-1' } },
  { StringEquals: { 'aws:RequestedRegion': ['eu-west-1', 'eu-west-2'] } },
  { StringLike: { 'aws:RequestedRegion': 'eu-*' } },
  { StringNotEquals: { 'aws:RequestedRegion': 'eu-west-1' } },
  { Bool: { 'aws:SecureTransport': 'true' } },
  { Bool: { 'aws:SecureTransport': 'false' } },
  { Null: { 'aws:RequestedRegion': 'true' } },
  { StringEquals: { 'aws:RequestedRegion': 'eu-west-1' }, Null: { 'aws:RequestedRegion': 'true' } },
];
const statement = fc
  .record({
    Effect: fc.constantFrom('Allow', 'Allow', 'Deny'),
    Action: fc.subarray(['a:b', 'a:c', 'a:*', '*'], { minLength: 1, maxLength: 2 }),
    Resource: fc.subarray(['x', 'y', 'x*', '*'], { minLength: 1, maxLength: 2 }),
    Condition: fc.option(fc.constantFrom(...conditions), { nil: undefined }),
  })
  .map(({ Condition, ...rest }) => (Condition === undefined ? rest : { ...rest, Condition }));

test('statements reported as idle can all go: what is left means the same', () => {
  let removed = 0;
  fc.assert(
    fc.property(fc.array(statement, { minLength: 1, maxLength: 5 }), (statements) => {
      const whole = policyOf(statements);
      const idle = findingsOf(whole)
        .filter(({ code }) => /^(DEAD|SHADOWED|EQUAL)_STATEMENT$/.test(code))
        .map(({ origins }) => origins[0]?.statement);
      removed += idle.length;
      const left = statements.filter((_, at) => !idle.includes(at));
      const { verdict } = prove({ property: 'equivalent', policies: [whole, policyOf(left)] });
      expect(verdict).toBe('proved');
    }),
    { numRuns: 150 },
  );
  expect(removed).toBeGreaterThan(25);
});

const ROLES = ['arn:aws:iam::123456789012:role/app', 'arn:aws:iam::123456789012:role/admin/x'];
const identity = fc
  .record({
    Effect: fc.constantFrom('Allow', 'Allow', 'Deny'),
    Action: fc.subarray(['iam:PutRolePolicy', 'iam:Put*', 'iam:*', '*', 'iam:Get*'], {
      minLength: 1,
    }),
    Resource: fc.subarray(
      [
        '*',
        'arn:aws:iam::*:role/*',
        'arn:aws:iam::*:role/a*',
        'arn:aws:iam::123456789012:role/app',
        'arn:aws:s3:::b',
      ],
      { minLength: 1, maxLength: 2 },
    ),
    isComplement: fc.boolean(),
    Condition: fc.option(fc.constantFrom(...conditions.slice(0, 5)), { nil: undefined }),
  })
  .map(({ isComplement, Action, Condition, ...rest }) => ({
    ...rest,
    ...(isComplement
      ? { NotAction: Action.filter((one) => one !== '*').concat('x:y') }
      : { Action }),
    ...(Condition === undefined ? {} : { Condition }),
  }));
const CONTEXTS = ['eu-west-1', 'eu-west-2', 'us-east-1'].map((region) => ({
  'aws:RequestedRegion': region,
  'aws:SecureTransport': 'true',
}));

test('a path that one request takes is always reported', () => {
  let taken = 0;
  fc.assert(
    fc.property(fc.array(identity, { minLength: 1, maxLength: 4 }), (statements) => {
      const policy = policyOf(statements);
      const isOpen = ROLES.some((resource) =>
        CONTEXTS.some(
          (context) =>
            evaluate(policy, { action: 'iam:PutRolePolicy', resource, context }).decision ===
            'allow',
        ),
      );
      if (!isOpen) return;
      taken += 1;
      const found = findingsOf(policy).some(
        ({ code, message }) => code === 'ADMINISTRATOR' || message.includes('`iam:PutRolePolicy`'),
      );
      expect(found).toBe(true);
    }),
    { numRuns: 60 },
  );
  expect(taken).toBeGreaterThan(10);
});

const gates = [
  { StringEquals: { 'aws:PrincipalOrgID': 'o-own' } },
  { StringNotEquals: { 'aws:PrincipalOrgID': 'o-own' } },
  { StringNotEqualsIfExists: { 'aws:PrincipalAccount': '123456789012' } },
  { StringLike: { 'aws:PrincipalArn': '*' } },
  { ArnNotLike: { 'aws:PrincipalArn': 'arn:aws:iam::123456789012:*' } },
  { IpAddress: { 'aws:SourceIp': '0.0.0.0/0' } },
  { IpAddress: { 'aws:SourceIp': '198.51.100.0/24' } },
  { NotIpAddress: { 'aws:SourceIp': '198.51.100.0/24' } },
  { Null: { 'aws:SourceVpce': 'true' } },
  { Null: { 'aws:SourceVpce': 'false' } },
  { Bool: { 'aws:PrincipalIsAWSService': 'false' } },
  { StringNotEquals: { 'aws:SourceVpc': 'vpc-1' } },
  { StringEquals: { 'aws:UserAgent': 'x' } },
];
const opened = fc
  .record({
    Effect: fc.constantFrom('Allow', 'Allow', 'Deny'),
    Principal: fc.constantFrom<object | string>(
      '*',
      { AWS: '*' },
      { AWS: 'arn:aws:iam::123456789012:root' },
    ),
    Action: fc.constantFrom('s3:GetObject', 's3:*'),
    Resource: fc.constantFrom('arn:aws:s3:::b/*', 'arn:aws:s3:::b/public/*'),
    Condition: fc.option(fc.constantFrom(...gates), { nil: undefined }),
  })
  .map(({ Condition, ...rest }) => (Condition === undefined ? rest : { ...rest, Condition }));
const OUTSIDE = {
  'aws:SourceIp': '203.0.113.7',
  'aws:SecureTransport': 'true',
  'aws:PrincipalIsAWSService': 'false',
};
const STRANGERS = ['x', 'other'].flatMap((agent) => [
  { principal: '*', context: { ...OUTSIDE, 'aws:UserAgent': agent } },
  {
    principal: 'arn:aws:iam::777777777777:user/x',
    context: { ...OUTSIDE, 'aws:UserAgent': agent, 'aws:PrincipalOrgID': 'o-other' },
  },
]);

test('what a stranger may do is always reported as public', () => {
  let open = 0;
  fc.assert(
    fc.property(fc.array(opened, { minLength: 1, maxLength: 3 }), (statements) => {
      const policy = policyOf(statements);
      const isOpen = ['arn:aws:s3:::b/a', 'arn:aws:s3:::b/public/a'].some((resource) =>
        STRANGERS.some(
          (stranger) =>
            evaluate(policy, { action: 's3:GetObject', resource, ...stranger }).decision ===
            'allow',
        ),
      );
      const isPublic = findingsOf(policy).some(({ code }) => code.startsWith('PUBLIC_ACCESS'));
      if (isOpen) {
        open += 1;
        expect(isPublic).toBe(true);
      }
    }),
    { numRuns: 150 },
  );
  expect(open).toBeGreaterThan(25);
});

test('the request of a public finding is allowed by the policy', () => {
  fc.assert(
    fc.property(fc.array(opened, { minLength: 1, maxLength: 3 }), (statements) => {
      const policy = policyOf(statements);
      for (const { code, message, witness } of findingsOf(policy)) {
        if (!code.startsWith('PUBLIC_ACCESS') || message.startsWith('may ')) continue;
        const request = witness as unknown as Parameters<typeof evaluate>[1];
        expect(evaluate(policy, request).decision, JSON.stringify(request)).toBe('allow');
      }
    }),
    { numRuns: 100 },
  );
});
