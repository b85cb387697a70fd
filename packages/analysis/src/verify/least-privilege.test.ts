import { expect, test } from 'vitest';
import { checkOf, IDENTITY, verified } from '../../test/verified.ts';

const READ = { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::reports/*' };
const read = { Version: '2012-10-17', Statement: [READ] };
const D = `sha256:${'0'.repeat(64)}` as const;

function policy(...statements: object[]) {
  return { Version: '2012-10-17', Statement: statements } as const;
}

const USE = {
  language: 'aws-iam' as const,
  source: 'cloudtrail' as const,
  subject: IDENTITY.externalId,
  from: '2026-09-01T00:00:00Z',
  to: '2026-11-28T00:00:00Z',
  digest: D,
  unread: [],
};

function use(action: string, resource: string, refused = false) {
  return { request: { action, resource, context: {} }, count: 3, last: USE.to, refused };
}

test('use that the new policy would break is named, refused use is not use', () => {
  const requests = [
    use('s3:GetObject', 'arn:aws:s3:::reports/a'),
    use('s3:PutObject', 'arn:aws:s3:::reports/a', true),
  ];
  const kept = checkOf({ to: read, context: { use: { ...USE, requests } } }, 'keeps-observed-use');
  expect(kept).toMatchObject({ outcome: 'passed', blocking: false });
  const broken = { ...USE, requests: [use('s3:PutObject', 'arn:aws:s3:::reports/a')] };
  const check = checkOf({ to: read, context: { use: broken } }, 'keeps-observed-use');
  expect(check.outcome).toBe('failed');
  expect(check.detail).toContain('`s3:PutObject` on `arn:aws:s3:::reports/a` (3 times)');
});

test('use whose answer hangs on what was not recorded is open', () => {
  const to = policy({ ...READ, Condition: { DateLessThan: { 'aws:CurrentTime': '2030' } } });
  const requests = [use('s3:GetObject', 'arn:aws:s3:::reports/a')];
  const { leastPrivilege } = verified({ to, context: { use: { ...USE, requests } } });
  expect((leastPrivilege?.broken.length ?? 0) + (leastPrivilege?.undecided.length ?? 0)).toBe(1);
});

test('rights that the window never shows are counted by statement, and another policy’s use is not ours', () => {
  const to = policy(
    {
      Effect: 'Allow',
      Action: ['s3:GetObject', 's3:PutObject'],
      Resource: 'arn:aws:s3:::reports/*',
    },
    { Effect: 'Allow', Action: 's3:Delete*', Resource: 'arn:aws:s3:::reports/*' },
  );
  const requests = [use('s3:GetObject', 'arn:aws:s3:::reports/a')];
  const { leastPrivilege, effects } = verified({ to, context: { use: { ...USE, requests } } });
  expect(leastPrivilege?.used).toBe(1);
  expect(leastPrivilege?.unused.at(-1)).toEqual({
    origin: 1,
    actions: ['s3:PutObject'],
    unused: 1,
    granted: 2,
  });
  expect(leastPrivilege?.unused[0]?.actions).toContain('s3:DeleteObject');
  expect(effects.map(({ code }) => code)).toContain('UNUSED_ACCESS');
  expect(checkOf({ to, context: { use: { ...USE, requests } } }, 'unused-shown').detail).toMatch(
    /^\d+ of \d+ rights were not used from 2026-09-01/,
  );
});

test('in a cluster the use of a rule is told by verb and resource', () => {
  const role = {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRole',
    metadata: { name: 'r' },
    rules: [{ verbs: ['get', 'list'], apiGroups: [''], resources: ['pods', 'configmaps'] }],
  };
  const binding = {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRoleBinding',
    metadata: { name: 'r' },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'r' },
    subjects: [{ kind: 'User', name: 'bot' }],
  };
  const request = {
    user: 'bot',
    verb: 'get',
    apiGroup: '',
    resource: 'pods',
    namespace: 'a',
    name: 'x',
  };
  const { leastPrivilege } = verified({
    language: 'kubernetes-rbac',
    to: [role, binding],
    context: {
      use: {
        ...USE,
        language: 'kubernetes-rbac',
        source: 'kubernetes-audit',
        requests: [{ request, count: 1, last: USE.to, refused: false }],
      },
    },
  });
  expect(leastPrivilege).toMatchObject({ used: 1, granted: 4, broken: [] });
  expect(leastPrivilege?.unused[0]?.actions).toEqual([
    'get configmaps',
    'list configmaps',
    'list pods',
  ]);
});
