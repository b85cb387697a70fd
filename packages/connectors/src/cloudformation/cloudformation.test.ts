import { awsIam } from '@countersign/analysis';
import { describe, expect, test } from 'vitest';
import { type CloudFormationOptions, readCloudFormation } from './cloudformation.ts';

const TEMPLATE = `
AWSTemplateFormatVersion: "2010-09-09"
Parameters:
  Stage: { Type: String, Default: test }
  Buckets: { Type: CommaDelimitedList, Default: "a, b" }
  Secret: { Type: "AWS::SSM::Parameter::Value<String>", Default: /name/of/it }
Mappings:
  ByStage:
    test: { Table: orders-test }
Conditions:
  IsProd: !Equals [!Ref Stage, prod]
  IsTest: !Not [!Condition IsProd]
Resources:
  Data:
    Type: AWS::S3::Bucket
    Properties: { BucketName: !Sub "data-\${Stage}" }
  Role:
    Type: AWS::IAM::Role
    Properties:
      RoleName: app
      AssumeRolePolicyDocument:
        Version: 2012-10-17
        Statement:
          - { Effect: Allow, Principal: { Service: !Sub "ec2.\${AWS::URLSuffix}" }, Action: sts:AssumeRole }
      Policies:
        - PolicyName: data
          PolicyDocument:
            Version: "2012-10-17"
            Statement:
              - Effect: Allow
                Action: [s3:GetObject, !If [IsProd, s3:PutObject, !Ref "AWS::NoValue"]]
                Resource:
                  - !Join ["", [!GetAtt Data.Arn, "/*"]]
                  - !Sub ["arn:aws:s3:::\${First}/*", { First: !Select [0, !Ref Buckets] }]
                  - !Sub arn:\${AWS::Partition}:dynamodb:\${AWS::Region}:\${AWS::AccountId}:table/x
                  - !Join ["", ["arn:aws:dynamodb:*:*:table/", !FindInMap [ByStage, !Ref Stage, Table]]]
  OnlyProd:
    Type: AWS::SQS::QueuePolicy
    Condition: IsProd
    Properties:
      Queues: []
      PolicyDocument: { Version: "2012-10-17", Statement: [{ Effect: Allow, Principal: "*", Action: "sqs:*", Resource: "*" }] }
`;
const STACK = { parameters: { 'AWS::AccountId': '123456789012', 'AWS::Region': 'eu-west-1' } };

function read(text: string, options: CloudFormationOptions = STACK) {
  const parsed = readCloudFormation(text, options);
  if (!parsed.ok) throw new Error(parsed.refusals.map(({ message }) => message).join('\n'));
  return parsed.value;
}

const doc = (statement: unknown) => ({ Version: '2012-10-17', Statement: [statement] });
const allow = (resource: unknown, action: unknown = 's3:GetObject') =>
  doc({ Effect: 'Allow', Action: action, Resource: resource });
const template = (resources: Record<string, unknown>, more: Record<string, unknown> = {}) =>
  JSON.stringify({ ...more, Resources: resources });
const policy = (resource: unknown) => ({
  Type: 'AWS::IAM::ManagedPolicy',
  Properties: { PolicyDocument: allow(resource) },
});
const whys = (text: string, options: CloudFormationOptions = STACK) =>
  read(text, options).changes.flatMap((one) => one.unresolved.map(({ why }) => why));

describe('functions', () => {
  test('are resolved where parameters, pseudo parameters, mappings and names allow', () => {
    const { changes } = read(TEMPLATE);
    expect(
      changes.map(({ address, attribute, layer, unresolved }) => [
        address,
        attribute,
        layer,
        unresolved,
      ]),
    ).toEqual([
      ['Role', 'AssumeRolePolicyDocument', 'resource', []],
      ['Role', 'Policies data', 'identity', []],
    ]);
    expect(JSON.parse(String(changes[1]?.to))).toEqual(
      allow(
        [
          'arn:aws:s3:::data-test/*',
          'arn:aws:s3:::a/*',
          'arn:aws:dynamodb:eu-west-1:123456789012:table/x',
          'arn:aws:dynamodb:*:*:table/orders-test',
        ],
        ['s3:GetObject'],
      ),
    );
    for (const { to } of changes) expect(awsIam.read(to).ok).toBe(true);
  });

  test('a parameter that is given decides conditions', () => {
    const { changes } = read(TEMPLATE, { parameters: { ...STACK.parameters, Stage: 'prod' } });
    expect(changes.map(({ address }) => address)).toContain('OnlyProd');
    expect(changes[1]?.unresolved.map(({ why }) => why)).toEqual([
      'the function cannot be resolved with these arguments',
    ]);
  });

  test.each([
    [{ Ref: 'AWS::AccountId' }, 'the parameter `AWS::AccountId` has no value'],
    [{ 'Fn::ImportValue': 'x' }, 'the export `x` is of another stack'],
    [
      { 'Fn::GetAtt': ['Key', 'Arn'] },
      'what `Key` (`AWS::KMS::Key`) is called is known after the stack is made',
    ],
    [
      { 'Fn::GetAtt': 'Bucket.Arn' },
      'the template gives `Bucket` no `BucketName`, so that its name is made up',
    ],
    [{ Ref: 'Nobody' }, '`Nobody` is no parameter and no resource of the template'],
    [{ 'Fn::Cidr': ['10.0.0.0/8', 1] }, '`Fn::Cidr` is not resolved here'],
    ['{{resolve:ssm:x}}', 'it is looked up when the stack is made'],
    [{ 'Fn::Select': [9, ['a']] }, 'the function cannot be resolved with these arguments'],
    [{ 'Fn::If': ['Unknown', 'a', 'b'] }, 'whether the condition `Unknown` holds is not known'],
  ])('%j is undetermined, with its place', (resource, why) => {
    const resources = {
      P: policy(resource),
      Key: { Type: 'AWS::KMS::Key' },
      Bucket: { Type: 'AWS::S3::Bucket' },
    };
    const [change] = read(template(resources), {}).changes;
    expect(change).toMatchObject({ address: 'P', to: null });
    expect(change?.unresolved[0]?.why).toBe(why);
    expect(change?.unresolved[0]?.pointer).toMatch(
      /^\/Resources\/P\/Properties\/PolicyDocument\/Statement\/0\/Resource/,
    );
  });

  test('exports and managed policies that are given resolve', () => {
    const role = {
      Type: 'AWS::IAM::Role',
      Properties: { ManagedPolicyArns: ['arn:aws:iam::aws:policy/X', { Ref: 'P' }] },
    };
    const text = template({ P: policy({ 'Fn::ImportValue': 'x' }), R: role });
    const managedPolicies = new Map([['arn:aws:iam::aws:policy/X', JSON.stringify(allow('*'))]]);
    const { changes } = read(text, { exports: { x: 'arn:aws:s3:::b' }, managedPolicies });
    expect(
      changes.map(({ address, to, unresolved }) => [
        address,
        JSON.parse(String(to)),
        unresolved.length,
      ]),
    ).toEqual([
      ['P', allow('arn:aws:s3:::b'), 0],
      ['R', allow('*'), 0],
      ['R', allow('arn:aws:s3:::b'), 0],
    ]);
    expect(whys(text, { exports: { x: 'y' } })).toEqual([
      'the document of `arn:aws:iam::aws:policy/X` is not in the template',
    ]);
  });

  test('a condition on a resource that is not known leaves its policies open', () => {
    const resources = { P: { ...policy('*'), Condition: 'Maybe' } };
    const conditions = { Maybe: { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'x'] } };
    expect(whys(template(resources, { Conditions: conditions }), {})).toEqual([
      'whether the condition `Maybe` holds is not known',
    ]);
  });
});

describe('two templates', () => {
  test('only what differs is a change, whatever the notation', () => {
    expect(read(TEMPLATE, { ...STACK, previous: TEMPLATE })).toEqual({
      changes: [],
      unchanged: 2,
      unresolved: [],
    });
    const wider = TEMPLATE.replace('[s3:GetObject,', '["s3:*",');
    const { changes } = read(wider, { ...STACK, previous: TEMPLATE });
    expect(changes.map(({ attribute, action }) => [attribute, action])).toEqual([
      ['Policies data', 'update'],
    ]);
  });

  test('what is not known and written alike is the same, unless what it names changed', () => {
    const at = (more: Record<string, unknown>) =>
      template({
        P: policy({ 'Fn::GetAtt': ['B', 'Arn'] }),
        B: { Type: 'AWS::S3::Bucket', Properties: more },
      });
    const same = read(at({}), { previous: at({}) });
    expect(same.changes).toEqual([]);
    expect(same.assumptions).toHaveLength(1);
    expect(read(at({ Tags: [] }), { previous: at({}) }).changes).toHaveLength(1);
  });

  test('a boundary that is taken away allows more, and one that ends with its role does not', () => {
    const arn = 'arn:aws:iam::123456789012:policy/b';
    const options = { managedPolicies: new Map([[arn, JSON.stringify(allow('*'))]]) };
    const role = (boundary: Record<string, unknown>) =>
      template({ R: { Type: 'AWS::IAM::Role', Properties: boundary } });
    const taken = read(role({}), {
      ...options,
      previous: role({ PermissionsBoundary: arn }),
    }).changes;
    const [from, to] = [taken[0]?.from, taken[0]?.to].map((text) => awsIam.read(text));
    expect(from?.ok && to?.ok && awsIam.diff(from.value, to.value).allowed).toBe('some');
    expect(
      read(template({}), { ...options, previous: role({ PermissionsBoundary: arn }) }).changes,
    ).toEqual([]);
  });
});

describe('what is not read is named', () => {
  test.each([
    [
      { Type: 'AWS::CloudFormation::Stack', Properties: {} },
      'the nested template is not in the file',
    ],
    [{ Type: 'AWS::IAM::UserToGroupAddition', Properties: {} }, 'members get what the group has'],
    [
      {
        Type: 'AWS::Serverless::Function',
        Properties: { Policies: [{ S3ReadPolicy: { BucketName: 'b' } }] },
      },
      'the policy template `S3ReadPolicy` is known to the macro only',
    ],
    [
      { Type: 'AWS::Serverless::Function', Properties: { Events: {} } },
      '`Events` makes the macro add permissions that are not in the template',
    ],
  ])('%j', (resource, why) => {
    expect(whys(template({ X: resource }))).toEqual([why]);
  });

  test('a policy in a type that is not known is read wherever it stands', () => {
    const { changes } = read(
      template({ X: { Type: 'Vendor::Thing', Properties: { Deep: [{ Access: allow('*') }] } } }),
    );
    expect(changes.map(({ to }) => JSON.parse(String(to)))).toEqual([allow('*')]);
  });

  test('a macro may rewrite anything, and loops are not opened', () => {
    const { changes, unresolved } = read(
      template({ 'Fn::ForEach::X': [] }, { Transform: ['AWS::LanguageExtensions', 'Mine'] }),
    );
    expect(unresolved.map(({ what }) => what)).toEqual(['`Mine`']);
    expect(changes.map(({ unresolved: own }) => own[0]?.why)).toEqual([
      'loops are not opened here',
    ]);
  });

  test('a permission of a function is the statement that Lambda makes of it', () => {
    const { changes } = read(
      template({
        X: {
          Type: 'AWS::Lambda::Permission',
          Properties: { Action: 'lambda:InvokeFunction', FunctionName: 'f', Principal: '*' },
        },
      }),
    );
    expect(JSON.parse(String(changes[0]?.to))).toMatchObject({
      Statement: [{ Principal: '*', Resource: 'arn:*:lambda:*:*:function:f' }],
    });
  });
});

describe('hostile templates end', () => {
  test.each([
    ['no template', 'a: 1', 'WRONG_TYPE'],
    ['broken YAML', 'Resources: [', 'NOT_YAML'],
    ['a tag that is not known', 'Resources: !Exec x', 'NOT_YAML'],
    ['aliases', 'Resources: &a\n  X: *a', 'NOT_YAML'],
  ])('%s is refused', (_, text, code) => {
    const parsed = readCloudFormation(text);
    expect(parsed.ok ? [] : parsed.refusals.map((one) => one.code)).toContain(code);
  });

  test('names and conditions that refer to themselves are undetermined', () => {
    const bucket = { Type: 'AWS::S3::Bucket', Properties: { BucketName: { Ref: 'B' } } };
    const conditions = { A: { Condition: 'B' }, B: { Condition: 'A' } };
    const resources = { B: bucket, P: policy({ Ref: 'B' }), Q: { ...policy('*'), Condition: 'A' } };
    expect(whys(template(resources, { Conditions: conditions })).length).toBeGreaterThan(1);
  });

  test('conditions and names that double each other end, undetermined', () => {
    const levels = Array.from({ length: 60 }, (_, level) => level);
    const conditions = Object.fromEntries(
      levels.map((level) => {
        const next = { Condition: `C${level + 1}` };
        return [`C${level}`, { 'Fn::And': [next, next] }];
      }),
    );
    const buckets = levels.map((level) => {
      const next = { Ref: `B${level + 1}` };
      const properties = { BucketName: { 'Fn::Join': ['', [next, next]] } };
      return [`B${level}`, { Type: 'AWS::S3::Bucket', Properties: properties }] as const;
    });
    const last = { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'a' } };
    const resources = {
      ...Object.fromEntries(buckets),
      B60: last,
      P: policy({ Ref: 'B0' }),
      Q: { ...policy('*'), Condition: 'C0' },
    };
    const all = whys(template(resources, { Conditions: conditions }));
    expect(all).toContain('whether the condition `C0` holds is not known');
    expect(all.some((why) => /too much|more than/.test(why))).toBe(true);
  });

  test('names of Object.prototype are no resources', () => {
    expect(whys(template({ P: policy({ Ref: 'toString' }) }))).toEqual([
      '`toString` is no parameter and no resource of the template',
    ]);
  });
});
