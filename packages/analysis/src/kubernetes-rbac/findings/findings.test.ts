import { expect, test } from 'vitest';
import type { Finding } from '../../questions/answer.ts';
import type { RbacPolicy } from '../model.ts';
import { readRbacPolicy } from '../parse/read-policy.ts';
import { diffRbac } from '../questions/diff.ts';
import { explainRbac } from '../questions/explain.ts';
import { RBAC_FINDING_CODES } from './codes.ts';
import { PATHS } from './paths.ts';

const RBAC = 'rbac.authorization.k8s.io';
const on = (verbs: string, resources: string, apiGroup = '', more: object = {}): object => ({
  apiGroups: [apiGroup],
  resources: resources.split(' '),
  verbs: verbs.split(' '),
  ...more,
});

function object(kind: string, name: string, content: object, metadata: object = {}): unknown {
  return { apiVersion: `${RBAC}/v1`, kind, metadata: { name, ...metadata }, ...content };
}

function bind(
  name: string,
  role: string,
  subjects: readonly object[],
  namespace?: string,
): unknown {
  const kind = namespace === undefined ? 'ClusterRoleBinding' : 'RoleBinding';
  const roleRef = { kind: 'ClusterRole', name: role };
  return object(kind, name, { roleRef, subjects }, namespace === undefined ? {} : { namespace });
}

/** Rules held by the user `u`, everywhere or in one namespace. */
function held(rules: readonly object[], namespace?: string): unknown[] {
  return [
    object('ClusterRole', 'r', { rules }),
    bind('b', 'r', [{ kind: 'User', name: 'u' }], namespace),
  ];
}

function read(member: unknown): RbacPolicy {
  const policy = readRbacPolicy(member);
  if (!policy.ok) throw new Error(JSON.stringify(policy.refusals));
  return policy.value;
}

const findings = (member: unknown): readonly Finding[] => explainRbac(read(member)).findings;
const short = (member: unknown): string[] =>
  findings(member).map(({ code, severity }) => `${severity} ${code}`);

test.each([
  ['BIND_ROLES', [on('bind', 'clusterroles', RBAC), on('create', 'clusterrolebindings', RBAC)]],
  ['ESCALATE_ROLES', [on('escalate update', 'clusterroles', RBAC)]],
  ['IMPERSONATE', [on('impersonate', 'users groups')]],
  ['IMPERSONATE', [on('impersonate', 'serviceaccounts')]],
  ['RUN_PODS', [on('create', 'pods')]],
  ['RUN_PODS', [on('patch', 'deployments', 'apps')]],
  ['RUN_PODS', [on('create', 'cronjobs', 'batch')]],
  ['RUN_PODS', [on('update', 'replicationcontrollers')]],
  ['EXEC_INTO_PODS', [on('create', 'pods/exec')]],
  ['EXEC_INTO_PODS', [on('get', '*/attach')]],
  ['EXEC_INTO_PODS', [on('patch', 'pods/ephemeralcontainers')]],
  ['REQUEST_TOKENS', [on('create', 'serviceaccounts/token')]],
  ['READ_SECRETS', [on('list', 'secrets')]],
  ['REACH_KUBELET', [on('get', 'nodes/proxy')]],
  [
    'CHANGE_ADMISSION',
    [on('create', 'mutatingwebhookconfigurations', 'admissionregistration.k8s.io')],
  ],
  [
    'APPROVE_CERTIFICATES',
    [
      on('create', 'certificatesigningrequests', 'certificates.k8s.io'),
      on('update', 'certificatesigningrequests/approval', 'certificates.k8s.io'),
      on('approve', 'signers', 'certificates.k8s.io'),
    ],
  ],
  ['EVERYTHING', [on('*', '*', '*')]],
])('%s is high where it is in the whole cluster (%j)', (code, rules) => {
  expect(short(held(rules))).toEqual([`high ${code}`]);
});

test.each([
  ['CREATE_VOLUMES', [on('create', 'persistentvolumes')], 'medium'],
  ['BIND_ROLES', [on('bind', 'roles', RBAC)], 'medium'],
  ['APPROVE_CERTIFICATES', [on('approve', 'signers', 'certificates.k8s.io')], 'medium'],
  [
    'CHANGE_ADMISSION',
    [on('patch', 'validatingwebhookconfigurations', 'admissionregistration.k8s.io')],
    'medium',
  ],
  ['WRITE_RBAC', [on('create', 'rolebindings', RBAC)], 'low'],
  ['REACH_PODS', [on('create', 'pods/portforward')], 'low'],
  ['READ_SECRETS', [on('get', 'secrets', '', { resourceNames: ['one'] })], 'low'],
])('%s (%j) is %s', (code, rules, severity) => {
  expect(short(held(rules))).toEqual([`${severity} ${code}`]);
});

test('in one namespace a path is medium, and what is in no namespace is not reached', () => {
  expect(short(held([on('create', 'pods')], 'n'))).toEqual(['medium RUN_PODS']);
  expect(short(held([on('create', 'persistentvolumes nodes/proxy')], 'n'))).toEqual([]);
});

test('a path is put together from all that a subject holds, in one place', () => {
  const parts = (place: string): unknown[] => [
    object('ClusterRole', 'a', { rules: [on('create', 'secrets')] }),
    object('ClusterRole', 'b', { rules: [on('get', 'secrets')] }),
    bind('1', 'a', [{ kind: 'User', name: 'u' }], 'n'),
    bind('2', 'b', [{ kind: 'User', name: 'u' }], place),
  ];
  expect(short(parts('n'))).toContain('medium MAKE_TOKEN_SECRETS');
  expect(short(parts('m'))).not.toContain('medium MAKE_TOKEN_SECRETS');
});

test('the sentence spells the path out, down to who is reached, and its witness is a request', () => {
  const account = { kind: 'ServiceAccount', name: 'deployer', namespace: 'n' };
  const set = [
    ...held([on('create', 'pods')], 'n'),
    object('ClusterRole', 'admin', { rules: [on('*', '*', '*')] }),
    bind('c', 'admin', [account]),
  ];
  expect(findings(set).find(({ code }) => code === 'RUN_PODS')).toMatchObject({
    message:
      'user `u` may make pods, or workloads that make them, in namespace `n`, so it can run as every service account and read every secret and config map there, among them service account `n/deployer` with `ClusterRole/admin` (ClusterRole `r`, rule 1)',
    witness: { user: 'u', verb: 'create', resource: 'pods', namespace: 'n' },
    origins: [{ object: 'ClusterRole/r' }, { object: 'RoleBinding/n/b' }],
  });
});

test.each([
  ['medium DANGLING_BINDING', [bind('b', 'x', [{ kind: 'User', name: 'u' }])]],
  ['high BINDS_CLUSTER_ADMIN', [bind('b', 'cluster-admin', [{ kind: 'User', name: 'u' }])]],
  ['low NOT_A_WILDCARD', [...held([]), bind('c', 'r', [{ kind: 'User', name: '*' }])]],
  [
    'high ANONYMOUS_ACCESS',
    [...held([]), bind('c', 'r', [{ kind: 'User', name: 'system:anonymous' }])],
  ],
  [
    'high ANONYMOUS_ACCESS',
    [...held([]), bind('c', 'r', [{ kind: 'Group', name: 'system:unauthenticated' }])],
  ],
  [
    'medium EVERYONE_ACCESS',
    [...held([]), bind('c', 'r', [{ kind: 'Group', name: 'system:authenticated' }])],
  ],
  [
    'medium SYSTEM_MASTERS',
    [...held([]), bind('c', 'r', [{ kind: 'Group', name: 'system:masters' }])],
  ],
  ['medium VOID_SUBJECT', [...held([]), bind('c', 'r', [{ kind: 'ServiceAccount', name: 's' }])]],
  ['low GRANTS_NOTHING', held([on('create', 'pods', '', { resourceNames: ['x'] })])],
  ['low GRANTS_NOTHING', held([on('get', 'pods/*')])],
  [
    'low GRANTS_NOTHING',
    [object('Role', 'x', { rules: [{ nonResourceURLs: ['/x'], verbs: ['get'] }] })],
  ],
  ['low GRANTS_NOTHING', [object('Role', 'x', { rules: [on('get', 'nodes')] })]],
  ['low NOT_A_WILDCARD', held([on('get', 'pods', '', { resourceNames: ['*'] })])],
  [
    'low AGGREGATED_BY_LABEL',
    [
      object(
        'ClusterRole',
        'x',
        { rules: [] },
        { labels: { [`${RBAC}/aggregate-to-view`]: 'true' } },
      ),
    ],
  ],
  [
    'medium DUPLICATE_OBJECT',
    [
      object('ClusterRole', 'x', { rules: [] }),
      object('ClusterRole', 'x', { rules: [on('get', 'pods')] }),
    ],
  ],
])('%s is found', (wanted, set) => {
  expect(short(set)).toEqual([wanted]);
});

test('a diff names what the change completes, and not what was there', () => {
  const before = held([on('bind', 'clusterroles', RBAC), on('get', 'secrets')]);
  const after = held([
    on('bind', 'clusterroles', RBAC),
    on('get', 'secrets'),
    on('create', 'clusterrolebindings', RBAC),
  ]);
  const { findings: found } = diffRbac(read(before), read(after));
  expect(found.map(({ code, severity }) => `${severity} ${code}`)).toEqual(['high BIND_ROLES']);
});

test('every finding has a documented code', () => {
  const documented = Object.keys(RBAC_FINDING_CODES);
  expect(PATHS.filter(({ code }) => !documented.includes(code))).toEqual([]);
  for (const sentence of Object.values(RBAC_FINDING_CODES))
    expect(sentence).toMatch(/^[a-z].*[^.]$/);
});
