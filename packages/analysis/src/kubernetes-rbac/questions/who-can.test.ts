import { expect, test } from 'vitest';
import type { RbacPolicy } from '../model.ts';
import { readRbacPolicy } from '../parse/read-policy.ts';
import { explainRbac } from './explain.ts';
import { rbacCan, rbacWhoCan } from './who-can.ts';

const apiVersion = 'rbac.authorization.k8s.io/v1';
const rule = { apiGroups: [''], resources: ['secrets'], verbs: ['get', 'list'] };
const SET = read([
  { apiVersion, kind: 'ClusterRole', metadata: { name: 'reader' }, rules: [rule] },
  { apiVersion, kind: 'ClusterRole', metadata: { name: 'unbound' }, rules: [rule] },
  {
    apiVersion,
    kind: 'ClusterRoleBinding',
    metadata: { name: 'all' },
    roleRef: { kind: 'ClusterRole', name: 'reader' },
    subjects: [{ kind: 'Group', name: 'ops' }],
  },
  {
    apiVersion,
    kind: 'RoleBinding',
    metadata: { name: 'one', namespace: 'n' },
    roleRef: { kind: 'ClusterRole', name: 'reader' },
    subjects: [{ kind: 'ServiceAccount', name: 's' }],
  },
  {
    apiVersion,
    kind: 'RoleBinding',
    metadata: { name: 'open', namespace: 'n' },
    roleRef: { kind: 'Role', name: 'missing' },
    subjects: [{ kind: 'User', name: 'u' }],
  },
]);

function read(member: unknown): RbacPolicy {
  const policy = readRbacPolicy(member);
  if (!policy.ok) throw new Error(JSON.stringify(policy.refusals));
  return policy.value;
}

test('who can is answered with the places, the rules and the bindings that decide, and what is open', () => {
  const found = rbacWhoCan(SET, { verb: 'get', apiGroup: '', resource: 'secrets' });
  expect(found).toMatchObject({
    ok: true,
    value: {
      holders: [
        {
          text: 'group `ops`',
          namespaces: [],
          origins: [
            { object: 'ClusterRole/reader', statement: 0 },
            { object: 'ClusterRoleBinding/all' },
          ],
        },
        {
          text: 'service account `n/s`',
          namespaces: ['n'],
          witness: { user: 'system:serviceaccount:n:s', namespace: 'n' },
          origins: [{ object: 'ClusterRole/reader' }, { object: 'RoleBinding/n/one' }],
        },
        { text: 'ClusterRole `unbound`', kind: 'role' },
      ],
      undetermined: [{ text: 'user `u`', reason: 'Role `n/missing` is not in the input' }],
      stopped: null,
    },
  });
  const elsewhere = rbacWhoCan(SET, { verb: 'get', resource: 'secrets', namespace: 'm' });
  expect(elsewhere.ok && elsewhere.value.holders.map(({ text }) => text)).toEqual([
    'group `ops`',
    'ClusterRole `unbound`',
  ]);
});

test('can is answered by the evaluator for one subject', () => {
  const request = { verb: 'list', resource: 'secrets', namespace: 'n' };
  const can = (subject: Record<string, unknown>): unknown => {
    const found = rbacCan([SET], subject, request);
    return found.ok && found.value.decision;
  };
  expect(can({ user: 'system:serviceaccount:n:s' })).toBe('allow');
  expect(can({ user: 'v', groups: ['ops'] })).toBe('allow');
  expect(can({ user: 'v' })).toBe('no-opinion');
  expect(rbacCan([SET], { user: 'u' }, request)).toMatchObject({
    value: { errors: ['`RoleBinding/n/open` names Role `missing`, which is not here'] },
  });
});

test('a set is explained holder by holder, with what nobody knows', () => {
  expect(explainRbac(SET).sentences.map(({ text }) => text)).toEqual([
    'group `ops` may `get`, `list` on `secrets` in every namespace (ClusterRole `reader`, rule 1)',
    'service account `n/s` may `get`, `list` on `secrets` in namespace `n` (ClusterRole `reader`, rule 1)',
    'user `u` may do whatever Role `n/missing` allows, which is not in the input, in namespace `n`',
    'ClusterRole `unbound` may `get`, `list` on `secrets` in every namespace (ClusterRole `unbound`, rule 1)',
  ]);
});
