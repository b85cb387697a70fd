import { expect, test } from 'vitest';
import type { Evaluation } from '../../questions/answer.ts';
import { evaluateObjects } from './evaluate-objects.ts';
import { readRequest } from './read-request.ts';

const API = 'rbac.authorization.k8s.io/v1';
const RULE = { apiGroups: [''], resources: ['pods'], verbs: ['get'] };
const ROLE = { apiVersion: API, kind: 'ClusterRole', metadata: { name: 'r' }, rules: [RULE] };

function bind(subject: object, metadata: object = { name: 'b' }): object {
  const kind = 'namespace' in metadata ? 'RoleBinding' : 'ClusterRoleBinding';
  const roleRef = { kind: 'ClusterRole', name: 'r' };
  return { apiVersion: API, kind, metadata, roleRef, subjects: [subject] };
}

function evaluate(members: readonly unknown[], request: object): Evaluation {
  const read = readRequest({ verb: 'get', resource: 'pods', ...request });
  if (!read.ok) throw new Error(JSON.stringify(read.refusals));
  return evaluateObjects([members], read.value);
}

const decision = (members: readonly unknown[], request: object): string =>
  evaluate(members, request).decision;

test('an allowed request names the rule and the binding that decide, and traces every rule looked at', () => {
  const set = [ROLE, bind({ kind: 'User', name: 'u' })];
  expect(evaluate(set, { user: 'u' })).toEqual({
    decision: 'allow',
    explicit: false,
    reasons: [
      { policy: 0, object: 'ClusterRole/r', statement: 0, sid: null },
      { policy: 0, object: 'ClusterRoleBinding/b', sid: null },
    ],
    errors: [],
    trace: [
      {
        origin: { policy: 0, object: 'ClusterRole/r', statement: 0, sid: null },
        effect: 'Allow',
        matches: true,
        because: 'every list matches',
      },
    ],
  });
  const { trace } = evaluate(set, { user: 'u', verb: 'list' });
  expect(trace?.[0]?.because).toBe('`verbs` lacks `list`');
});

test('who does not match has no opinion, never a denial', () => {
  expect(evaluate([ROLE, bind({ kind: 'User', name: '*' })], { user: 'u' })).toMatchObject({
    decision: 'no-opinion',
    errors: [],
  });
});

test('a request without groups has those the API server gives by itself', () => {
  const set = [ROLE, bind({ kind: 'Group', name: 'system:serviceaccounts:n' })];
  const user = 'system:serviceaccount:n:s';
  expect(decision(set, { user })).toBe('allow');
  expect(decision(set, { user, groups: [] })).toBe('no-opinion');
  expect(decision(set, { user: 'system:serviceaccount:m:s' })).toBe('no-opinion');
});

test('a RoleBinding counts in its namespace only, and its service accounts are there by default', () => {
  const set = [ROLE, bind({ kind: 'ServiceAccount', name: 's' }, { name: 'b', namespace: 'n' })];
  const user = 'system:serviceaccount:n:s';
  expect(decision(set, { user, namespace: 'n' })).toBe('allow');
  expect(decision(set, { user, namespace: 'm' })).toBe('no-opinion');
  expect(decision(set, { user })).toBe('no-opinion');
});

test('a service account without a namespace in a ClusterRoleBinding is nobody', () => {
  const set = [ROLE, bind({ kind: 'ServiceAccount', name: 's' })];
  expect(decision(set, { user: 'system:serviceaccount:default:s' })).toBe('no-opinion');
});

test('a role that is not here is an error, unless something else allows', () => {
  const dangling = bind({ kind: 'User', name: 'u' });
  expect(evaluate([dangling], { user: 'u' })).toMatchObject({
    decision: 'no-opinion',
    errors: ['`ClusterRoleBinding/b` names ClusterRole `r`, which is not here'],
  });
  expect(evaluate([dangling, { rules: [RULE] }], { user: 'u' }).errors).toEqual([]);
});

test('without bindings a request that names nobody asks the roles as if bound', () => {
  const role = { ...ROLE, kind: 'Role', metadata: { name: 'r', namespace: 'n' } };
  expect(decision([role], { namespace: 'n' })).toBe('allow');
  expect(decision([role], { namespace: 'm' })).toBe('no-opinion');
  expect(evaluate([role], { user: 'u', namespace: 'n' })).toMatchObject({
    decision: 'no-opinion',
    errors: ['no binding is here; without `user` and `groups` roles are asked as if bound'],
  });
});

test('`role` asks one role of a set as if it were bound', () => {
  const set = [
    ROLE,
    bind({ kind: 'User', name: 'u' }),
    { ...ROLE, metadata: { name: 'other' }, rules: [] },
  ];
  expect(decision(set, { role: 'ClusterRole/r' })).toBe('allow');
  expect(decision(set, { role: 'ClusterRole/other' })).toBe('no-opinion');
});

test('an aggregated role has the rules of the labelled ones, through chains and round cycles', () => {
  const selects = (label: string): object => ({
    aggregationRule: { clusterRoleSelectors: [{ matchLabels: { [label]: 'true' } }] },
  });
  const set = [
    { ...ROLE, metadata: { name: 'r', labels: { a: 'true' } }, rules: [], ...selects('b') },
    { ...ROLE, metadata: { name: 's', labels: { b: 'true' } }, rules: [], ...selects('a') },
    { ...ROLE, metadata: { name: 't', labels: { a: 'true' } } },
  ];
  for (const name of ['r', 's', 't'])
    expect(decision(set, { role: `ClusterRole/${name}` })).toBe('allow');
});

test('a name given with a create of the resource itself is not looked at, on a subresource it is', () => {
  const set = (rule: object): unknown[] => [{ rules: [{ ...RULE, verbs: ['create'], ...rule }] }];
  const request = { verb: 'create', name: 'x' };
  expect(decision(set({}), request)).toBe('allow');
  expect(decision(set({ resourceNames: ['x'] }), request)).toBe('no-opinion');
  const exec = set({ resources: ['pods/exec'], resourceNames: ['x'] });
  expect(decision(exec, { ...request, resource: 'pods/exec' })).toBe('allow');
});

test('every problem of a request is named at once', () => {
  const read = readRequest({ verb: '', resource: 'pods', path: '/x', groups: 'g', who: 'u' });
  expect(read.ok ? [] : read.refusals).toEqual([
    { code: 'BAD_REQUEST', message: 'the field `who` is not known' },
    { code: 'BAD_REQUEST', message: '`groups` must be a list of strings' },
    { code: 'BAD_REQUEST', message: '`verb` must not be empty' },
    { code: 'BAD_REQUEST', message: 'one of `resource` and `path` must be given' },
  ]);
});
