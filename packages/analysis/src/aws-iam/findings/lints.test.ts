import { describe, expect, test } from 'vitest';
import { allow, codes, deny, found, policyOf, when } from '../../../test/found.ts';
import { findingsOf } from './findings-of.ts';

const READ = 'dynamodb:GetItem';
const TABLE = 'arn:aws:dynamodb:us-east-1:123456789012:table/example';

describe('statements that do nothing', () => {
  test('contradictory conditions make a statement dead', () => {
    const condition = {
      StringEquals: { 'aws:RequestedRegion': 'eu-west-1' },
      StringLike: { 'aws:RequestedRegion': 'us-*' },
    };
    expect(codes(allow(READ, TABLE, { Condition: condition }))).toEqual(['medium DEAD_STATEMENT']);
    expect(codes(deny(READ, TABLE, { Condition: condition }))).toEqual(['medium DEAD_STATEMENT']);
  });

  test('an Allow that Denies take away whole is dead, one of which something is left is not', () => {
    const [finding, ...others] = found(allow(READ, TABLE), deny('dynamodb:*'));
    expect(others).toEqual([]);
    expect(finding).toMatchObject({
      message: 'allows nothing: a Deny takes away all of it',
      origins: [{ statement: 0 }, { statement: 1 }],
    });
    expect(codes(allow(READ, TABLE), deny('dynamodb:*', `${TABLE}/index/*`))).toEqual([]);
  });

  test('a statement that others cover together is shadowed, and its origins start with itself', () => {
    const parts = [
      allow(['dynamodb:Get*']),
      allow(['dynamodb:Query']),
      allow([READ, 'dynamodb:Query'], TABLE),
    ];
    expect(found(...parts)).toMatchObject([
      {
        code: 'SHADOWED_STATEMENT',
        message: 'allows nothing of its own: other statements together already do',
        origins: [{ statement: 2 }, { statement: 0 }, { statement: 1 }],
      },
    ]);
  });

  test('a stricter condition is shadowed by a looser one, never the other way round', () => {
    const one = allow(READ, TABLE, when('StringEquals', 'aws:RequestedRegion', 'eu-west-1'));
    const two = allow(
      READ,
      TABLE,
      when('StringEquals', 'aws:RequestedRegion', ['eu-west-1', 'eu-west-2']),
    );
    expect(found(one, two)).toMatchObject([
      { code: 'SHADOWED_STATEMENT', origins: [{ statement: 0 }, { statement: 1 }] },
    ]);
  });

  test('two statements that mean the same are equal, whatever their words', () => {
    expect(
      found(allow([READ, 'dynamodb:Query'], TABLE), allow(['DynamoDB:query', READ], TABLE)),
    ).toMatchObject([
      { code: 'EQUAL_STATEMENT', severity: 'low', origins: [{ statement: 1 }, { statement: 0 }] },
    ]);
  });

  test('statements with other principals or other actions cover nothing', () => {
    const to = (account: string): object => ({
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${account}:root` },
      Action: READ,
      Resource: TABLE,
    });
    expect(codes(to('111111111111'), to('222222222222'))).toEqual([
      'low CROSS_ACCOUNT_ACCESS',
      'low CROSS_ACCOUNT_ACCESS',
    ]);
    expect(codes(allow(READ, TABLE), allow('dynamodb:Query', TABLE))).toEqual([]);
  });

  test('a pattern covered by another of its list is redundant', () => {
    expect(
      found(allow(['dynamodb:Get*', READ, READ], [TABLE, 'arn:aws:dynamodb:us-east-1:*:table/*'])),
    ).toMatchObject([
      {
        code: 'REDUNDANT_PATTERN',
        message:
          'names `dynamodb:GetItem` and `dynamodb:GetItem`, which another action pattern of the same list covers',
      },
      {
        code: 'REDUNDANT_PATTERN',
        message: `names \`${TABLE}\`, which another resource pattern of the same list covers`,
      },
    ]);
  });
});

describe('traps', () => {
  test('an Allow with NotAction says what it gives', () => {
    const statement = { Effect: 'Allow', NotAction: ['s3:*'], Resource: '*' };
    expect(codes(statement)).toContain('high ALLOW_NOT_ACTION');
    const narrow = { Effect: 'Allow', NotAction: ['iam:*', 's3:*'], Resource: TABLE };
    expect(codes(narrow)).toContain('medium ALLOW_NOT_ACTION');
    expect(codes({ Effect: 'Deny', NotAction: ['s3:*'], Resource: '*' })).toEqual([]);
  });

  test('an Allow with NotResource allows what is made later', () => {
    expect(codes({ Effect: 'Allow', Action: READ, NotResource: TABLE })).toEqual([
      'medium ALLOW_NOT_RESOURCE',
    ]);
  });

  test('a Deny with NotPrincipal denies sessions too', () => {
    const statement = {
      Effect: 'Deny',
      NotPrincipal: { AWS: 'arn:aws:iam::111111111111:role/x' },
      Action: READ,
      Resource: TABLE,
    };
    expect(codes(statement)).toEqual(['medium DENY_NOT_PRINCIPAL']);
  });

  test('ForAllValues alone in an Allow holds without the key; beside Null it does not', () => {
    const key = 'dynamodb:LeadingKeys';
    const one = { 'ForAllValues:StringEquals': { [key]: 'a' } };
    expect(codes(allow(READ, TABLE, { Condition: one }))).toEqual(['medium FOR_ALL_VALUES_ALLOW']);
    expect(codes(allow(READ, TABLE, { Condition: { ...one, Null: { [key]: 'false' } } }))).toEqual(
      [],
    );
    expect(
      codes(
        allow(
          'ec2:CreateTags',
          'arn:aws:ec2:*:*:volume/*',
          when('ForAllValues:StringEquals', 'aws:TagKeys', 'a'),
        ),
      ),
    ).toEqual(['low FOR_ALL_VALUES_ALLOW']);
  });

  test('a Deny with ForAnyValue is escaped without the key', () => {
    expect(
      codes(deny(READ, TABLE, when('ForAnyValue:StringNotLike', 'dynamodb:LeadingKeys', 'a'))),
    ).toEqual(['medium FOR_ANY_VALUE_DENY']);
  });

  test('a Deny without MFA is escaped by keys of long standing, unless IfExists', () => {
    const mfa = (operator: string): object =>
      deny('*', '*', when(operator, 'aws:MultiFactorAuthPresent', 'false'));
    expect(codes(mfa('Bool'))).toEqual(['medium DENY_WITHOUT_KEY']);
    expect(codes(mfa('BoolIfExists'))).toEqual([]);
  });

  test('IfExists in an Allow holds without the key', () => {
    expect(
      codes(allow(READ, TABLE, when('StringEqualsIfExists', 'aws:SourceVpc', 'vpc-1'))),
    ).toEqual(['low ALLOW_WITHOUT_KEY']);
    expect(codes(allow(READ, TABLE, when('BoolIfExists', 'aws:SecureTransport', 'true')))).toEqual(
      [],
    );
  });

  test('a policy variable in an old version is plain text', () => {
    const statement = allow(
      READ,
      `arn:aws:dynamodb:us-east-1:123456789012:table/$` + '{aws:username}',
    );
    expect(findingsOf(policyOf([statement], '2008-10-17'))).toMatchObject([
      { code: 'VARIABLE_IN_OLD_VERSION' },
    ]);
    expect(codes(statement)).toEqual([]);
  });

  test('a Deny by address spares services only if it says so', () => {
    const office = { 'aws:SourceIp': '198.51.100.0/24' };
    expect(codes(deny('*', '*', { Condition: { NotIpAddress: office } }))).toEqual([
      'low SOURCE_IP_DENY',
    ]);
    const spared = { NotIpAddress: office, Bool: { 'aws:ViaAWSService': 'false' } };
    expect(codes(deny('*', '*', { Condition: spared }))).toEqual([]);
  });
});

describe('names and types', () => {
  test.each([
    ['a service', allow('nosuch:Get', '*'), 'medium UNKNOWN_SERVICE'],
    ['an action', allow('dynamodb:NoSuch', TABLE), 'medium UNKNOWN_ACTION'],
    ['a pattern of no action', allow('dynamodb:NoSuch*', TABLE), 'medium UNKNOWN_ACTION'],
    [
      'a key',
      allow(READ, TABLE, when('StringEquals', 'aws:NoSuch', 'a')),
      'low UNKNOWN_CONDITION_KEY',
    ],
    [
      'a key of a Deny',
      deny(READ, TABLE, when('StringEquals', 'aws:NoSuch', 'a')),
      'medium UNKNOWN_CONDITION_KEY',
    ],
    [
      'a key of another action',
      allow('s3:ListBucket', 'arn:aws:s3:::a', when('StringEquals', 's3:x-amz-acl', 'a')),
      'low CONDITION_KEY_NOT_FOR_ACTION',
    ],
    [
      'a tag of a service without tags',
      allow('pricing:GetProducts', '*', when('StringEquals', 'aws:ResourceTag/a', 'b')),
      'low CONDITION_KEY_NOT_FOR_SERVICE',
    ],
    [
      'text for a number',
      allow('s3:ListBucket', 'arn:aws:s3:::a', when('StringEquals', 's3:max-keys', '1')),
      'medium OPERATOR_TYPE_MISMATCH',
    ],
    [
      'text for a truth value',
      allow(READ, TABLE, when('StringEquals', 'aws:ViaAWSService', 'true')),
      'medium OPERATOR_TYPE_MISMATCH',
    ],
    [
      'a number that is none',
      allow('s3:ListBucket', 'arn:aws:s3:::a', when('NumericEquals', 's3:max-keys', 'many')),
      'medium VALUE_TYPE_MISMATCH',
    ],
    [
      'an ARN by StringLike',
      allow(
        READ,
        TABLE,
        when('StringLike', 'aws:PrincipalArn', 'arn:aws:iam::123456789012:role/*'),
      ),
      'low STRING_LIKE_ON_ARN',
    ],
    [
      'a resource of another kind',
      allow('s3:ListBucket', 'arn:aws:s3:::a/*'),
      'low RESOURCE_TYPE_MISMATCH',
    ],
    [
      'a resource where there is none',
      deny('s3:ListAllMyBuckets', 'arn:aws:s3:::*'),
      'medium RESOURCE_TYPE_MISMATCH',
    ],
  ])('%s is named', (_, statement, code) => {
    expect(codes(statement)).toContain(code);
  });

  test.each([
    [
      'tags',
      allow(
        'ec2:CreateTags',
        'arn:aws:ec2:*:*:volume/*',
        when('StringEquals', 'aws:RequestTag/Team', 'a'),
      ),
    ],
    ['claims of providers', allow(READ, TABLE, when('StringEquals', 'idp.example.com:sub', 'a'))],
    ['epoch seconds', allow(READ, TABLE, when('NumericLessThan', 'aws:EpochTime', '1999999999'))],
    [
      'an ARN in a tag',
      allow(
        'ec2:CreateTags',
        'arn:aws:ec2:*:*:volume/*',
        when('ArnLike', 'aws:RequestTag/a', 'arn:aws:ec2:*:*:instance/*'),
      ),
    ],
    ['a wildcard that some action fits', allow('dynamodb:*Item', TABLE)],
    [
      'a resource with a variable',
      allow('dynamodb:PutItem', 'arn:aws:dynamodb:*:*:table/$' + '{aws:username}'),
    ],
  ])('%s are in order', (_, statement) => {
    expect(codes(statement)).toEqual([]);
  });

  test('one Sid twice in one policy is an error, in two policies it is not', () => {
    const one = { ...allow(READ, TABLE), Sid: 'a' };
    const two = { ...allow('dynamodb:Query', TABLE), Sid: 'a' };
    expect(codes(one, two)).toEqual(['error DUPLICATE_SID']);
    expect(findingsOf([policyOf([one]), policyOf([two])])).toEqual([]);
  });
});

test('findings stand in order of weight', () => {
  const weights = ['error', 'high', 'medium', 'low'];
  const found = findingsOf(
    policyOf([
      { ...allow('iam:*'), Sid: 'a' },
      { ...allow(['s3:*', 's3:Get*']), Sid: 'a' },
      allow('lambda:*'),
    ]),
  ).map(({ severity }) => weights.indexOf(severity));
  expect(found).toEqual(found.toSorted((a, b) => a - b));
  expect(new Set(found).size).toBe(4);
});

test('nothing is found in nothing', () => {
  expect(findingsOf(null)).toEqual([]);
  expect(findingsOf([])).toEqual([]);
});
