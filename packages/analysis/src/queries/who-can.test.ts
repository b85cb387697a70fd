import { expect, test } from 'vitest';
import { languageOf } from '../languages.ts';
import type { Language } from '../questions/language.ts';
import { awsHolders } from './aws-holders.ts';
import { grantsHolders } from './grants-holders.ts';
import type { Holder } from './holder.ts';
import { isNamed } from './holder.ts';
import { rbacHolders } from './rbac-holders.ts';
import { accessOf, whoCan } from './who-can.ts';

const iam = languageOf('aws-iam') as Language;
const grants = languageOf('grants') as Language;
const ACCOUNT = 'arn:aws:iam::111122223333';

const statement = (Effect: string, Action: string, more: object = {}) => ({
  Effect,
  Action,
  Resource: '*',
  ...more,
});
const document = (...Statement: object[]) => ({ Version: '2012-10-17', Statement });
const inline = (PolicyName: string, ...statements: object[]) => ({
  PolicyName,
  PolicyDocument: document(...statements),
});
const managed = (name: string, ...statements: object[]) => ({
  PolicyName: name,
  Arn: `${ACCOUNT}:policy/${name}`,
  PolicyVersionList: [
    { VersionId: 'v1', IsDefaultVersion: false, Document: document(statement('Allow', '*')) },
    { VersionId: 'v2', IsDefaultVersion: true, Document: document(...statements) },
  ],
});
const attached = (...names: string[]) =>
  names.map((name) => ({ PolicyName: name, PolicyArn: `${ACCOUNT}:policy/${name}` }));

const details = {
  UserDetailList: [
    {
      UserName: 'ada',
      Arn: `${ACCOUNT}:user/eng/ada`,
      GroupList: ['readers'],
      UserPolicyList: [
        inline('own', statement('Deny', 's3:GetObject', { Resource: 'arn:aws:s3:::secret/*' })),
      ],
    },
    { UserName: 'bob', Arn: `${ACCOUNT}:user/bob`, GroupList: ['readers', 'gone'] },
    { UserName: 'cid', Arn: `${ACCOUNT}:user/cid`, AttachedManagedPolicies: attached('absent') },
  ],
  GroupDetailList: [
    {
      GroupName: 'readers',
      Arn: `${ACCOUNT}:group/readers`,
      AttachedManagedPolicies: attached('read'),
    },
  ],
  RoleDetailList: [
    {
      RoleName: 'deployer',
      Arn: `${ACCOUNT}:role/deployer`,
      RolePolicyList: [
        inline(
          'mfa',
          statement('Allow', 's3:*', {
            Sid: 'Mfa',
            Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } },
          }),
        ),
      ],
    },
  ],
  Policies: [managed('read', statement('Allow', 's3:Get*'))],
};

function holders(): readonly Holder[] {
  const read = awsHolders([details]);
  if (!read.ok) throw new Error(JSON.stringify(read.refusals));
  return read.value;
}

const ask = (action: string, resource: string) =>
  whoCan(iam, holders(), { request: { action, resource }, isConcrete: false }).map(
    ({ holder, answer, explicit, statements, because }) => [
      holder.split(/[/]/).at(-1),
      answer,
      explicit,
      statements,
      because,
    ],
  );

test('policies of a user, its groups and the default version of managed ones count together', () => {
  expect(ask('s3:GetObject', 'arn:aws:s3:::open/x')).toEqual([
    ['ada', 'allow', false, ['managed policy read of group readers, statement 1'], []],
    [
      'bob',
      'undetermined',
      false,
      ['managed policy read of group readers, statement 1'],
      ['the group gone is attached and not in the input'],
    ],
    [
      'cid',
      'undetermined',
      false,
      [],
      [`the policy ${ACCOUNT}:policy/absent is attached and not in the input`],
    ],
    ['deployer', 'conditional', false, ['inline policy mfa, Mfa'], []],
  ]);
});

test('a Deny decides, by name, and what is granted by nobody is denied without one', () => {
  expect(ask('s3:GetObject', 'arn:aws:s3:::secret/x')[0]).toEqual([
    'ada',
    'deny',
    true,
    ['inline policy own, statement 1'],
    [],
  ]);
  // A key, and what another account owns, have a policy of their own that has to agree.
  for (const [action, resource] of [
    ['kms:Decrypt', '*'],
    ['sqs:SendMessage', 'arn:aws:sqs:eu-west-1:444455556666:q'],
  ] as const) {
    expect(ask(action, resource)[0]?.slice(0, 2)).toEqual(['ada', 'undetermined']);
  }
  expect(ask('ec2:RunInstances', '*')[0]).toEqual(['ada', 'deny', false, [], []]);
});

test('a conditional answer has a request that is allowed, with its circumstances', () => {
  const [deployer] = holders().filter((holder) => isNamed(holder, 'deployer'));
  if (deployer === undefined) throw new Error('no deployer');
  const request = { action: 's3:GetObject', resource: 'arn:aws:s3:::b/k' };
  const open = accessOf(iam, deployer, { request, isConcrete: false });
  expect(open.witness).toMatchObject({ ...request });
  const concrete = (context: object) =>
    accessOf(iam, deployer, { request: { ...request, context }, isConcrete: true }).answer;
  expect(concrete({ 'aws:MultiFactorAuthPresent': 'true' })).toBe('allow');
  expect(concrete({})).toBe('deny');
});

test('a policy that cannot be read makes its holder undetermined, never allowed', () => {
  const broken = {
    RoleDetailList: [
      {
        RoleName: 'r',
        Arn: `${ACCOUNT}:role/r`,
        RolePolicyList: [{ PolicyName: 'p', PolicyDocument: { Statement: [{ Effect: 'Allow' }] } }],
      },
    ],
  };
  const read = awsHolders([broken]);
  if (!read.ok) throw new Error('must be read');
  const request = { action: 's3:GetObject', resource: '*' };
  const [access] = whoCan(iam, read.value, { request, isConcrete: false });
  expect(access?.answer).toBe('undetermined');
  expect(access?.because.length).toBeGreaterThan(0);
  expect(awsHolders([{ Users: [] }])).toMatchObject({
    ok: false,
    refusals: [{ code: 'WRONG_TYPE', details: { input: 0 } }],
  });
});

test('grants of one subject count together, those of others do not', () => {
  const app = (name: string, permissions: object, repositories: unknown) => ({
    kind: 'github-app',
    app: name,
    permissions,
    repositories,
  });
  const read = grantsHolders([
    [app('bot', { contents: 'read' }, ['a/b']), app('bot', { contents: 'write' }, ['a/c'])],
    app('other', { contents: 'write' }, ['a/b']),
  ]);
  if (!read.ok) throw new Error(JSON.stringify(read.refusals));
  const answers = (action: string, resource: string, isConcrete = true) =>
    whoCan(grants, read.value, { request: { action, resource }, isConcrete }).map(
      ({ holder, answer, statements }) => [holder, answer, statements],
    );
  expect(answers('contents:write', 'a/b')).toEqual([
    ['bot', 'deny', []],
    ['other', 'allow', ['grant 3']],
  ]);
  expect(answers('contents:read', 'a/*', false).map(([, answer]) => answer)).toEqual([
    'conditional',
    'conditional',
  ]);
});

test('subjects of bindings are users, groups and service accounts with their groups', () => {
  const read = rbacHolders([
    {
      kind: 'List',
      items: [
        {
          kind: 'RoleBinding',
          metadata: { name: 'b', namespace: 'web' },
          subjects: [
            { kind: 'ServiceAccount', name: 'ci' },
            { kind: 'User', name: 'ada' },
            { kind: 'Group', name: 'ops' },
          ],
        },
      ],
    },
  ]);
  if (!read.ok) throw new Error('must be read');
  expect(read.value.map(({ id, kind, words }) => ({ id, kind, words }))).toEqual([
    {
      id: 'system:serviceaccount:web:ci',
      kind: 'service-account',
      words: {
        user: 'system:serviceaccount:web:ci',
        groups: ['system:serviceaccounts', 'system:serviceaccounts:web', 'system:authenticated'],
      },
    },
    { id: 'ada', kind: 'user', words: { user: 'ada', groups: ['system:authenticated'] } },
    { id: 'ops', kind: 'group', words: { groups: ['ops'] } },
  ]);
  const [account] = read.value;
  expect(account !== undefined && isNamed(account, 'web/ci')).toBe(true);
});

test('a subject may what it or a group of it is bound to; what is limited to names or namespaces is conditional', () => {
  const api = 'rbac.authorization.k8s.io';
  const object = (kind: string, name: string, namespace: string | null, more: object) => ({
    apiVersion: `${api}/v1`,
    kind,
    metadata: { name, ...(namespace === null ? {} : { namespace }) },
    ...more,
  });
  const bound = (kind: string, name: string, subject: object) => ({
    roleRef: { apiGroup: api, kind, name },
    subjects: [subject],
  });
  const account = (name: string) => ({ kind: 'ServiceAccount', name, namespace: 'web' });
  const everyAccount = { kind: 'Group', name: 'system:serviceaccounts:web', apiGroup: api };
  const read = rbacHolders([
    [
      object('Role', 'tls', 'web', {
        rules: [
          { apiGroups: [''], resources: ['secrets'], resourceNames: ['tls'], verbs: ['get'] },
        ],
      }),
      object('ClusterRole', 'view', null, {
        rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }],
      }),
      object('RoleBinding', 'tls', 'web', bound('Role', 'tls', account('ci'))),
      object('ClusterRoleBinding', 'view', null, bound('ClusterRole', 'view', everyAccount)),
      object('ClusterRoleBinding', 'gone', null, bound('ClusterRole', 'gone', account('cd'))),
    ],
  ]);
  if (!read.ok) throw new Error('must be read');
  const rbac = languageOf('kubernetes-rbac') as Language;
  const answers = (resource: string, more: object = {}) =>
    whoCan(rbac, read.value, {
      request: { verb: 'get', apiGroup: '', resource, ...more },
      isConcrete: false,
    }).map(({ holder, answer, statements }) => [
      holder.split(':').at(-1),
      answer,
      statements.map((place) => place),
    ]);
  expect(answers('secrets')).toEqual([
    ['ci', 'conditional', ['Role/web/tls', 'RoleBinding/web/tls']],
    ['web', 'deny', []],
    ['cd', 'undetermined', []],
  ]);
  expect(answers('secrets', { namespace: 'web', name: 'tls' })[0]?.[1]).toBe('allow');
  expect(answers('secrets', { namespace: 'api' })[0]?.[1]).toBe('deny');
  expect(answers('pods').map(([holder, answer]) => [holder, answer])).toEqual([
    ['ci', 'allow'],
    ['web', 'allow'],
    ['cd', 'allow'],
  ]);
});
