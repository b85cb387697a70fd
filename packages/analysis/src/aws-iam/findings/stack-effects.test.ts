import { expect, test } from 'vitest';
import type { AwsStack } from '../model.ts';
import { parseStack } from '../parse/parse-stack.ts';
import { diff } from '../questions/diff.ts';
import { prove } from '../questions/prove.ts';

const USER = 'arn:aws:iam::111122223333:user/ann';

function allow(Action: string, Resource = '*', more: object = {}): object {
  return { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource, ...more }] };
}

function stack(layers: object): AwsStack {
  const parsed = parseStack({ principal: USER, ...layers });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.refusals));
  return parsed.value;
}

test('what no service control policy lets through is inert, and says so', () => {
  const scp = [[allow('s3:*')]];
  const result = diff(
    stack({ identity: [allow('s3:GetObject')], scp }),
    stack({ identity: [allow('s3:GetObject'), allow('ec2:*')], scp }),
  );
  expect(result).toMatchObject({ verdict: 'equivalent', allowed: 'none', denied: 'none' });
  expect(result.findings).toMatchObject([
    {
      code: 'INERT_IN_STACK',
      message:
        'what statement 1 of the identity policy newly allows is inert: the service control policies do not let it through',
      origins: [{ policy: 1, statement: 0, layer: 'identity' }],
    },
  ]);
});

test('a boundary that lets part of it through leaves that part', () => {
  const boundary = [allow('ec2:Describe*')];
  const result = diff(
    stack({ identity: [], boundary }),
    stack({ identity: [allow('ec2:*')], boundary }),
  );
  expect(result.allowed).toBe('some');
  expect(result.newlyAllowed[0]?.witness?.action).toMatch(/^ec2:Describe/);
  expect(result.findings).toEqual([]);
});

test('what the resource policy grants anyway is still allowed when the identity loses it', () => {
  const resourceAccount = '111122223333';
  const resource = allow('s3:GetObject', 'arn:aws:s3:::b/*', { Principal: { AWS: USER } });
  const result = diff(
    stack({ identity: [allow('s3:GetObject', 'arn:aws:s3:::b/*')], resource, resourceAccount }),
    stack({ identity: [], resource, resourceAccount }),
  );
  expect(result).toMatchObject({ verdict: 'equivalent' });
  expect(result.findings).toMatchObject([
    {
      code: 'STILL_ALLOWED',
      message:
        'what statement 1 of the old identity policy allowed stays as it was: the resource policy grants it by itself',
    },
  ]);
});

test('a resource policy that widens is named as what widens', () => {
  const identity = [allow('sqs:SendMessage')];
  const result = diff(
    stack({ identity }),
    stack({ identity, resource: allow('s3:GetObject', '*', { Principal: { AWS: USER } }) }),
  );
  expect(result.newlyAllowed).toMatchObject([{ to: [{ layer: 'resource', statement: 0 }] }]);
  expect(result.newlyAllowed[0]?.summary).toContain('of the resource policy');
});

test('a user that a resource policy names is not limited by its boundary, a role is', () => {
  const grant = (principal: string): object =>
    allow('s3:GetObject', '*', { Principal: { AWS: principal } });
  const pattern = { actions: ['s3:GetObject'], resources: ['*'] };
  const boundary = [allow('ec2:*')];
  const verdict = (principal: string): string =>
    prove({
      property: 'must-deny',
      policies: [stack({ principal, identity: [], boundary, resource: grant(principal) })],
      pattern,
    }).verdict;
  expect(verdict(USER)).toBe('refuted');
  expect(verdict('arn:aws:iam::111122223333:role/app')).toBe('proved');
});

test('another account needs both sides, the same account one', () => {
  const identity = [allow('sqs:SendMessage')];
  const pattern = (account: string): { actions: string[]; resources: string[] } => ({
    actions: ['sqs:SendMessage'],
    resources: [`arn:aws:sqs:us-east-1:${account}:q`],
  });
  const verdict = (account: string, resource?: object): string =>
    prove({
      property: 'must-allow',
      policies: [stack({ identity, ...(resource === undefined ? {} : { resource }) })],
      pattern: pattern(account),
    }).verdict;
  const grant = allow('sqs:SendMessage', '*', { Principal: { AWS: USER } });
  expect(verdict('111122223333')).toBe('proved');
  expect(verdict('444455556666')).toBe('refuted');
  expect(verdict('444455556666', grant)).toBe('proved');
});

test('a key and a trust policy must themselves allow', () => {
  const identity = [allow('*')];
  const verdict = (action: string, resource: string, policy?: object): string =>
    prove({
      property: 'must-allow',
      policies: [stack({ identity, ...(policy === undefined ? {} : { resource: policy }) })],
      pattern: { actions: [action], resources: [resource] },
    }).verdict;
  const key = 'arn:aws:kms:us-east-1:111122223333:key/k';
  const role = 'arn:aws:iam::111122223333:role/target';
  const delegated = allow('*', '*', { Principal: { AWS: '111122223333' } });
  expect(verdict('kms:Decrypt', key)).toBe('refuted');
  expect(verdict('kms:Decrypt', key, delegated)).toBe('proved');
  expect(verdict('sts:AssumeRole', role)).toBe('refuted');
  expect(verdict('sts:AssumeRole', role, delegated)).toBe('proved');
});

test('stacks about different principals are not compared', () => {
  const other = stack({ identity: [], principal: 'arn:aws:iam::111122223333:user/bob' });
  const result = diff(stack({ identity: [] }), other);
  expect(result).toMatchObject({ verdict: 'undetermined' });
  expect(result.undetermined).toEqual(['not modelled: stacks about different principals']);
});
