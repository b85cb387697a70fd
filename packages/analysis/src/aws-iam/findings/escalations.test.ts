import { expect, test } from 'vitest';
import { allow, codes, deny, found, policyOf, when } from '../../../test/found.ts';
import { evaluate } from '../questions/evaluate.ts';
import { findingsOf } from './findings-of.ts';

const SELF = 'arn:aws:iam::*:user/$' + '{aws:username}';

test('everything on everything is one finding, not a list of paths', () => {
  expect(codes(allow('*'))).toEqual(['high ADMINISTRATOR']);
  expect(codes(allow('*:*'))).toEqual(['high ADMINISTRATOR']);
});

test('a Deny takes away the paths it denies and leaves the others', () => {
  const all = codes(allow('*'), deny('iam:*'));
  expect(all).not.toContain('high ADMINISTRATOR');
  expect(all).not.toContain('high ESCALATION_BY_POLICY_');
  expect(all.filter((code) => code.includes('BOUNDARY') || code.includes('PASS_ROLE'))).toEqual([]);
  expect(all).toContain('high ESCALATION_BY_ASSUME_ROLE');
});

test('a path of several steps names each step, its statement and one request for it', () => {
  const [finding, ...others] = found(
    allow('iam:PassRole', 'arn:aws:iam::*:role/app-*'),
    allow(['lambda:CreateFunction', 'lambda:InvokeFunction']),
  );
  expect(others).toEqual([]);
  expect(finding).toMatchObject({
    code: 'ESCALATION_BY_PASS_ROLE',
    severity: 'medium',
    message:
      'can run its own code in a new function as a role: `iam:PassRole`, `lambda:CreateFunction` and `lambda:InvokeFunction` are allowed together, `iam:PassRole` on `arn:aws:iam::*:role/app-*`',
    origins: [{ statement: 0 }, { statement: 1 }],
    witness: {
      requests: [
        {
          action: 'iam:PassRole',
          resource: 'arn:aws:iam::123456789012:role/app-example',
          context: { 'iam:PassedToService': 'lambda.amazonaws.com' },
        },
        { action: 'lambda:CreateFunction' },
        { action: 'lambda:InvokeFunction' },
      ],
    },
  });
});

test('one step that is denied closes the path', () => {
  const both = allow(['iam:PassRole', 'lambda:CreateFunction', 'lambda:InvokeFunction']);
  expect(codes(both)).toContain('high ESCALATION_BY_PASS_ROLE');
  const closed = codes(both, deny('lambda:CreateFunction'));
  expect(closed.filter((code) => code.includes('ESCALATION'))).toEqual([]);
});

test('a role that may only be passed to one service opens the paths of that service', () => {
  const passed = allow(
    'iam:PassRole',
    '*',
    when('StringEquals', 'iam:PassedToService', 'ec2.amazonaws.com'),
  );
  const create = allow(['lambda:CreateFunction', 'lambda:InvokeFunction']);
  expect(codes(passed, create)).toEqual([]);
  expect(codes(passed, allow('ec2:RunInstances'))).toEqual(['high ESCALATION_BY_PASS_ROLE']);
});

test('credentials of oneself are no escalation, those of others are', () => {
  expect(codes(allow(['iam:CreateAccessKey', 'iam:*LoginProfile'], SELF))).toEqual([]);
  expect(codes(allow('iam:CreateAccessKey', 'arn:aws:iam::*:user/*'))).toEqual([
    'medium ESCALATION_BY_CREDENTIALS',
  ]);
  expect(codes(allow('iam:CreateAccessKey'))).toEqual(['high ESCALATION_BY_CREDENTIALS']);
});

test('a path that hangs on a condition says so and weighs less', () => {
  const [finding] = found(
    allow('iam:AttachRolePolicy', '*', when('Bool', 'aws:MultiFactorAuthPresent', 'true')),
  );
  expect(finding).toMatchObject({
    code: 'ESCALATION_BY_POLICY',
    severity: 'medium',
    message:
      'can attach any managed policy to a role it can act as: `iam:AttachRolePolicy` is allowed, if Bool `aws:MultiFactorAuthPresent` `true` holds',
    witness: { context: { 'aws:MultiFactorAuthPresent': 'true' } },
  });
});

test('a conditional Deny is named as what stands in the way', () => {
  const [finding] = found(
    allow('iam:PutUserPolicy'),
    deny('iam:*', '*', when('BoolIfExists', 'aws:MultiFactorAuthPresent', 'false')),
  );
  expect(finding?.message).toBe(
    'can write an inline policy that gives a user anything: `iam:PutUserPolicy` is allowed, if BoolIfExists `aws:MultiFactorAuthPresent` `false` does not hold',
  );
});

test('roles named one by one are no "every role"', () => {
  expect(codes(allow('sts:AssumeRole', 'arn:aws:iam::123456789012:role/x'))).toEqual([]);
  expect(codes(allow('sts:AssumeRole'))).toEqual(['high ESCALATION_BY_ASSUME_ROLE']);
  expect(codes(allow('sts:AssumeRole', 'arn:aws:iam::*:role/*'))).toEqual([]);
});

test('what the budget leaves undecided is reported as possible, never dropped', () => {
  const hard = Array.from({ length: 12 }, (_, at) =>
    deny('iam:*', `arn:aws:iam::*:role/*${'abcdefghijkl'.slice(at)}*`),
  );
  const policy = policyOf([allow('iam:PutRolePolicy', 'arn:aws:iam::*:role/*a*b*'), ...hard]);
  const findings = findingsOf(policy, { steps: 1 });
  expect(findings.map(({ code }) => code)).toEqual(
    expect.arrayContaining(['ESCALATION_BY_POLICY', 'FINDINGS_INCOMPLETE']),
  );
  expect(findings[0]?.message).toMatch(/^may write an inline policy .* was not decided/);
});

test('secrets, credentials, audit, safeguards and exposure are one finding a kind', () => {
  const statement = allow([
    'secretsmanager:GetSecretValue',
    'ssm:GetParameter*',
    'ecr:GetAuthorizationToken',
    'cloudtrail:StopLogging',
    'logs:DeleteLogGroup',
    'organizations:LeaveOrganization',
    's3:PutBucketPolicy',
  ]);
  expect(codes(statement)).toEqual([
    'high AUDIT_TAMPERING',
    'high SAFEGUARD_REMOVAL',
    'medium AUDIT_TAMPERING',
    'medium CREDENTIALS_ISSUED',
    'medium RESOURCE_EXPOSURE',
    'medium SECRETS_READ',
  ]);
  const secrets = found(statement).find(({ code }) => code === 'SECRETS_READ');
  expect(secrets?.message).toBe(
    'can read secrets: `secretsmanager:GetSecretValue`, `ssm:GetParameter`, `ssm:GetParameters`, `ssm:GetParametersByPath` and `ssm:GetParameterHistory` are allowed',
  );
});

test('a role that can be passed anywhere, or made for any service, is a finding of its own', () => {
  expect(codes(allow(['iam:PassRole', 'iam:CreateServiceLinkedRole']))).toEqual([
    'low SERVICE_LINKED_ROLE_ANY',
    'medium PASS_ROLE_ANY',
  ]);
});

test('the set counts as a whole: grants and Denies of several policies meet', () => {
  const policies = [
    policyOf([allow('iam:PassRole')]),
    policyOf([allow('glue:CreateDevEndpoint')]),
    policyOf([deny('iam:PassRole', 'arn:aws:iam::*:role/admin')]),
  ];
  const path = findingsOf(policies).find(({ code }) => code === 'ESCALATION_BY_PASS_ROLE');
  expect(path?.origins).toMatchObject([
    { policy: 0, statement: 0 },
    { policy: 1, statement: 0 },
  ]);
  expect(path?.severity).toBe('medium');
  const requests = (path?.witness?.['requests'] ?? []) as Parameters<typeof evaluate>[1][];
  expect(requests.map((one) => evaluate(policies, one).decision)).toEqual(['allow', 'allow']);
});
