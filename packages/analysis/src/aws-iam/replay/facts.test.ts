import { expect, test } from 'vitest';
import { factsOf, type Request } from './facts.ts';

const A = '111122223333';
const base: Request = { action: 'S3:GetObject', resource: 'arn:aws:s3:::b/k' };
const linked = (principal: unknown, context: Record<string, unknown> = {}): object =>
  Object.fromEntries(factsOf({ ...base, principal, context }).values);
const errors = (principal: unknown, context: Record<string, unknown>): readonly string[] =>
  factsOf({ ...base, principal, context }).errors;

test('the principal gives the keys that AWS derives from it', () => {
  expect(linked(`arn:aws:iam::${A}:user/team/bob`)).toEqual({
    'aws:principalarn': [`arn:aws:iam::${A}:user/team/bob`],
    'aws:principalaccount': [A],
    'aws:principaltype': ['User'],
    'aws:username': ['bob'],
    'aws:principalisawsservice': ['false'],
  });
  expect(linked(`arn:aws:sts::${A}:assumed-role/app/s`)).toEqual({
    'aws:principalarn': [`arn:aws:iam::${A}:role/app`],
    'aws:principalaccount': [A],
    'aws:principaltype': ['AssumedRole'],
    'aws:principalisawsservice': ['false'],
  });
  expect(linked(A)).toMatchObject({ 'aws:principaltype': ['Account'] });
  expect(linked(`arn:aws:sts::${A}:federated-user/e`)).toMatchObject({
    'aws:principaltype': ['FederatedUser'],
  });
  expect(linked('ec2.amazonaws.com')).toEqual({
    'aws:principalisawsservice': ['true'],
    'aws:principalservicename': ['ec2.amazonaws.com'],
  });
  expect(linked('*')).toEqual({
    'aws:principalaccount': ['anonymous'],
    'aws:principaltype': ['Anonymous'],
  });
  expect(linked(undefined)).toEqual({});
});

test('a context that contradicts its principal is an error', () => {
  const user = `arn:aws:iam::${A}:user/bob`;
  expect(errors(user, { 'aws:PrincipalAccount': '444455556666' })).toEqual([
    'the context contradicts the principal: `aws:principalaccount` cannot be `444455556666`',
  ]);
  expect(errors(user, { 'aws:PrincipalArn': user, 'aws:username': 'bob' })).toEqual([]);
  expect(errors(user, { 'aws:username': 'eve' })).toHaveLength(1);
  expect(errors(`arn:aws:iam::${A}:role/r`, { 'aws:username': 'r' })).toHaveLength(1);
  expect(errors('*', { 'aws:PrincipalArn': user })).toHaveLength(1);
  expect(errors(user, { 'aws:PrincipalIsAWSService': true })).toHaveLength(1);
  expect(errors(user, { 'aws:PrincipalIsAWSService': 'False' })).toEqual([]);
  expect(errors('nobody here', {})).toEqual([]);
  expect(errors('arn:aws:s3:::b', {})).toHaveLength(1);
});

test('the path of a role is known where the context states its ARN', () => {
  const session = `arn:aws:sts::${A}:assumed-role/app/s`;
  const role = `arn:aws:iam::${A}:role/svc/app`;
  expect(errors(session, { 'aws:PrincipalArn': role })).toEqual([]);
  expect(linked(session, { 'aws:PrincipalArn': role })).toMatchObject({
    'aws:principalarn': [role],
  });
  expect(errors(session, { 'aws:PrincipalArn': `arn:aws:iam::${A}:role/other` })).toHaveLength(1);
});

test('without a principal the stated keys must still agree with one another', () => {
  const arn = `arn:aws:iam::${A}:user/bob`;
  expect(errors(undefined, { 'aws:PrincipalArn': arn, 'aws:PrincipalAccount': A })).toEqual([]);
  expect(errors(undefined, { 'aws:PrincipalArn': arn, 'aws:PrincipalAccount': '4' })).toHaveLength(
    1,
  );
  expect(linked(undefined, { 'aws:PrincipalArn': arn })).toEqual({ 'aws:principalarn': [arn] });
});

test('time is one, in both notations', () => {
  const at = '2020-02-29T12:00:00Z';
  expect(linked(undefined, { 'aws:CurrentTime': at })).toMatchObject({
    'aws:epochtime': ['1582977600'],
  });
  expect(linked(undefined, { 'aws:EpochTime': 1582977600 })).toMatchObject({
    'aws:currenttime': [at],
  });
  expect(errors(undefined, { 'aws:CurrentTime': at, 'aws:EpochTime': 1582977600 })).toEqual([]);
  expect(errors(undefined, { 'aws:CurrentTime': at, 'aws:EpochTime': 1 })).toHaveLength(1);
});

test('the resource gives its account', () => {
  const resource = `arn:aws:sqs:r:${A}:q`;
  expect(factsOf({ ...base, resource }).values.get('aws:resourceaccount')).toEqual([A]);
  expect(
    factsOf({ ...base, resource, context: { 'aws:ResourceAccount': '4' } }).errors,
  ).toHaveLength(1);
  expect(factsOf(base).values.has('aws:resourceaccount')).toBe(false);
});

test('the context is read without case up to a tag, empty values are none, odd ones are errors', () => {
  const context = {
    'AWS:RequestTag/A': 'x',
    'k:List': ['', 'v', 1, true],
    'k:Empty': '',
    'k:None': null,
  };
  expect(linked(undefined, context)).toEqual({
    'aws:requesttag/A': ['x'],
    'k:list': ['v', '1', 'true'],
  });
  expect(errors(undefined, { 'k:a': 1, 'K:A': 2 })).toHaveLength(1);
  expect(errors(undefined, { 'k:a': {} })).toHaveLength(1);
  expect(factsOf(base).action).toBe('s3:getobject');
});
