import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Json } from '../canonical/jcs.ts';
import type { LanguageName } from '../questions/language.ts';
import type { UseDraft, UseDraftOptions } from './drafter.ts';
import { draftFromUse } from './drafters.ts';
import type { ObservedRequest, ObservedUse } from './observed-use.ts';

type Request = Readonly<Record<string, Json>>;

function observed(language: LanguageName, requests: readonly ObservedRequest[]): ObservedUse {
  return {
    language,
    source: language === 'aws-iam' ? 'cloudtrail' : 'kubernetes-audit',
    subject: 'system:serviceaccount:shop:bot',
    from: '2026-01-01T00:00:00.000Z',
    to: '2026-03-01T00:00:00.000Z',
    digest: `sha256:${'0'.repeat(64)}`,
    requests,
    unread: [],
  };
}

function seen(request: Request, refused = false): ObservedRequest {
  return { request, count: 1, last: '2026-02-01T00:00:00.000Z', refused };
}

function drafted(
  language: LanguageName,
  requests: readonly ObservedRequest[],
  granted: unknown,
  options?: UseDraftOptions,
): UseDraft {
  const draft = draftFromUse(
    language,
    observed(language, requests),
    [JSON.stringify(granted)],
    options,
  );
  if (!draft.ok) throw new Error(JSON.stringify(draft.refusals));
  expect(draft.value.proofs.map(({ name, verdict }) => [name, verdict])).toEqual([
    ['within-granted', 'proved'],
    ['allows-used', 'proved'],
  ]);
  return draft.value;
}

describe('a draft from what AWS saw', () => {
  const granted = {
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Action: ['s3:Get*', 's3:PutObject'], Resource: 'arn:aws:s3:::b/*' },
      { Effect: 'Deny', Action: 's3:*', Resource: 'arn:aws:s3:::b/secret/*' },
      {
        Effect: 'Allow',
        Action: 'ec2:*',
        Resource: '*',
        Condition: { StringEquals: { 'aws:RequestedRegion': 'eu-west-1' } },
      },
      {
        Effect: 'Allow',
        Action: 'dynamodb:*',
        Resource: 'arn:aws:dynamodb:*:111122223333:table/t*',
      },
    ],
  };
  const get = (name: string): ObservedRequest =>
    seen({ action: 's3:GetObject', resource: `arn:aws:s3:::b/${name}` });
  const statements = ({ policy }: UseDraft): readonly Record<string, Json>[] =>
    (policy as unknown as { readonly Statement: readonly Record<string, Json>[] }).Statement;

  test('names what was used, keeps the conditions it was granted under, and never a wildcard in an action', () => {
    const draft = drafted(
      'aws-iam',
      [get('in/1'), get('in/2'), seen({ action: 'ec2:DescribeInstances', resource: '*' })],
      granted,
    );
    expect(statements(draft)).toEqual([
      {
        Action: ['ec2:DescribeInstances'],
        Condition: { StringEquals: { 'aws:RequestedRegion': ['eu-west-1'] } },
        Effect: 'Allow',
        Resource: ['*'],
      },
      {
        Action: ['s3:GetObject'],
        Effect: 'Allow',
        Resource: ['arn:aws:s3:::b/in/1', 'arn:aws:s3:::b/in/2'],
      },
    ]);
    expect(draft.unused.length).toBeGreaterThan(2);
  });

  test('takes a common beginning only beyond so many resources, and never one across a bucket or an account', () => {
    const table = (account: string, name: string): ObservedRequest =>
      seen({
        action: 'dynamodb:GetItem',
        resource: `arn:aws:dynamodb:eu-west-1:${account}:table/${name}`,
      });
    const everywhere = {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
    };
    const requests = [
      ...['in/1', 'in/2', 'in/3', 'x'].map(get),
      seen({ action: 's3:GetObject', resource: 'arn:aws:s3:::c/in/1' }),
      table('111122223333', 'team-a'),
      table('111122223333', 'team-b'),
      table('111122223333', 'team-c'),
      table('444455556666', 'team-a'),
    ];
    const draft = drafted('aws-iam', requests, everywhere, { exactResources: 2 });
    expect(statements(draft).map(({ Resource }) => Resource)).toEqual([
      [
        'arn:aws:dynamodb:eu-west-1:111122223333:table/team-*',
        'arn:aws:dynamodb:eu-west-1:444455556666:table/team-a',
      ],
      ['arn:aws:s3:::b/in/*', 'arn:aws:s3:::b/x', 'arn:aws:s3:::c/in/1'],
    ]);
    const exact = drafted('aws-iam', requests, everywhere);
    expect(exact.text).not.toContain('*');
  });

  test('leaves out what was refused and what nothing grants, and lists both', () => {
    const draft = drafted(
      'aws-iam',
      [
        get('in/1'),
        get('secret/1'),
        seen({ action: 'kms:Decrypt', resource: 'arn:aws:kms:eu-west-1:111122223333:key/1' }),
        seen({ action: 's3:PutObject', resource: 'arn:aws:s3:::b/in/1' }, true),
      ],
      granted,
    );
    expect(draft.notGranted.map(({ request }) => request['resource'])).toEqual([
      'arn:aws:s3:::b/secret/1',
      'arn:aws:kms:eu-west-1:111122223333:key/1',
    ]);
    expect(draft.refused.map(({ request }) => request['action'])).toEqual(['s3:PutObject']);
    expect(draft.text).not.toMatch(/PutObject|secret|kms/);
  });

  test('keeps a Deny that meets what was used, and a granted pattern where the resource is not known', () => {
    const draft = drafted(
      'aws-iam',
      [get('s/1'), get('secrets/1'), get('s'), seen({ action: 'dynamodb:Query', resource: '*' })],
      granted,
      { exactResources: 1 },
    );
    expect(draft.notes.map(({ code }) => code)).toContain('RESOURCE_UNKNOWN');
    expect(draft.text).toContain('arn:aws:dynamodb:*:111122223333:table/t*');
  });

  test('adds the reading of metadata only where it is asked for, and granted', () => {
    const put = seen({
      action: 'dynamodb:PutItem',
      resource: 'arn:aws:dynamodb:eu-west-1:111122223333:table/t',
    });
    expect(drafted('aws-iam', [put], granted).text).not.toContain('Describe');
    const draft = drafted('aws-iam', [put], granted, { companions: true });
    expect(draft.text).toContain('dynamodb:DescribeTable');
    expect(draft.text).not.toContain('dynamodb:GetItem');
  });

  test('says a star in a name letter by letter', () => {
    expect(statements(drafted('aws-iam', [get('a*b')], granted))[0]?.['Resource']).toEqual([
      `arn:aws:s3:::b/a\${*}b`,
    ]);
  });

  test('is within what is granted, whatever was used and granted', () => {
    const pattern = fc.constantFrom(
      '*',
      'arn:aws:s3:::b/*',
      'arn:aws:s3:::b/in/*',
      'arn:aws:s3:::*/x',
      `arn:aws:s3:::b/\${aws:username}/*`,
    );
    const action = fc.constantFrom('s3:*', 's3:Get*', 's3:GetObject', 's3:PutObject');
    const statement = fc.record(
      {
        Effect: fc.constantFrom('Allow', 'Allow', 'Deny'),
        Action: action,
        Resource: pattern,
        Condition: fc.constant({ Bool: { 'aws:SecureTransport': 'true' } }),
      },
      { requiredKeys: ['Effect', 'Action', 'Resource'] },
    );
    const use = fc.record({
      action: fc.constantFrom('s3:GetObject', 's3:PutObject', 's3:GetObjectTagging'),
      resource: fc
        .constantFrom('in/1', 'in/2', 'in/a/1', 'x', 'y:z')
        .map((name) => `arn:aws:s3:::b/${name}`),
    });
    fc.assert(
      fc.property(
        fc.array(statement, { minLength: 1, maxLength: 4 }),
        fc.array(use, { maxLength: 6 }),
        fc.constantFrom(1, 2, 20),
        (Statement, uses, exactResources) => {
          drafted(
            'aws-iam',
            uses.map((one) => seen(one)),
            { Version: '2012-10-17', Statement },
            { exactResources },
          );
        },
      ),
      { numRuns: 100 },
    );
  });
});

describe('a draft from what Kubernetes saw', () => {
  const group = 'rbac.authorization.k8s.io';
  const granted = [
    {
      apiVersion: `${group}/v1`,
      kind: 'ClusterRole',
      metadata: { name: 'r' },
      rules: [
        { apiGroups: [''], resources: ['*'], verbs: ['get', 'list', 'watch'] },
        { nonResourceURLs: ['*'], verbs: ['get'] },
      ],
    },
    {
      apiVersion: `${group}/v1`,
      kind: 'ClusterRoleBinding',
      metadata: { name: 'r' },
      roleRef: { apiGroup: group, kind: 'ClusterRole', name: 'r' },
      subjects: [
        { kind: 'ServiceAccount', name: 'bot', namespace: 'shop' },
        { kind: 'User', name: 'other', apiGroup: group },
      ],
    },
  ];
  const core = { apiGroup: '', namespace: 'shop' };

  test('is a Role in the namespace that was used, with the names that were used', () => {
    const draft = drafted(
      'kubernetes-rbac',
      [
        seen({ ...core, verb: 'get', resource: 'configmaps', name: 'a' }),
        seen({ ...core, verb: 'get', resource: 'configmaps', name: 'b' }),
        seen({ ...core, verb: 'list', resource: 'pods' }),
        seen({ ...core, verb: 'get', resource: 'pods', subresource: 'log', name: 'p' }),
        seen({ ...core, verb: 'delete', resource: 'pods', name: 'p' }),
        seen({ ...core, verb: 'get', resource: 'secrets', name: 's' }, true),
        seen({ verb: 'get', path: '/healthz' }),
      ],
      granted,
      { name: 'bot' },
    );
    const role = (draft.policy as readonly { kind: string; rules: unknown }[]).find(
      ({ kind }) => kind === 'Role',
    );
    expect(role?.rules).toEqual([
      { apiGroups: [''], resourceNames: ['a', 'b'], resources: ['configmaps'], verbs: ['get'] },
      { apiGroups: [''], resourceNames: ['p'], resources: ['pods/log'], verbs: ['get'] },
      { apiGroups: [''], resources: ['pods'], verbs: ['list'] },
    ]);
    expect(draft.notGranted.map(({ request }) => request['verb'])).toEqual(['delete']);
    expect(draft.refused).toHaveLength(1);
    expect(draft.text).not.toMatch(/secrets|delete/);
    // What the other user loses is nobody's matter here.
    expect(draft.unused.every(({ summary }) => summary.includes('shop/bot'))).toBe(true);
  });

  test('takes any name beyond so many, and says when a request reaches every namespace', () => {
    const names = ['a', 'b', 'c'].map((name) =>
      seen({ ...core, verb: 'get', resource: 'pods', name }),
    );
    const draft = drafted('kubernetes-rbac', names, granted, { exactResources: 2 });
    expect(draft.text).not.toContain('resourceNames');
    const wide = drafted(
      'kubernetes-rbac',
      [seen({ verb: 'list', apiGroup: '', resource: 'pods' })],
      granted,
    );
    expect(wide.notes.map(({ code }) => code)).toEqual(['EVERY_NAMESPACE']);
  });

  test('narrows one role that nobody is bound to', () => {
    const [role] = granted;
    const draft = drafted(
      'kubernetes-rbac',
      [seen({ ...core, verb: 'list', resource: 'pods' })],
      role,
    );
    expect(draft.policy).toEqual([
      { ...role, rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['list'] }] },
    ]);
  });
});

test('use of grants is read from no log', () => {
  const draft = draftFromUse('grants', observed('grants', []), ['[]']);
  expect(draft).toMatchObject({ ok: false, refusals: [{ code: 'USE_UNSUITED' }] });
});
