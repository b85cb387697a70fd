import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LANGUAGES } from '../languages.ts';
import type { LanguageName } from '../questions/language.ts';
import type { RequirementCase } from '../requirement/requirement-case.ts';
import type { Draft, DraftOptions } from './drafter.ts';
import { draftFromRequirement } from './drafters.ts';

function drafted(
  language: LanguageName,
  allow: readonly RequirementCase[],
  deny: readonly RequirementCase[] = [],
  options: DraftOptions = {},
): Draft {
  const draft = draftFromRequirement(language, { allow, deny }, options);
  if (!draft.ok) throw new Error(JSON.stringify(draft.refusals));
  return draft.value;
}

function refusals(...given: Parameters<typeof draftFromRequirement>): unknown[] {
  const draft = draftFromRequirement(...given);
  return draft.ok ? [] : draft.refusals.map(({ code, message }) => `${code} ${message}`);
}

function open({ proofs }: Draft): unknown[] {
  return proofs.filter(({ verdict }) => verdict !== 'proved');
}

const bucket = 'arn:aws:s3:::b';

describe('an AWS draft', () => {
  test('has the fewest statements, real spellings and nothing that another pattern covers', () => {
    const draft = drafted('aws-iam', [
      {
        id: 'a',
        actions: ['s3:getobject', 'S3:GetObject'],
        resources: [`${bucket}/*`, `${bucket}/x`],
      },
      { id: 'b', actions: ['s3:PutObject'], resources: [`${bucket}/*`] },
      { id: 'c', actions: ['s3:Get*'], resources: [`${bucket}/y/z`] },
      { id: 'd', actions: ['s3:GetObject', 's3:GetObjectTagging'], resources: [`${bucket}/y/z`] },
    ]);
    expect(draft.policy).toEqual({
      Version: '2012-10-17',
      Statement: [
        { Action: ['s3:Get*'], Effect: 'Allow', Resource: [`${bucket}/y/z`] },
        { Action: ['s3:GetObject', 's3:PutObject'], Effect: 'Allow', Resource: [`${bucket}/*`] },
      ],
    });
    expect(open(draft)).toEqual([]);
  });

  test('never merges what differs in a condition or a principal', () => {
    const who = { AWS: ['arn:aws:iam::111122223333:root'] };
    const draft = drafted('aws-iam', [
      { id: 'a', actions: ['s3:GetObject'], resources: [`${bucket}/*`], principals: who },
      {
        id: 'b',
        actions: ['s3:PutObject'],
        resources: [`${bucket}/*`],
        principals: who,
        context: { 'aws:SourceIp': ['10.0.0.0/8'] },
      },
    ]);
    expect(draft.policy).toMatchObject({
      Statement: [{ Action: ['s3:GetObject'] }, { Action: ['s3:PutObject'] }],
    });
    expect(open(draft)).toEqual([]);
  });

  test('of a role says who may assume it and names no resource', () => {
    const draft = drafted('aws-iam', [
      {
        id: 'trust',
        actions: ['sts:AssumeRoleWithWebIdentity'],
        principals: {
          Federated: [
            'arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com',
          ],
        },
        context: {
          'token.actions.githubusercontent.com:sub': ['repo:acme/shop:ref:refs/heads/main'],
        },
      },
    ]);
    expect(JSON.stringify(draft.policy)).not.toContain('Resource');
    expect(open(draft)).toEqual([]);
  });

  test('is refused where an allow case meets a denial, with the request', () => {
    const deny = [{ id: 'secret', actions: ['s3:*'], resources: [`${bucket}/secret/*`] }];
    const allow = [{ id: 'read', actions: ['s3:GetObject'], resources: [`${bucket}/*`] }];
    expect(refusals('aws-iam', { allow, deny })).toEqual([
      `CASES_CONTRADICT \`read\` allows what \`secret\` denies: {"action":"s3:GetObject","resource":"${bucket}/secret/example","context":{}}`,
    ]);
    const draft = drafted('aws-iam', allow, deny, { overlap: 'deny-wins' });
    expect(draft.policy).toMatchObject({
      Statement: [{ Effect: 'Deny', Action: ['s3:*'] }, { Effect: 'Allow' }],
    });
    expect(draft.notes.map(({ code }) => code)).toEqual(['DENIAL_WON']);
    expect(open(draft)).toEqual([]);
  });

  test('has a Deny for each denial only where that is asked for', () => {
    const deny = [{ id: 'd', actions: ['s3:Delete*'], resources: ['*'] }];
    const allow = [{ id: 'read', actions: ['s3:GetObject'], resources: [`${bucket}/*`] }];
    expect(drafted('aws-iam', allow, deny).text).not.toContain('Deny');
    const draft = drafted('aws-iam', allow, deny, { denies: 'explicit' });
    expect(draft.text).toContain('"Effect":"Deny"');
    expect(open(draft)).toEqual([]);
  });

  test('is refused for everything but something, and for principals in some cases only', () => {
    expect(refusals('aws-iam', { allow: [{ id: 'a', notActions: ['iam:*'] }], deny: [] })).toEqual([
      'CASE_UNSAYABLE case `a` allows everything but something: say what is needed',
    ]);
    expect(
      refusals('aws-iam', {
        allow: [
          { id: 'a', actions: ['s3:*'], principals: '*' },
          { id: 'b', actions: ['s3:*'] },
        ],
        deny: [],
      }),
    ).toEqual([expect.stringContaining('CASES_CONTRADICT case `b` names no principals')]);
    expect(refusals('aws-iam', { allow: [], deny: [] })).toEqual([
      'EMPTY_LIST there is no allow case: nothing to draft',
    ]);
  });
});

describe('a Kubernetes draft', () => {
  const pods = { apiGroups: [''], resources: ['pods'] };
  const subject = { kind: 'ServiceAccount', name: 'bot', namespace: 'shop' } as const;

  test('is a Role where the need has namespaces, a ClusterRole where it has none, bound to its account', () => {
    const draft = drafted(
      'kubernetes-rbac',
      [
        { id: 'a', verbs: ['get', 'list'], ...pods, namespaces: ['shop'] },
        { id: 'b', verbs: ['watch'], ...pods, namespaces: ['shop'] },
        { id: 'c', verbs: ['get'], ...pods },
      ],
      [{ id: 'secrets', resources: ['secrets'] }],
      { subject, name: 'bot' },
    );
    const objects = draft.policy as readonly { kind: string; rules?: unknown }[];
    expect(objects.map(({ kind }) => kind).sort()).toEqual([
      'ClusterRole',
      'ClusterRoleBinding',
      'Role',
      'RoleBinding',
      'ServiceAccount',
    ]);
    expect(objects.find(({ kind }) => kind === 'Role')?.rules).toEqual([
      { apiGroups: [''], resources: ['pods'], verbs: ['list', 'watch'] },
    ]);
    expect(open(draft)).toEqual([]);
  });

  test.each([
    [{ verbs: ['ge*'] }, '`verbs` that begin with `ge`'],
    [{ resources: ['pods/*'] }, 'every subresource of `pods` and not `pods`'],
    [{ names: [''] }, 'requests without a name alone'],
    [{ namespaces: [''] }, 'requests without a namespace alone'],
    [{ subresources: ['', 'log'] }, 'every resource without its subresources'],
  ])('refuses what RBAC cannot say: %j', (words, why) => {
    expect(refusals('kubernetes-rbac', { allow: [{ id: 'a', ...words }], deny: [] })).toEqual([
      `CASE_UNSAYABLE case \`a\` cannot be a policy: RBAC cannot say ${why}`,
    ]);
  });

  test('is refused where a denial is met: RBAC has none that could win', () => {
    const allow = [{ id: 'a', verbs: ['get'], resources: ['*'] }];
    const deny = [{ id: 'secrets', resources: ['secrets'] }];
    expect(refusals('kubernetes-rbac', { allow, deny }, { overlap: 'deny-wins' })).toEqual([
      expect.stringContaining('CASES_CONTRADICT `a` allows what `secrets` denies'),
    ]);
  });
});

describe('a draft of grants', () => {
  test('takes the least levels and tells what comes along', () => {
    const draft = drafted(
      'grants',
      [
        { id: 'a', permission: ['contents:write', 'issues:read'], repository: 'acme/shop' },
        { id: 'b', permission: 'members:read', organization: 'acme' },
      ],
      [{ id: 'd', permission: 'administration', repository: 'acme/shop' }],
      { grantee: 'renovate' },
    );
    expect(draft.policy).toEqual([
      {
        account: 'acme',
        app: 'renovate',
        kind: 'github-app',
        permissions: { contents: 'write', issues: 'read', members: 'read' },
        repositories: ['acme/shop'],
      },
    ]);
    expect(draft.notes).toEqual([
      {
        code: 'COMES_ALONG',
        message: 'what is asked for brings along `contents:read`, `metadata:read`',
      },
    ]);
    expect(open(draft)).toEqual([]);
  });

  test('says when one installation cannot be all of it', () => {
    const draft = drafted(
      'grants',
      [
        { id: 'a', permission: 'contents:write', repository: 'acme/shop' },
        { id: 'b', permission: 'contents:read', repository: 'acme/docs' },
      ],
      [],
      { grantee: 'renovate' },
    );
    expect(draft.notes.map(({ code }) => code)).toContain('SEVERAL_INSTALLATIONS');
  });
});

const actions = ['s3:GetObject', 's3:Get*', 's3:PutObject', 's3:*', 'sqs:SendMessage', '*'];
const resources = [
  'arn:aws:s3:::b/*',
  'arn:aws:s3:::b/x',
  'arn:aws:s3:::b/x/*',
  'arn:aws:s3:::*',
  '*',
];
const some = (texts: readonly string[]): fc.Arbitrary<string[]> =>
  fc.uniqueArray(fc.constantFrom(...texts), { minLength: 1, maxLength: 3 });
const awsCase = fc.record(
  {
    actions: some(actions),
    resources: some(resources),
    context: fc.constantFrom(
      { 'aws:RequestedRegion': ['eu-west-1'] },
      { 'aws:SecureTransport': ['true'] },
      { 'aws:SourceIp': { NotIpAddress: ['10.0.0.0/8'] } },
    ),
  },
  { requiredKeys: ['actions', 'resources'] },
);
const rbacCase = fc.record(
  {
    verbs: some(['get', 'list', 'create', '*']),
    apiGroups: some(['', 'apps', '*']),
    resources: some(['pods', 'pods/log', 'secrets', '*/scale', '*']),
    names: some(['a', 'b']),
    namespaces: some(['x', 'y']),
  },
  { requiredKeys: ['verbs', 'apiGroups', 'resources'] },
);
const grantsCase = fc.record({
  permission: some([
    'contents:read',
    'contents:write',
    'issues:read',
    'issues:write',
    'members:read',
  ]),
  resource: fc.constantFrom(
    ['acme/a', 'acme'],
    ['acme/b', 'acme'],
    ['acme/a', 'acme/b', 'acme'],
    ['acme/*', 'acme'],
  ),
});
const EACH: readonly [LanguageName, fc.Arbitrary<object>, DraftOptions][] = [
  ['aws-iam', awsCase, {}],
  ['kubernetes-rbac', rbacCase, {}],
  [
    'kubernetes-rbac',
    rbacCase,
    { subject: { kind: 'ServiceAccount', name: 'bot', namespace: 'x' } },
  ],
  ['grants', grantsCase, { grantee: 'bot' }],
];

describe.each(EACH)('any draft in %s', (language, one, options) => {
  const list = fc.array(one, { minLength: 1, maxLength: 5 });
  const named = (words: readonly object[]): RequirementCase[] =>
    words.map((word, at) => ({ id: `c${at}`, ...word }));

  test('is proved to be its cases, no more and no less', () => {
    fc.assert(
      fc.property(list, (words) => {
        expect(open(drafted(language, named(words), [], options))).toEqual([]);
      }),
      { numRuns: 40 },
    );
  });

  test('is the same bytes whatever the order of cases and lists', () => {
    fc.assert(
      fc.property(list, fc.infiniteStream(fc.nat()), (words, noise) => {
        const shuffled = [...words]
          .map((word) => ({ word: turned(word), key: noise.next().value ?? 0 }))
          .sort((left, right) => left.key - right.key)
          .map(({ word }) => word);
        const { text } = drafted(language, named(words), [], options);
        expect(drafted(language, named(shuffled), [], options).text).toBe(text);
        // Saying the same twice adds nothing.
        expect(drafted(language, named([...words, ...shuffled]), [], options).text).toBe(text);
      }),
      { numRuns: 40 },
    );
  });

  test('is read by its language as it stands', () => {
    fc.assert(
      fc.property(list, (words) => {
        const draft = drafted(language, named(words), [], options);
        const judge = LANGUAGES.get(language);
        const read = judge?.read(draft.policy);
        expect(read?.ok === true && judge?.canonical(read.value).text).toBe(draft.text);
      }),
      { numRuns: 40 },
    );
  });
});

function turned(word: object): object {
  return Object.fromEntries(
    Object.entries(word).map(([name, value]) => [
      name,
      Array.isArray(value) ? [...value].reverse() : value,
    ]),
  );
}
