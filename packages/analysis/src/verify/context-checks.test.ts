import { expect, test } from 'vitest';
import { BARE, checkOf, IDENTITY, verified } from '../../test/verified.ts';
import type { CredentialFacts, InputFacts } from './verification-context.ts';

const READ = { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::reports/*' };
const read = { Version: '2012-10-17', Statement: [READ] };
const D = `sha256:${'0'.repeat(64)}` as const;

function policy(...statements: object[]) {
  return { Version: '2012-10-17', Statement: statements } as const;
}

test('every check says what it proves and what not, and stands in a group', () => {
  const requirement = {
    allow: [{ id: 'read', actions: ['s3:GetObject'], resources: ['arn:aws:s3:::reports/*'] }],
    deny: [{ id: 'no-iam', actions: ['iam:*'], resources: ['*'] }],
  };
  const inputs = [{ name: 'inventory', digest: D, takenAt: null, maxAgeSeconds: null }];
  const { checks } = verified({ to: read, requirement, context: { inputs } });
  const names = checks.map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
  for (const check of checks) {
    expect(check.proves).not.toBe('');
    expect(check.doesNotProve).not.toBe('');
    expect(check.detail).not.toBe('');
  }
});

test('where nothing is known nothing that needs it is green', () => {
  const { checks } = verified({
    to: read,
    requirement: { deny: [{ id: 'no-iam', actions: ['iam:*'], resources: ['*'] }] },
    context: { inputs: [{ name: 'inventory', digest: D, takenAt: null, maxAgeSeconds: 60 }] },
  });
  const open = checks.filter(({ outcome }) => outcome !== 'passed');
  expect(open.map(({ name, outcome, blocking }) => [name, outcome, blocking])).toEqual([
    ['denies-in-force/no-iam', 'undetermined', true],
    ['diff-in-force-decided', 'undetermined', false],
    ['owners-active', 'undetermined', true],
    ['credentials-current', 'undetermined', false],
    ['own-organization', 'undetermined', false],
    ['used-by-one', 'undetermined', false],
    ['not-dormant', 'undetermined', false],
    ['keeps-observed-use', 'undetermined', false],
    ['unused-shown', 'undetermined', false],
    ['input/inventory', 'undetermined', true],
  ]);
});

test('without a context there are the checks there were, and nothing else', () => {
  const verifying = { to: read, context: null };
  const { checks, effects, mutants, guardrails, inForce, leastPrivilege } = verified(verifying);
  expect(checks.map(({ name }) => name)).toEqual([
    'parses',
    'over-grant-shown',
    'diff-decided',
    'witnesses-replay',
  ]);
  expect({ effects, mutants, guardrails, inForce, leastPrivilege }).toEqual({
    effects: [],
    mutants: [],
    guardrails: [],
    inForce: null,
    leastPrivilege: null,
  });
});

test('the Summary is the same with and without a context', () => {
  const context = { identity: IDENTITY };
  expect(verified({ to: read, context }).summary).toEqual(
    verified({ to: read, context: null }).summary,
  );
});

test('what the service refuses fails, and a search that ended early leaves it open', () => {
  expect(checkOf({ to: read }, 'validates').outcome).toBe('passed');
  const twice = policy({ ...READ, Sid: 'A' }, { ...READ, Sid: 'A', Action: 's3:ListBucket' });
  expect(checkOf({ to: twice }, 'validates')).toMatchObject({ outcome: 'failed', blocking: true });
  const many = policy(
    ...Array.from({ length: 30 }, (_, index) => ({
      ...READ,
      Resource: `arn:aws:s3:::*${index}*a*`,
      Condition: { StringLike: { 'aws:PrincipalTag/x': `*${index}*` } },
    })),
    { Effect: 'Deny', Action: '*', Resource: 'arn:aws:s3:::*b*c*' },
  );
  expect(checkOf({ to: many, steps: 1 }, 'validates').outcome).toBe('undetermined');
});

test('a name that no table has is shown where the change adds it, and stands in nobody’s way', () => {
  const unknown = policy(READ, { Effect: 'Allow', Action: 's3:GetObjct', Resource: '*' });
  const check = checkOf({ to: unknown }, 'names-known');
  expect(check).toMatchObject({ outcome: 'failed', blocking: false });
  expect(check.detail).toContain('s3:GetObjct');
  expect(checkOf({ from: unknown, to: unknown }, 'names-known').outcome).toBe('passed');
});

const PASS = {
  Effect: 'Allow',
  Action: ['iam:PassRole', 'lambda:CreateFunction', 'lambda:InvokeFunction'],
  Resource: '*',
};

test('a path that is newly completed is named with its witness, and one that was there is not new', () => {
  const check = checkOf({ from: read, to: policy(READ, PASS) }, 'no-new-escalation');
  expect(check).toMatchObject({ outcome: 'failed', blocking: false });
  expect(check.detail).toContain('ESCALATION_BY_PASS_ROLE');
  expect(check.witness).toBeDefined();
  const same = checkOf({ from: policy(READ, PASS), to: policy(PASS, READ) }, 'no-new-escalation');
  expect(same.outcome).toBe('passed');
});

test('a path is completed across the policies of one identity', () => {
  const half = { ...PASS, Action: 'iam:PassRole' };
  const rest = { ...PASS, Action: ['lambda:CreateFunction', 'lambda:InvokeFunction'] };
  const escalation = (identity: readonly object[]) =>
    checkOf(
      {
        from: read,
        to: policy(READ, rest),
        context: {
          surroundings: {
            language: 'aws-iam',
            layer: 'identity',
            stack: { identity: identity as never },
            complete: true,
          },
        },
      },
      'no-new-escalation',
    );
  expect(escalation([]).detail).not.toContain('ESCALATION_BY_PASS_ROLE');
  expect(escalation([policy(half)]).detail).toContain('ESCALATION_BY_PASS_ROLE');
});

test('who is newly let in is exposure', () => {
  const open = policy({ ...READ, Principal: '*' });
  const check = checkOf(
    { from: policy({ ...READ, Principal: { AWS: '111122223333' } }), to: open },
    'no-new-exposure',
  );
  expect(check).toMatchObject({ outcome: 'failed' });
  expect(check.detail).toContain('PUBLIC_ACCESS');
});

test('owners that are not active stand against a candidate', () => {
  const outcome = (part: object) =>
    checkOf({ to: read, context: { identity: { ...IDENTITY, ...part } } }, 'owners-active');
  expect(outcome({})).toMatchObject({ outcome: 'passed', blocking: true });
  expect(outcome({ ownerActive: false }).detail).toBe('not active: the owner');
  expect(outcome({ backupOwnerActive: false }).outcome).toBe('failed');
});

test('credentials fail by age, in production by lasting at all, and are open where the age is not known', () => {
  const outcome = (credentials: readonly CredentialFacts[] | null, level = 'staging') =>
    checkOf(
      {
        to: read,
        context: {
          identity: { ...IDENTITY, credentials },
          environment: { name: 'x', class: level },
        },
      },
      'credentials-current',
    );
  const key = (createdAt: string | null): CredentialFacts => ({
    kind: 'access-key',
    createdAt,
    lastUsedAt: null,
  });
  expect(outcome([key('2026-09-01T00:00:00Z')]).outcome).toBe('passed');
  expect(outcome([key('2026-08-01T00:00:00Z')]).detail).toContain('days old; the limit is 90 days');
  expect(outcome([key(null)]).outcome).toBe('undetermined');
  expect(outcome([key('yesterday')]).outcome).toBe('undetermined');
  expect(outcome([key('2026-11-01T00:00:00Z')], 'production').outcome).toBe('failed');
  expect(outcome([{ ...key(null), kind: 'workload-identity' }], 'production').outcome).toBe(
    'passed',
  );
  expect(outcome(null).outcome).toBe('undetermined');
});

test('third parties, several users and dormancy are told from not knowing', () => {
  const outcome = (name: string, part: object) =>
    checkOf({ to: read, context: { identity: { ...IDENTITY, ...part } } }, name).outcome;
  expect(outcome('own-organization', {})).toBe('passed');
  expect(outcome('own-organization', { thirdParty: true })).toBe('failed');
  expect(outcome('own-organization', { thirdParty: null })).toBe('undetermined');
  expect(outcome('used-by-one', {})).toBe('passed');
  expect(outcome('used-by-one', { usedBy: ['a', 'b'] })).toBe('failed');
  expect(outcome('used-by-one', { usedBy: null })).toBe('undetermined');
  expect(outcome('not-dormant', {})).toBe('passed');
  expect(outcome('not-dormant', { lastUsedAt: '2026-01-01T00:00:00Z' })).toBe('failed');
  expect(outcome('not-dormant', { lastUsedAt: null })).toBe('undetermined');
});

test('an account of another environment that an Allow newly names is a crossing, a Deny’s is none', () => {
  const other = 'arn:aws:sqs:eu-west-1:444455556666:jobs';
  const send = { Effect: 'Allow', Action: 'sqs:SendMessage', Resource: other };
  const crossing = (from: unknown, to: unknown, part: object = {}) =>
    checkOf({ from, to, context: part }, 'stays-in-environment');
  const estate = [
    {
      id: 'x',
      name: 'x',
      language: 'aws-iam' as const,
      environment: 'dev/aws/444455556666',
      policies: [],
    },
  ];
  expect(crossing(read, policy(READ, send), { estate }).detail).toBe(
    'it newly names the account `444455556666` of `dev/aws/444455556666`',
  );
  expect(crossing(policy(READ, send), policy(send, READ)).outcome).toBe('passed');
  expect(crossing(read, policy(READ, { ...send, Effect: 'Deny' })).outcome).toBe('passed');
  const nowhere = { environment: { name: 'prod', class: null } };
  expect(crossing(read, policy(READ, send), nowhere).outcome).toBe('undetermined');
});

test('an input fails by its age against its limit, or raises, and is open where the age is not known', () => {
  const input: InputFacts = {
    name: 'use',
    digest: D,
    takenAt: '2026-11-28T11:00:00Z',
    maxAgeSeconds: 7200,
  };
  const check = (part: Partial<InputFacts>) =>
    checkOf({ to: read, context: { inputs: [{ ...input, ...part }] } }, 'input/use');
  expect(check({})).toMatchObject({
    outcome: 'passed',
    detail: 'taken 1 hour before; the limit is 2 hours',
  });
  expect(check({ maxAgeSeconds: 3599 })).toMatchObject({ outcome: 'failed', blocking: true });
  expect(check({ maxAgeSeconds: 3599, whenStale: 'raise' })).toMatchObject({
    outcome: 'failed',
    blocking: false,
  });
  expect(check({ takenAt: null })).toMatchObject({ outcome: 'undetermined', blocking: true });
  expect(check({ takenAt: '2026-11-29T00:00:00Z' }).outcome).toBe('undetermined');
  expect(check({ maxAgeSeconds: null }).outcome).toBe('passed');
});

test('what the context says about risk becomes effects', () => {
  const { effects } = verified({
    from: read,
    to: policy(READ, { ...READ, Resource: 'arn:aws:s3:::x', Principal: { AWS: '444455556666' } }),
    context: {
      identity: { ...IDENTITY, thirdParty: true },
      inputs: [
        { name: 'inventory', digest: D, takenAt: null, maxAgeSeconds: 60, whenStale: 'raise' },
      ],
    },
  });
  const codes = effects.map(({ code }) => code);
  expect(codes).toEqual(
    expect.arrayContaining(['THIRD_PARTY', 'STALE_INPUT', 'CROSSES_ENVIRONMENT']),
  );
});

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

test('the time of a context is an argument: without a readable one ages are not known', () => {
  const context = { at: 'now', identity: IDENTITY };
  expect(checkOf({ to: read, context }, 'not-dormant').outcome).toBe('undetermined');
  expect(BARE.at).not.toBe('now');
});
