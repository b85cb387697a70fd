import { expect, test } from 'vitest';
import type { ProofResult } from '../../questions/answer.ts';
import { readRbacPolicy } from '../parse/read-policy.ts';
import { proveRbac } from './prove.ts';

const RBAC = 'rbac.authorization.k8s.io';
const READ = { apiGroups: [''], resources: ['pods', 'secrets'], verbs: ['get', 'list'] };
const ALL = { apiGroups: ['*'], resources: ['*'], verbs: ['*'] };
const bound = (rules: readonly unknown[], ...subjects: unknown[]): unknown[] => [
  { apiVersion: `${RBAC}/v1`, kind: 'ClusterRole', metadata: { name: 'r' }, rules },
  {
    apiVersion: `${RBAC}/v1`,
    kind: 'ClusterRoleBinding',
    metadata: { name: 'b' },
    roleRef: { kind: 'ClusterRole', name: 'r' },
    subjects,
  },
];
const USER = { kind: 'User', name: 'u' };
const GROUP = { kind: 'Group', name: 'g' };

function prove(property: string, members: readonly unknown[], pattern?: unknown): ProofResult {
  const policies = members.map((member) => {
    const policy = readRbacPolicy(member);
    if (!policy.ok) throw new Error(JSON.stringify(policy.refusals));
    return policy.value;
  });
  const proof = proveRbac({ property, policies, pattern });
  if (!proof.ok) throw new Error(JSON.stringify(proof.refusals));
  return proof.value;
}

const verdict = (...question: Parameters<typeof prove>): string => prove(...question).verdict;

test('every set implies itself, dangling bindings included', () => {
  for (const set of [bound([READ], USER), bound([READ], USER).slice(1), { rules: [ALL] }, []])
    expect(verdict('implies', [set, set])).toBe('proved');
});

test('a draft is within an envelope of bare rules, whoever holds it', () => {
  const envelope = { rules: [{ ...READ, verbs: ['get', 'list', 'watch'] }] };
  expect(verdict('within', [bound([READ], USER, GROUP), envelope])).toBe('proved');
  expect(prove('within', [bound([ALL], GROUP), envelope])).toMatchObject({
    verdict: 'refuted',
    witness: { user: 'example-user', groups: ['g', 'system:authenticated'] },
  });
});

test('a pattern about a role is about that role, alone or among others, bound or not', () => {
  const pattern = { roles: ['ClusterRole/r'], verb: 'get', resource: 'pods' };
  const alone = bound([READ]).slice(0, 1);
  for (const set of [
    alone,
    bound([READ], USER),
    [...alone, { rules: [{ ...READ, verbs: ['list'] }] }],
  ]) {
    expect(prove('must-deny', [set], pattern)).toMatchObject({
      verdict: 'refuted',
      witness: { role: 'ClusterRole/r', verb: 'get' },
    });
    expect(verdict('must-allow', [set], { ...pattern, apiGroup: '' })).toBe('proved');
  }
  const other = { ...pattern, roles: ['ClusterRole/s'] };
  expect(verdict('must-deny', [bound([READ], USER)], other)).toBe('proved');
});

test('a proved denial is implicit: RBAC has no denials, so that another binding undoes it', () => {
  const pattern = { verb: 'delete', resource: '*' };
  expect(prove('must-deny', [bound([READ], USER)], pattern)).toMatchObject({
    verdict: 'proved',
    kind: 'implicit',
  });
});

test('a pattern without groups is about every group its user may be in', () => {
  const set = bound([READ], GROUP);
  const pattern = { user: 'u', verb: 'get', resource: 'secrets' };
  expect(prove('must-deny', [set], pattern)).toMatchObject({
    verdict: 'refuted',
    witness: { user: 'u', groups: ['g', 'system:authenticated'] },
  });
  const account = { ...pattern, user: 'system:serviceaccount:n:s' };
  expect(verdict('must-deny', [set], account)).toBe('proved');
});

test('what must be allowed is allowed to those with the least rights of the pattern', () => {
  const pattern = { verb: ['get', 'list'], apiGroup: '', resource: ['pods', 'secrets'] };
  const set = bound([READ], GROUP);
  expect(verdict('must-allow', [set], { ...pattern, groups: ['g'] })).toBe('proved');
  expect(verdict('must-allow', [set], pattern)).toBe('refuted');
  expect(prove('must-allow', [set], { ...pattern, groups: ['g'], verb: 'watch' })).toMatchObject({
    witness: { verb: 'watch', groups: ['g', 'system:authenticated'] },
  });
});

test('a role can be asked about by name, as if it were bound', () => {
  const [role] = bound([READ]);
  const set = [role, ...bound([ALL], USER).slice(1)];
  const pattern = { role: 'ClusterRole/r', verb: 'delete' };
  expect(verdict('must-deny', [[role]], pattern)).toBe('proved');
  expect(verdict('must-allow', [set], { role: 'ClusterRole/x', verb: 'get' })).toBe('refuted');
});

test('a role that is not in the input leaves open what hangs on it', () => {
  const dangling = bound([], USER).slice(1);
  const pattern = { verb: 'get', resource: 'secrets' };
  expect(prove('must-deny', [dangling], pattern)).toMatchObject({
    verdict: 'undetermined',
    reason: 'ClusterRole `r` is not in the input',
  });
  expect(verdict('must-deny', [dangling], { ...pattern, user: 'v', groups: ['h'] })).toBe('proved');
  expect(verdict('always-denies', [dangling])).toBe('undetermined');
});

test('two sets are disjoint if nobody can make one request under both', () => {
  const get = { apiGroups: [''], resources: ['pods'], verbs: ['get'] };
  expect(verdict('disjoint', [bound([get], USER), bound([get], { kind: 'User', name: 'v' })])).toBe(
    'proved',
  );
  // A user may be in any group.
  expect(prove('disjoint', [bound([get], USER), bound([ALL], GROUP)])).toMatchObject({
    verdict: 'refuted',
    witness: { user: 'u', groups: ['g', 'system:authenticated'], verb: 'get', resource: 'pods' },
  });
});

test('only everything always allows', () => {
  const urls = { nonResourceURLs: ['*'], verbs: ['*'] };
  expect(verdict('always-allows', [{ rules: [ALL, urls] }])).toBe('proved');
  expect(prove('always-allows', [{ rules: [ALL] }]).witness).toMatchObject({ path: '/metrics' });
});

test.each([
  ['never-errors', [[]], undefined, 'UNKNOWN_PROPERTY'],
  ['implies', [[]], undefined, 'WRONG_NUMBER'],
  ['must-deny', [[]], undefined, 'WRONG_PATTERN'],
  ['must-deny', [[]], { verbs: 'get', verb: 'list' }, 'WRONG_PATTERN'],
  ['must-deny', [[]], { resource: 'a*b' }, 'WRONG_PATTERN'],
  ['must-deny', [[]], { path: '/x', resource: 'pods' }, 'WRONG_PATTERN'],
  ['must-deny', [[]], { path: 'x' }, 'WRONG_PATTERN'],
  ['must-deny', [[]], { action: 'get' }, 'WRONG_PATTERN'],
])('`%s` of %j with pattern %j is refused with %s', (property, members, pattern, code) => {
  const policies = members.flatMap((member) => {
    const policy = readRbacPolicy(member);
    return policy.ok ? [policy.value] : [];
  });
  expect(proveRbac({ property, policies, pattern })).toMatchObject({
    ok: false,
    refusals: [{ code }],
  });
});
