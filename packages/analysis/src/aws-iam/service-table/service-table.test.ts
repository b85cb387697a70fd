import { expect, test } from 'vitest';
import { serviceTable } from './decode.ts';
import { matchesText } from './matches-text.ts';
import {
  accessLevelsOf,
  actionsMatching,
  conditionKeyType,
  describeActions,
  exampleResource,
  isKnownAction,
  isKnownKey,
  isKnownService,
  isMultivalued,
  resourcePatternsOf,
} from './service-table.ts';

const TAG = '$' + '{aws:PrincipalTag/x}';

test('an action pattern gives the real actions it matches, spelled as AWS does, whatever its case', () => {
  expect(actionsMatching('S3:getobject')).toEqual(['s3:GetObject']);
  expect(actionsMatching('s3:GetObject')).toEqual(['s3:GetObject']);
  expect(actionsMatching('s3:putobjectACL*')).toEqual(['s3:PutObjectAcl']);
  expect(actionsMatching('sqs:??????Queue').toSorted()).toEqual([
    'sqs:CreateQueue',
    'sqs:DeleteQueue',
  ]);
  expect(actionsMatching('s3:NoSuchThing')).toEqual([]);
  expect(actionsMatching('nosuch:*')).toEqual([]);
  expect(actionsMatching('')).toEqual([]);
});

test('a star matches every action of every service, and one in the service part crosses services', () => {
  const all = actionsMatching('*');
  expect(all.length).toBeGreaterThan(20_000);
  expect(new Set(all).size).toBe(all.length);
  expect(actionsMatching('*:*')).toEqual(all);
  expect(actionsMatching('s3*:GetObject')).toContain('s3:GetObject');
  expect(actionsMatching('s3*:GetObject')).toContain('s3-outposts:GetObject');
});

test('every pattern of one action and a star agrees with matching each action by itself', () => {
  const all = actionsMatching('*');
  for (const pattern of ['iam:*Role*', 'ec2:De?cribe*', '*:List*', 'k*s:*', '*PassRole']) {
    const folded = pattern.toLowerCase();
    expect(actionsMatching(pattern)).toEqual(
      all.filter((action) => matchesText(folded, action.toLowerCase())),
    );
  }
});

test('known actions and services are known in any case, patterns are not actions', () => {
  expect(isKnownAction('IAM:passrole')).toBe(true);
  expect(isKnownAction('iam:Pass*')).toBe(false);
  expect(isKnownAction('iam')).toBe(false);
  expect(isKnownAction('toString:valueOf')).toBe(false);
  expect(isKnownService('S3')).toBe(true);
  expect(isKnownService('')).toBe(false);
  expect(isKnownService('constructor')).toBe(false);
});

test('access levels are several where AWS says several', () => {
  expect(accessLevelsOf('s3:GetObject')).toEqual(['Read']);
  expect(accessLevelsOf('iam:AttachRolePolicy')).toContain('Permissions management');
  expect(accessLevelsOf('sqs:tagqueue')).toEqual(['Tagging', 'Write']);
  expect(accessLevelsOf('s3:NoSuchThing')).toEqual([]);
});

test('an action is checked against the ARNs of its resource types, or against the star', () => {
  expect(resourcePatternsOf('iam:PassRole')).toEqual(['arn:*:iam::*:role/*']);
  expect(resourcePatternsOf('s3:GetObject')).toContain('arn:*:s3:::*/*');
  expect(resourcePatternsOf('s3:ListAllMyBuckets')).toEqual(['*']);
  expect(resourcePatternsOf('no:Such')).toEqual(['*']);
});

test('an example resource is a concrete ARN of a type the action speaks of', () => {
  expect(exampleResource('s3:GetObject')).toBe('arn:aws:s3:::example-bucket/example-object');
  expect(exampleResource('s3:ListBucket')).toBe('arn:aws:s3:::example-bucket');
  expect(exampleResource('iam:PassRole')).toBe('arn:aws:iam::123456789012:role/example-role');
  expect(exampleResource('ec2:RunInstances')).toBe(
    'arn:aws:ec2:us-east-1:123456789012:instance/example-instance',
  );
  expect(exampleResource('s3:ListAllMyBuckets')).toBe('*');
});

test('every example resource is one the action accepts, with nothing left open', () => {
  for (const action of actionsMatching('*')) {
    const resource = exampleResource(action);
    const accepted = resourcePatternsOf(action);
    expect(resource === '*' || !/[{}*]/.test(resource), `${action} ${resource}`).toBe(true);
    expect(
      accepted.some((pattern) => matchesText(pattern, resource)),
      `${action} ${resource}`,
    ).toBe(true);
  }
});

test.each([
  ['aws:SourceIp', 'IPAddress', false],
  ['AWS:sourceip', 'IPAddress', false],
  ['aws:TagKeys', 'String', true],
  ['aws:CalledVia', 'String', true],
  ['aws:PrincipalOrgPaths', 'String', true],
  ['aws:PrincipalOrgID', 'String', false],
  ['aws:PrincipalArn', 'ARN', false],
  ['aws:CurrentTime', 'Date', false],
  ['aws:MultiFactorAuthAge', 'Numeric', false],
  ['aws:MultiFactorAuthPresent', 'Bool', false],
  ['aws:RequestTag/team', 'String', false],
  ['aws:PrincipalTag/Cost/Center', 'String', false],
  ['s3:ExistingObjectTag/secret', 'String', false],
  ['kms:EncryptionContext:app', 'String', false],
  ['kms:EncryptionContextKeys', 'String', true],
  ['dynamodb:LeadingKeys', 'String', true],
  ['iam:PassedToService', 'String', false],
  ['s3:max-keys', 'Numeric', false],
  ['token.actions.githubusercontent.com:sub', 'String', false],
  ['oidc.eks.us-east-1.amazonaws.com/id/EXAMPLE:aud', 'String', false],
  ['aws:NoSuchKey', undefined, undefined],
  ['aws:RequestTag/', undefined, undefined],
  ['constructor', undefined, undefined],
  ['', undefined, undefined],
])('the condition key %s has values of type %s, many: %s', (key, type, isMany) => {
  expect(conditionKeyType(key)).toBe(type);
  expect(isMultivalued(key)).toBe(isMany);
  expect(isKnownKey(key)).toBe(type !== undefined);
});

test('a key that services give different numbers of values is left open', () => {
  expect(conditionKeyType('identitystore:UserId')).toBe('String');
  expect(isMultivalued('identitystore:UserId')).toBeUndefined();
});

test('every key of an action is a known key', () => {
  const table = serviceTable();
  for (const prefix of table.prefixes()) {
    const service = table.service(prefix);
    for (const name of service?.names() ?? []) {
      const keys = service?.action(name.toLowerCase())?.keys ?? [];
      for (const { key } of keys)
        expect(isKnownKey(key.replaceAll(/\{[^}]*\}/g, 'x')), key).toBe(true);
    }
  }
});

test('a class of actions is described as real actions, what AWS may add, and what is unknown', () => {
  expect(describeActions(['sqs:*Queue', 'sqs:NoSuch', 'nosuch:*', TAG])).toEqual({
    known: [
      'sqs:DeleteQueue',
      'sqs:PurgeQueue',
      'sqs:CreateQueue',
      'sqs:TagQueue',
      'sqs:UntagQueue',
    ],
    count: 5,
    levels: ['Write', 'Tagging'],
    future: ['sqs:*Queue', 'nosuch:*'],
    unknown: ['sqs:NoSuch', 'nosuch:*', TAG],
  });
});

test('a class with exceptions leaves their actions out', () => {
  const { known, future } = describeActions(['sqs:*Queue except sqs:Tag*, sqs:UntagQueue']);
  expect(known).toEqual(['sqs:DeleteQueue', 'sqs:PurgeQueue', 'sqs:CreateQueue']);
  expect(future).toEqual(['sqs:*Queue except sqs:Tag*, sqs:UntagQueue']);
});
