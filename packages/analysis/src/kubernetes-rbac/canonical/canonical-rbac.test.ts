import { expect, test } from 'vitest';
import type { RbacPolicy } from '../model.ts';
import { readRbacPolicy } from '../parse/read-policy.ts';
import { canonicalRbac, parseCanonicalRbac } from './canonical-rbac.ts';

const RBAC = 'rbac.authorization.k8s.io';

function read(member: unknown): RbacPolicy {
  const policy = readRbacPolicy(member);
  if (!policy.ok) throw new Error(JSON.stringify(policy.refusals));
  return policy.value;
}

const textOf = (member: unknown): string => canonicalRbac(read(member)).text;

function role(rules: unknown, metadata: object = {}): unknown {
  const apiVersion = `${RBAC}/v1`;
  return { apiVersion, kind: 'ClusterRole', metadata: { name: 'r', ...metadata }, rules };
}

function binding(subjects: unknown, roleRef: object = {}): unknown {
  const ref = { kind: 'ClusterRole', name: 'r', ...roleRef };
  return {
    apiVersion: `${RBAC}/v1`,
    kind: 'ClusterRoleBinding',
    metadata: { name: 'b' },
    subjects,
    roleRef: ref,
  };
}

const GET = { apiGroups: [''], resources: ['pods', 'nodes'], verbs: ['list', 'get'] };
const PUT = { nonResourceURLs: ['/x'], verbs: ['put'] };

test('the bytes are the objects reduced to what RBAC looks at', () => {
  const account = {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { name: 's', namespace: 'n', uid: '7' },
    secrets: [],
  };
  expect(textOf([binding([{ kind: 'ServiceAccount', name: 's', namespace: 'n' }]), account])).toBe(
    '{"canonical":"kubernetes-rbac/1","policy":[{"apiVersion":"rbac.authorization.k8s.io/v1","kind":"ClusterRoleBinding","metadata":{"name":"b"},"roleRef":{"apiGroup":"rbac.authorization.k8s.io","kind":"ClusterRole","name":"r"},"subjects":[{"kind":"ServiceAccount","name":"s","namespace":"n"}]},{"apiVersion":"v1","kind":"ServiceAccount","metadata":{"name":"s","namespace":"n"}}]}',
  );
  expect(textOf({ rules: [GET] })).toBe(
    '{"canonical":"kubernetes-rbac/1","policy":[{"rules":[{"apiGroups":[""],"resources":["nodes","pods"],"verbs":["get","list"]}]}]}',
  );
});

test.each([
  ['order of rules and lists', role([GET, PUT]), role([PUT, { ...GET, verbs: ['get', 'list'] }])],
  ['duplicates', role([GET, GET]), role([{ ...GET, verbs: ['get', 'list', 'get'] }])],
  ['empty lists', role([GET]), role([{ ...GET, resourceNames: [], nonResourceURLs: null }])],
  ['no rules', role([]), role(null)],
  ['annotations', role([GET]), role([GET], { annotations: { a: 'b' }, uid: '7', labels: {} })],
  [
    'the group of a reference',
    binding([{ kind: 'User', name: 'u' }]),
    binding([{ kind: 'User', name: 'u', apiGroup: RBAC }], { apiGroup: RBAC }),
  ],
  [
    'a list around objects',
    [role([GET])],
    { apiVersion: 'v1', kind: 'List', items: [role([GET])] },
  ],
])('%s do not change the digest', (_, left, right) => {
  expect(textOf(left)).toBe(textOf(right));
  expect(canonicalRbac(read(left)).digest).toBe(canonicalRbac(read(right)).digest);
});

test.each([
  ['a label', role([GET]), role([GET], { labels: { l: 'true' } })],
  ['a namespace', role([GET]), role([GET], { namespace: 'n' })],
  ['a name', role([GET]), role([GET], { name: 's' })],
  ['a resource name', role([GET]), role([{ ...GET, resourceNames: ['x'] }])],
  ['bare rules', role([GET]), { rules: [GET] }],
])('%s changes the digest', (_, left, right) => {
  expect(canonicalRbac(read(left)).digest).not.toBe(canonicalRbac(read(right)).digest);
});

test('canonical bytes read back to themselves, and nothing else is canonical', () => {
  const text = textOf([role([GET, PUT]), binding([{ kind: 'Group', name: 'g' }])]);
  const back = parseCanonicalRbac(text);
  expect(back.ok && canonicalRbac(back.value).text).toBe(text);
  for (const other of [` ${text}`, text.replace('"r"', '"\\u0072"'), '{"policy":[]}', '[]']) {
    expect(parseCanonicalRbac(other)).toMatchObject({
      ok: false,
      refusals: [{ code: 'NOT_CANONICAL' }],
    });
  }
});
