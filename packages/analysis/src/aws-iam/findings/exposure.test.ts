import { expect, test } from 'vitest';
import { codes, found, when } from '../../../test/found.ts';

const bucket = (more: object = {}, Effect = 'Allow'): object => ({
  Effect,
  Principal: '*',
  Action: 's3:GetObject',
  Resource: 'arn:aws:s3:::example/*',
  ...more,
});
const topic = (more: object): object =>
  bucket({
    Action: 'sns:Publish',
    Resource: 'arn:aws:sns:us-east-1:123456789012:example',
    ...more,
  });

test('a star as the principal is public, with a request by somebody nobody knows', () => {
  const [finding, ...others] = found(bucket());
  expect(others).toEqual([]);
  expect(finding).toMatchObject({
    code: 'PUBLIC_ACCESS',
    severity: 'high',
    message: 'allows anybody, without credentials: `s3:GetObject`',
    witness: { principal: '*', action: 's3:GetObject', resource: 'arn:aws:s3:::example/example' },
  });
});

test.each([
  ['an organization', when('StringEquals', 'aws:PrincipalOrgID', 'o-abc')],
  ['an account', when('StringEquals', 'aws:PrincipalAccount', '123456789012')],
  ['a role', when('ArnLike', 'aws:PrincipalArn', 'arn:aws:iam::123456789012:role/*')],
  ['an address range', when('IpAddress', 'aws:SourceIp', '198.51.100.0/24')],
  ['an endpoint', when('StringEquals', 'aws:SourceVpce', 'vpce-1')],
  ['a network', when('StringLike', 'aws:SourceVpc', 'vpc-*')],
  [
    'an access point of an account',
    when('StringEquals', 's3:DataAccessPointAccount', '123456789012'),
  ],
  ['the account a service acts for', when('StringEquals', 'AWS:SourceAccount', '123456789012')],
  [
    'an AWS service that acts for a bucket',
    when('ArnLike', 'aws:SourceArn', 'arn:aws:s3:::example'),
  ],
])('a condition on %s is not public', (_, condition) => {
  expect(codes(bucket(condition))).toEqual([]);
});

test.each([
  [
    'an organization pattern of anything',
    when('StringLike', 'aws:PrincipalOrgID', '*'),
    'every AWS account',
  ],
  ['any address', when('IpAddress', 'aws:SourceIp', '0.0.0.0/0'), 'anybody, without credentials'],
  [
    'half of all addresses',
    when('IpAddress', 'aws:SourceIp', '128.0.0.0/1'),
    'anybody, without credentials',
  ],
  [
    'all but an address',
    when('NotIpAddress', 'aws:SourceIp', '198.51.100.7'),
    'anybody, without credentials',
  ],
  [
    'no other organization',
    when('StringNotEquals', 'aws:PrincipalOrgID', 'o-abc'),
    'anybody, without credentials',
  ],
  [
    'an organization if there is one',
    when('StringEqualsIfExists', 'aws:PrincipalOrgID', 'o-abc'),
    'anybody, without credentials',
  ],
  ['transport', when('Bool', 'aws:SecureTransport', 'true'), 'anybody, without credentials'],
  [
    'any bucket of any account',
    when('ArnLike', 'aws:SourceArn', 'arn:aws:s3:*:*:*'),
    'AWS services for every account',
  ],
])('a condition on %s is public', (_, condition, who) => {
  const finding = found(bucket(condition)).find(({ code }) => code === 'PUBLIC_ACCESS');
  expect(finding?.message).toBe(`allows ${who}: \`s3:GetObject\``);
});

test('what anybody can bring about is public under that condition', () => {
  const [finding] = found(bucket(when('StringLike', 'aws:Referer', 'https://example.com/*')));
  expect(finding).toMatchObject({
    code: 'PUBLIC_ACCESS_CONDITIONAL',
    severity: 'high',
    message:
      'allows anybody, without credentials: `s3:GetObject`, if StringLike `aws:Referer` `https://example.com/*` holds',
  });
});

test('a Deny for everybody else makes a public Allow private', () => {
  const everybodyElse = when('StringNotEquals', 'aws:PrincipalOrgID', 'o-abc');
  const isPublic = (list: string[]): boolean => list.some((code) => code.includes('PUBLIC'));
  expect(isPublic(codes(bucket(), bucket({ Action: 's3:*', ...everybodyElse }, 'Deny')))).toBe(
    false,
  );
  expect(
    isPublic(codes(bucket(), bucket({ Action: 's3:PutObject', ...everybodyElse }, 'Deny'))),
  ).toBe(true);
});

test('everybody but named principals is public, and a trap by itself', () => {
  const statement = {
    Effect: 'Allow',
    NotPrincipal: { AWS: 'arn:aws:iam::111111111111:root' },
    Action: 's3:*',
    Resource: '*',
  };
  expect(codes(statement)).toEqual(['high ALLOW_NOT_PRINCIPAL', 'high PUBLIC_ACCESS']);
});

test('named accounts are listed, the account of the resource is not', () => {
  const [finding, ...others] = found(
    topic({ Principal: { AWS: ['arn:aws:iam::111111111111:root', '123456789012'] } }),
  );
  expect(others).toEqual([]);
  expect(finding).toMatchObject({
    code: 'CROSS_ACCOUNT_ACCESS',
    severity: 'low',
    message: 'allows principals of the account `111111111111`: `sns:Publish`',
  });
});

test('a service that may act for anybody is a confused deputy, one held to an account is not', () => {
  const service = { Principal: { Service: 's3.amazonaws.com' } };
  expect(codes(topic(service))).toEqual(['medium CONFUSED_DEPUTY']);
  expect(
    codes(topic({ ...service, ...when('ArnLike', 'aws:SourceArn', 'arn:aws:s3:*:*:*') })),
  ).toEqual(['medium CONFUSED_DEPUTY']);
  expect(
    codes(topic({ ...service, ...when('ArnLike', 'aws:SourceArn', 'arn:aws:s3:::example') })),
  ).toEqual([]);
  expect(
    codes(topic({ ...service, ...when('StringEquals', 'aws:SourceAccount', '123456789012') })),
  ).toEqual([]);
  const trust = {
    Effect: 'Allow',
    Principal: { Service: 'ec2.amazonaws.com' },
    Action: 'sts:AssumeRole',
  };
  expect(codes(trust)).toEqual([]);
});

const GITHUB = 'token.actions.githubusercontent.com';
const trust = (condition: object, provider = `oidc-provider/${GITHUB}`): object => ({
  Effect: 'Allow',
  Principal: { Federated: `arn:aws:iam::123456789012:${provider}` },
  Action: 'sts:AssumeRoleWithWebIdentity',
  Condition: condition,
});
const audience = { [`${GITHUB}:aud`]: 'sts.amazonaws.com' };
const subject = (value: string): object => ({ [`${GITHUB}:sub`]: value });

test.each([
  ['no condition', {}],
  ['only the audience', { StringEquals: audience }],
  ['a pattern of every repository', { StringEquals: audience, StringLike: subject('repo:*') }],
  [
    'a pattern that other owners can match',
    { StringEquals: audience, StringLike: subject('repo:acme*/app:*') },
  ],
  [
    'a claim that any workflow can have',
    { StringEquals: { ...audience, [`${GITHUB}:ref`]: 'refs/heads/main' } },
  ],
])('a shared identity provider with %s lets everybody in', (_, condition) => {
  expect(codes(trust(condition))).toEqual(['high FEDERATED_WITHOUT_SUBJECT']);
});

test('a subject held to one owner lets nobody else in', () => {
  const like = { StringLike: subject('repo:acme/*') };
  expect(codes(trust({ StringEquals: audience, ...like }))).toEqual([]);
  expect(codes(trust(like))).toEqual(['low FEDERATED_WITHOUT_AUDIENCE']);
  const owner = { StringEquals: { ...audience, [`${GITHUB}:repository_owner_id`]: '1234' } };
  expect(codes(trust(owner))).toEqual([]);
});

test('a private provider weighs less, and a SAML provider is asked for its audience', () => {
  const cluster = 'oidc.eks.us-east-1.amazonaws.com/id/EXAMPLE';
  expect(codes(trust({}, `oidc-provider/${cluster}`))).toEqual([
    'medium FEDERATED_WITHOUT_SUBJECT',
  ]);
  const named = {
    StringEquals: { [`${cluster}:sub`]: 'system:serviceaccount:a:b', [`${cluster}:aud`]: 'x' },
  };
  expect(codes(trust(named, `oidc-provider/${cluster}`))).toEqual([]);
  expect(codes(trust({}, 'saml-provider/corp'))).toEqual(['low FEDERATED_WITHOUT_AUDIENCE']);
});
