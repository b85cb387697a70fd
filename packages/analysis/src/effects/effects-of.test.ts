import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { languageOf } from '../languages.ts';
import type { LanguageName } from '../questions/language.ts';
import { EFFECT_CODES, type Effect, effect, MOST_ACTIONS } from './effect.ts';
import { effectsOf } from './effects-of.ts';

function effects(
  language: LanguageName,
  from: unknown,
  to: unknown,
  more: { readonly account?: string; readonly steps?: number } = {},
): readonly Effect[] {
  const decided = languageOf(language);
  if (typeof decided === 'string') throw new Error(language);
  const read = (member: unknown): unknown => {
    const parsed = decided.read(member);
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.refusals));
    return parsed.value;
  };
  const before = from === null ? null : read(from);
  const limits = more.steps === undefined ? {} : { steps: more.steps };
  return effectsOf({ language, from, to, diff: decided.diff(before, read(to), limits), ...more });
}

const codes = (found: readonly Effect[]): string[] => [...new Set(found.map(({ code }) => code))];

const allow = (Action: string | string[], more: object = {}): object => ({
  Effect: 'Allow',
  Action,
  Resource: '*',
  ...more,
});
const deny = (Action: string, more: object = {}): object => ({
  ...allow(Action, more),
  Effect: 'Deny',
});
const policy = (...Statement: object[]): object => ({ Version: '2012-10-17', Statement });
const read = allow('s3:GetObject', { Resource: 'arn:aws:s3:::a/*' });

describe('what a change of AWS policies does', () => {
  const own = { StringEquals: { 'aws:PrincipalOrgID': 'o-abc123' } };
  const cases: [string, object | null, object, string[]][] = [
    ['nothing new', policy(read), policy(read), []],
    ['less', policy(read, allow('s3:PutObject')), policy(read), []],
    ['the first policy counts whole', null, policy(read), ['ADDS_READ']],
    ['listing', policy(read), policy(read, allow('s3:ListAllMyBuckets')), ['ADDS_LIST']],
    ['reading', policy(read), policy(read, allow('ec2:GetConsoleOutput')), ['ADDS_READ']],
    ['writing', policy(read), policy(read, allow('s3:PutObject')), ['ADDS_WRITE']],
    ['tagging', policy(read), policy(read, allow('s3:PutObjectTagging')), ['ADDS_TAGGING']],
    [
      'managing who may what',
      policy(read),
      policy(read, allow('s3:PutBucketPolicy')),
      ['ADDS_PERMISSIONS_MANAGEMENT'],
    ],
    [
      'passing a role, which the reference calls a write',
      policy(read),
      policy(read, allow('iam:PassRole', { Resource: 'arn:aws:iam::111122223333:role/a' })),
      ['ADDS_PERMISSIONS_MANAGEMENT'],
    ],
    [
      'secrets',
      policy(read),
      policy(read, allow('secretsmanager:GetSecretValue')),
      ['ADDS_SENSITIVE_READ'],
    ],
    [
      'credentials of another identity, which the reference calls a write',
      policy(read),
      policy(read, allow('sts:AssumeRole', { Resource: 'arn:aws:iam::111122223333:role/a' })),
      ['ADDS_SENSITIVE_READ'],
    ],
    [
      'trails',
      policy(read),
      policy(read, allow('cloudtrail:StopLogging')),
      ['ADDS_EVASION', 'ADDS_WRITE'],
    ],
    [
      'one log group of its own',
      policy(read),
      policy(read, allow('logs:DeleteLogGroup', { Resource: 'arn:aws:logs:*:*:log-group:mine:*' })),
      ['ADDS_WRITE'],
    ],
    [
      'every log group',
      policy(read),
      policy(read, allow('logs:DeleteLogGroup')),
      ['ADDS_EVASION', 'ADDS_WRITE'],
    ],
    [
      'no action anybody knows',
      policy(read),
      policy(read, allow('s3:FlyObject')),
      ['UNKNOWN_ACTION'],
    ],
    [
      'everything',
      policy(read),
      policy(allow('*')),
      [
        'ADDS_ADMINISTRATOR',
        'ADDS_ESCALATION',
        'ADDS_EVASION',
        'ADDS_PERMISSIONS_MANAGEMENT',
        'ADDS_SENSITIVE_READ',
        'ADDS_WRITE',
        'ADDS_TAGGING',
        'ADDS_READ',
        'ADDS_LIST',
        'SCOPE_WIDENED',
      ],
    ],
    [
      'more of the same action',
      policy(read),
      policy(allow('s3:GetObject', { Resource: ['arn:aws:s3:::a/*', 'arn:aws:s3:::b/*'] })),
      ['ADDS_READ', 'SCOPE_WIDENED'],
    ],
    [
      'a condition that is gone',
      policy(allow('s3:GetObject', { Condition: own })),
      policy(allow('s3:GetObject')),
      ['ADDS_READ', 'CONDITION_DROPPED'],
    ],
    [
      'a condition got around by another statement',
      policy(allow('s3:GetObject', { Condition: own })),
      policy(
        allow('s3:GetObject', { Condition: own }),
        allow('s3:GetObject*', { Resource: 'arn:aws:s3:::a/*' }),
      ),
      ['ADDS_READ', 'CONDITION_DROPPED'],
    ],
    [
      'a Deny that is gone',
      policy(allow('s3:*'), deny('s3:DeleteBucket')),
      policy(allow('s3:*')),
      ['ADDS_WRITE', 'DENY_REMOVED'],
    ],
    [
      'a Deny that stood against nothing yet',
      policy(read, deny('ec2:*')),
      policy(read, deny('ec2:Run*')),
      ['DENY_REMOVED'],
    ],
    [
      'a Deny put in other words',
      policy(read, deny('ec2:*')),
      policy(read, deny('ec2:A*'), deny('ec2:*')),
      [],
    ],
  ];
  test.each(cases)('%s', (_, from, to, wanted) => {
    expect(codes(effects('aws-iam', from, to))).toEqual(wanted);
  });

  test('a path is completed by its last step, on the resulting set', () => {
    const pass = allow('iam:PassRole');
    const code = allow(['lambda:CreateFunction', 'lambda:InvokeFunction']);
    const found = effects('aws-iam', policy(pass), policy(pass, code));
    expect(found[0]).toMatchObject({
      code: 'ADDS_ESCALATION',
      actions: ['iam:PassRole', 'lambda:CreateFunction', 'lambda:InvokeFunction'],
    });
    expect(found[0]?.detail).toMatch(
      /^a path is completed: it can run its own code in a new function/,
    );
  });

  test('a path that was whole reaches no further by more of its later steps', () => {
    const pass = allow('iam:PassRole', { Resource: 'arn:aws:iam::111122223333:role/a' });
    const on = (Resource: string): object =>
      allow(['lambda:CreateFunction', 'lambda:InvokeFunction'], { Resource });
    const one = on('arn:aws:lambda:*:111122223333:function:a');
    const two = on('arn:aws:lambda:*:111122223333:function:*');
    expect(codes(effects('aws-iam', policy(pass, one), policy(pass, two)))).not.toContain(
      'ADDS_ESCALATION',
    );
    const any = allow('iam:PassRole');
    const wider = effects('aws-iam', policy(pass, one), policy(any, one));
    expect(wider[0]?.detail).toMatch(/^a path reaches further/);
  });

  test('what was not decided counts as if it were so, and says so', () => {
    const open = { DateLessThan: { 'aws:CurrentTime': '2030' } };
    const found = effects(
      'aws-iam',
      policy(read),
      policy(read, allow('iam:PutUserPolicy', { Condition: open })),
    );
    expect(codes(found)).toEqual([
      'ADDS_ESCALATION',
      'ADDS_PERMISSIONS_MANAGEMENT',
      'UNDETERMINED_CLASS',
    ]);
  });

  test('a comparison that ends early counts with all that the new side allows', () => {
    const on = (...Resource: string[]): object => policy(allow('iam:PutRolePolicy', { Resource }));
    const hard = on('arn:aws:iam::*:role/*a*b*c', '*c*b*a*');
    const harder = on('arn:aws:iam::*:role/*b*c*a', '*a*c*b*');
    const found = effects('aws-iam', hard, harder, { steps: 1 });
    expect(codes(found)).toEqual(
      expect.arrayContaining([
        'ADDS_ESCALATION',
        'ADDS_PERMISSIONS_MANAGEMENT',
        'UNDETERMINED_CLASS',
      ]),
    );
  });

  test('who else may act as a role, and whether they are of the account', () => {
    const trust = (...AWS: string[]): object =>
      policy({ Effect: 'Allow', Principal: { AWS }, Action: 'sts:AssumeRole' });
    const mine = 'arn:aws:iam::111122223333:role/a';
    const other = 'arn:aws:iam::444455556666:root';
    const after = (...AWS: string[]): string[] =>
      codes(effects('aws-iam', trust(mine), trust(mine, ...AWS), { account: '111122223333' }));
    expect(after('arn:aws:iam::111122223333:role/b')).toEqual(['TRUST_WIDENED']);
    expect(after(other)).toEqual(['TRUST_OUTSIDE', 'TRUST_WIDENED']);
    expect(after('*')).toEqual(['PUBLIC_ACCESS', 'TRUST_OUTSIDE', 'TRUST_WIDENED']);
    expect(codes(effects('aws-iam', trust(mine), trust(mine, other)))).toContain('TRUST_OUTSIDE');
    const service = policy({
      Effect: 'Allow',
      Principal: { AWS: mine, Service: 'ec2.amazonaws.com' },
      Action: 'sts:AssumeRole',
    });
    expect(codes(effects('aws-iam', trust(mine), service))).toEqual(['TRUST_WIDENED']);
  });

  test('texts of a policy cannot hide in a sentence or make it endless', () => {
    const hidden = effect('UNKNOWN_ACTION', `a\u202eb\u0000 ${'x'.repeat(5000)}`, ['s3:\u200b']);
    expect(hidden.detail).toMatch(/^a\\u\{202e\}b\\u\{0\} x+ …$/);
    expect([...hidden.detail].length).toBeLessThan(700);
    expect(hidden.actions).toEqual(['s3:\\u{200b}']);
    const many = effect(
      'ADDS_READ',
      'x',
      Array.from({ length: 99 }, (_, n) => `s3:${n}`),
    );
    expect(many.actions).toHaveLength(MOST_ACTIONS);
  });

  test('every pair of the vectors has documented codes, and none where nothing is gained', () => {
    const lines = readFileSync(
      new URL('../../../../vectors/analysis/aws-managed-pairs.jsonl', import.meta.url),
      'utf8',
    );
    for (const line of lines.trim().split('\n')) {
      const { from, to } = JSON.parse(line);
      const found = effects('aws-iam', from.document, to.document);
      expect(Object.keys(EFFECT_CODES)).toEqual(expect.arrayContaining(codes(found)));
      const back = effects('aws-iam', to.document, to.document);
      expect(back).toEqual([]);
    }
  });
});

describe('what a change of Kubernetes roles does', () => {
  const role = (...rules: object[]): unknown[] => [
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'Role',
      metadata: { name: 'r', namespace: 'n' },
      rules,
    },
  ];
  const on = (verbs: string, resources: string, apiGroup = ''): object => ({
    apiGroups: [apiGroup],
    resources: resources.split(' '),
    verbs: verbs.split(' '),
  });
  const pods = on('get', 'pods');
  test.each<[string, object[], string[]]>([
    ['nothing', [pods], []],
    ['reading', [pods, on('list', 'services')], ['ADDS_READ']],
    ['writing', [pods, on('patch', 'services')], ['ADDS_WRITE']],
    ['secrets', [pods, on('get', 'secrets')], ['ADDS_SENSITIVE_READ', 'ADDS_READ']],
    ['pods', [pods, on('create', 'pods')], ['ADDS_ESCALATION', 'ADDS_WRITE']],
    ['tokens', [pods, on('create', 'serviceaccounts/token')], ['ADDS_ESCALATION', 'ADDS_WRITE']],
    [
      'binding roles',
      [pods, on('bind', 'roles', 'rbac.authorization.k8s.io')],
      ['ADDS_ESCALATION', 'ADDS_PERMISSIONS_MANAGEMENT'],
    ],
    ['a verb nobody knows', [pods, on('fly', 'pods')], ['UNKNOWN_ACTION']],
    ['everything', [on('*', '*', '*')], ['ADDS_ADMINISTRATOR', 'ADDS_WRITE']],
  ])('%s', (_, rules, wanted) => {
    expect(codes(effects('kubernetes-rbac', role(pods), role(...rules)))).toEqual(wanted);
  });

  test('one name less in a rule is more of the same, and a new subject is somebody else', () => {
    const named = { ...on('get', 'configmaps'), resourceNames: ['a'] };
    expect(codes(effects('kubernetes-rbac', role(named), role(on('get', 'configmaps'))))).toEqual([
      'ADDS_READ',
      'SCOPE_WIDENED',
    ]);
    const bound = (...names: string[]): unknown[] => [
      ...role(pods),
      {
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'RoleBinding',
        metadata: { name: 'b', namespace: 'n' },
        roleRef: { kind: 'Role', name: 'r' },
        subjects: names.map((name) => ({ kind: 'User', name })),
      },
    ];
    expect(codes(effects('kubernetes-rbac', bound('a'), bound('a', 'b')))).toEqual([
      'ADDS_READ',
      'SCOPE_WIDENED',
      'TRUST_WIDENED',
    ]);
    expect(codes(effects('kubernetes-rbac', bound('a'), bound('system:anonymous')))).toContain(
      'PUBLIC_ACCESS',
    );
  });
});

describe('what a change of grants does', () => {
  const app = (permissions: object, repositories: unknown = ['o/a']): object => ({
    kind: 'github-app',
    app: 'bot',
    account: 'o',
    permissions,
    repositories,
  });
  const contents = app({ contents: 'read' });
  test.each<[string, object, string[]]>([
    ['nothing', contents, []],
    ['reading', app({ contents: 'read', issues: 'read' }), ['ADDS_READ']],
    ['writing', app({ contents: 'write' }), ['ADDS_WRITE']],
    ['what CI runs', app({ contents: 'read', workflows: 'write' }), ['ADDS_ESCALATION']],
    [
      'settings',
      app({ contents: 'read', administration: 'write' }),
      ['ADDS_PERMISSIONS_MANAGEMENT', 'ADDS_READ'],
    ],
    [
      'one more repository',
      app({ contents: 'read' }, ['o/a', 'o/b']),
      ['ADDS_READ', 'SCOPE_WIDENED'],
    ],
  ])('%s', (_, to, wanted) => {
    const found = codes(effects('grants', contents, to));
    expect(new Set(found)).toEqual(new Set(wanted));
  });

  test('a scope says by its words what it is, and one that says nothing is unknown', () => {
    const key = (...scopes: string[]): object => ({
      kind: 'api-key',
      key: 'k',
      scopes,
      resources: 'all',
    });
    const of = (scope: string): string[] =>
      codes(effects('grants', key('a:read'), key('a:read', scope)));
    expect(of('b:read')).toEqual(['ADDS_READ']);
    expect(of('orders.write')).toEqual(['ADDS_WRITE']);
    expect(of('users:manage')).toEqual(['ADDS_PERMISSIONS_MANAGEMENT']);
    expect(of('read:api_keys')).toEqual(['ADDS_SENSITIVE_READ']);
    expect(of('frobnicate')).toEqual(['UNKNOWN_ACTION']);
  });
});
