import { expect, test } from 'vitest';
import type { DiffResult } from '../../questions/answer.ts';
import type { RbacPolicy } from '../model.ts';
import { readRbacPolicy } from '../parse/read-policy.ts';
import { diffRbac } from './diff.ts';

const RBAC = 'rbac.authorization.k8s.io';
type Rule = Record<string, readonly string[]>;

function object(kind: string, name: string, content: object, metadata: object = {}): unknown {
  return { apiVersion: `${RBAC}/v1`, kind, metadata: { name, ...metadata }, ...content };
}

const clusterRole = (name: string, rules: readonly Rule[], metadata: object = {}): unknown =>
  object('ClusterRole', name, { rules }, metadata);
const role = (name: string, namespace: string, rules: readonly Rule[]): unknown =>
  object('Role', name, { rules }, { namespace });
const on = (verbs: string, resources: string, more: Rule = {}): Rule => ({
  apiGroups: [''],
  resources: resources.split(' '),
  verbs: verbs.split(' '),
  ...more,
});

function bind(
  name: string,
  target: string,
  subjects: readonly string[],
  namespace?: string,
): unknown {
  const [kind = '', to = ''] = target.split('/');
  return object(
    namespace === undefined ? 'ClusterRoleBinding' : 'RoleBinding',
    name,
    { roleRef: { apiGroup: RBAC, kind, name: to }, subjects: subjects.map(subject) },
    namespace === undefined ? {} : { namespace },
  );
}

function subject(text: string): unknown {
  const [kind = '', name = '', namespace] = text.split(' ');
  return kind === 'ServiceAccount' ? { kind, name, namespace } : { kind, name, apiGroup: RBAC };
}

function read(member: unknown): RbacPolicy {
  const policy = readRbacPolicy(member);
  if (!policy.ok) throw new Error(JSON.stringify(policy.refusals));
  return policy.value;
}

function diff(from: unknown, to: unknown): DiffResult {
  return diffRbac(from === null ? null : read(from), to === null ? null : read(to));
}

/** The sentences of a diff, `+` and `-` in front, `?` for what is only possible. */
function sentences(from: unknown, to: unknown): string[] {
  const { newlyAllowed, newlyDenied, possible } = diff(from, to);
  return [
    ...newlyAllowed.map(({ summary }) => `+ ${summary}`),
    ...newlyDenied.map(({ summary }) => `- ${summary}`),
    ...possible.map(({ summary, reason }) => `? ${summary}: ${reason}`),
  ];
}

const verdict = (from: unknown, to: unknown): string => diff(from, to).verdict;

test('reordering, duplicates, equivalent wildcards and rules that grant nothing change no permission', () => {
  const before = { rules: [on('get list', 'pods nodes'), on('*', 'secrets')] };
  const after = {
    rules: [
      on('* get', 'secrets'),
      on('list get get', 'nodes pods'),
      on('get', 'secrets'),
      on('create', 'pods', { resourceNames: ['x'] }),
      on('get', 'pods/*'),
    ],
  };
  expect(verdict(before, after)).toBe('equivalent');
});

test('an enumeration never covers a wildcard', () => {
  const before = { rules: [on('get list watch create update patch delete', 'pods')] };
  const [first] = diff(before, { rules: [on('*', 'pods')] }).newlyAllowed;
  expect(first).toMatchObject({
    summary:
      'newly allows every verb but `get`, `list`, `watch`, `create` and 3 more verbs on `pods` in every namespace (rules, rule 1)',
    actions: ['* except get, list, watch, create, update, patch, delete'],
    witness: { verb: 'deletecollection', apiGroup: '', resource: 'pods' },
  });
});

test('pods do not cover their subresources, `*` and `*/exec` do', () => {
  const exec = { rules: [on('create', 'pods/exec')] };
  expect(verdict({ rules: [on('create', 'pods')] }, exec)).toBe('incomparable');
  expect(verdict({ rules: [on('create', '*')] }, exec)).toBe('narrower');
  expect(verdict({ rules: [on('create', '*/exec')] }, exec)).toBe('narrower');
});

test('a create has a name on a subresource and none on the resource itself', () => {
  const named = { rules: [on('create', 'pods pods/exec', { resourceNames: ['x'] })] };
  expect(diff(null, named).newlyAllowed).toMatchObject([
    { resources: ['pods/exec'], witness: { subresource: 'exec', name: 'x' } },
  ]);
});

test('a `*` in a URL is a wildcard at the end only, and `/a/*` is not `/a`', () => {
  const urls = (...nonResourceURLs: string[]): unknown => ({
    rules: [{ nonResourceURLs, verbs: ['get'] }],
  });
  expect(verdict(urls('/a/*'), urls('/a/*', '/a'))).toBe('broader');
  expect(verdict(urls('/a*'), urls('/a*', '/a', '/a/*'))).toBe('equivalent');
  expect(verdict(urls('/a/*'), urls('/a/*', '/a/*/b'))).toBe('equivalent');
  expect(verdict(urls('/*'), urls('*'))).toBe('equivalent');
});

test('without bindings roles are compared one by one, each in its place', () => {
  const before = [clusterRole('a', [on('get', 'pods')]), role('b', 'n', [on('get', 'secrets')])];
  const after = [clusterRole('a', [on('get', 'secrets')]), role('b', 'n', [on('get', 'pods')])];
  expect(sentences(before, after)).toEqual([
    '+ newly allows `get` on `secrets` in every namespace for ClusterRole `a` (ClusterRole `a`, rule 1)',
    '+ newly allows `get` on `pods` in namespace `n` for Role `n/b` (Role `n/b`, rule 1)',
    '- no longer allows `get` on `pods` in every namespace for ClusterRole `a` (ClusterRole `a`, rule 1)',
    '- no longer allows `get` on `secrets` in namespace `n` for Role `n/b` (Role `n/b`, rule 1)',
  ]);
});

test('one role is compared with one role whatever their names are', () => {
  const rules = [on('get', 'pods')];
  expect(verdict(clusterRole('a', rules), clusterRole('b', rules))).toBe('equivalent');
  expect(verdict(clusterRole('a', rules), { rules })).toBe('equivalent');
  expect(verdict(role('a', 'n', rules), clusterRole('a', rules))).toBe('broader');
});

test('with bindings subjects are compared: who has it another way gains nothing', () => {
  const roles = [clusterRole('a', [on('get', 'pods')]), clusterRole('b', [on('get', 'pods')])];
  const before = [...roles, bind('1', 'ClusterRole/a', ['User u', 'Group g'])];
  const after = [...before, bind('2', 'ClusterRole/b', ['User u', 'User v'])];
  expect(sentences(before, after)).toEqual([
    '+ newly allows `get` on `pods` in every namespace for user `v` (ClusterRole `b`, rule 1)',
  ]);
});

test('who is in a group by nature has what the group has', () => {
  const roles = [clusterRole('a', [on('get', 'pods')])];
  const account = ['ServiceAccount s n'];
  const grants = (group: string): unknown[] => [
    ...roles,
    bind('1', 'ClusterRole/a', [`Group ${group}`]),
  ];
  for (const group of [
    'system:serviceaccounts',
    'system:serviceaccounts:n',
    'system:authenticated',
  ])
    expect(verdict(grants(group), [...grants(group), bind('2', 'ClusterRole/a', account)])).toBe(
      'equivalent',
    );
  for (const group of ['system:serviceaccounts:m', 'system:unauthenticated'])
    expect(verdict(grants(group), [...grants(group), bind('2', 'ClusterRole/a', account)])).toBe(
      'broader',
    );
  const user = 'User system:serviceaccount:n:s';
  expect(
    verdict(
      [...roles, bind('1', 'ClusterRole/a', account)],
      [...roles, bind('1', 'ClusterRole/a', [user])],
    ),
  ).toBe('equivalent');
});

test('a RoleBinding gives what is in its namespace: no URL, nothing elsewhere', () => {
  const roles = [
    clusterRole('a', [on('get', 'pods'), { nonResourceURLs: ['/x'], verbs: ['get'] }]),
  ];
  const after = [...roles, bind('1', 'ClusterRole/a', ['Group g'], 'n')];
  expect(diff(roles, after).newlyAllowed).toMatchObject([
    {
      conditions: [
        { key: 'namespace', values: ['n'] },
        { key: 'group', values: ['g'] },
      ],
      witness: { user: 'example-user', groups: ['g', 'system:authenticated'], namespace: 'n' },
    },
  ]);
});

test('a new role activates the binding that was there before it', () => {
  const dangling = [bind('1', 'ClusterRole/a', ['User u'])];
  expect(sentences(dangling, [...dangling, clusterRole('a', [on('get', 'secrets')])])).toEqual([
    '+ newly allows `get` on `secrets` in every namespace for user `u` (ClusterRole `a`, rule 1); the new role activates ClusterRoleBinding `1`',
  ]);
});

test('a role that no side defines is unknown: it cancels, and what hangs on it is only possible', () => {
  const one = bind('1', 'ClusterRole/a', ['User u']);
  expect(verdict([one], [one])).toBe('equivalent');
  const two = bind('1', 'ClusterRole/a', ['User u', 'User v'], 'n');
  expect(sentences([one], [one, two])).toEqual([
    '? newly allows whatever ClusterRole `a` allows in namespace `n` for user `v`: ClusterRole `a` is not in the input',
  ]);
  const known = [clusterRole('b', [on('get', 'pods')]), bind('2', 'ClusterRole/b', ['User u'])];
  expect(diff([one], [one, ...known])).toMatchObject({
    allowed: 'undetermined',
    possible: [
      {
        summary:
          'newly allows `get` on `pods` in every namespace for user `u` (ClusterRole `b`, rule 1)',
        witness: { user: 'u', verb: 'get' },
        reason: 'ClusterRole `a` is not in the input and may allow this on the other side',
      },
    ],
  });
});

test('a label change is a permission change', () => {
  const admin = object('ClusterRole', 'collected', {
    rules: [],
    aggregationRule: {
      clusterRoleSelectors: [{ matchExpressions: [{ key: 'l', operator: 'Exists' }] }],
    },
  });
  const bound = [admin, bind('1', 'ClusterRole/collected', ['Group g'])];
  const part = (labels: object): unknown => clusterRole('part', [on('get', 'secrets')], { labels });
  expect(sentences([...bound, part({})], [...bound, part({ l: 'x' })])).toEqual([
    '+ newly allows `get` on `secrets` in every namespace for group `g` (ClusterRole `part` aggregated into ClusterRole `collected`, rule 1)',
  ]);
});

test('a label that adds to a default role is named even where that role is not in the input', () => {
  const part = (labels: object): unknown => clusterRole('part', [on('get', 'secrets')], { labels });
  const label = { 'rbac.authorization.k8s.io/aggregate-to-admin': 'true' };
  expect(sentences(part({}), part(label))).toEqual([
    '? newly allows `get` on `secrets` in every namespace for ClusterRole `admin` (ClusterRole `part` aggregated into ClusterRole `admin`, rule 1): ClusterRole `admin` is not in the input and may allow this on the other side',
  ]);
});

test('a role that no binding names is compared as if bound, by its name', () => {
  const bound = [clusterRole('a', []), bind('1', 'ClusterRole/a', ['User u'])];
  const after = [...bound, clusterRole('b', [on('get', 'pods')])];
  expect(diff(bound, after).newlyAllowed).toMatchObject([
    {
      conditions: [{ key: 'role', values: ['ClusterRole/b'] }],
      witness: { role: 'ClusterRole/b' },
    },
  ]);
});

test('many changes become a handful of classes, the widest and the most telling first', () => {
  const rules = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i'].map((text, index) =>
    on(['get', 'list', 'watch'].slice(0, (index % 3) + 1).join(' '), `${text} secrets`, {
      apiGroups: [index % 2 === 0 ? '' : text],
    }),
  );
  const roles = rules.map((rule, index) => clusterRole(`r${index}`, [rule]));
  const bindings = rules.map((_, index) =>
    bind(`b${index}`, `ClusterRole/r${index}`, [`User u${index}`]),
  );
  const { newlyAllowed } = diff(null, [
    ...roles,
    ...bindings,
    clusterRole('all', [on('*', '*', { apiGroups: ['*'] })]),
    bind('all', 'ClusterRole/all', ['Group g']),
  ]);
  expect(newlyAllowed.length).toBeLessThanOrEqual(6);
  expect(newlyAllowed[0]?.summary).toBe(
    'newly allows every verb on all resources in every namespace for group `g` (ClusterRole `all`, rule 1)',
  );
});

test('a question that is larger than its steps keeps what was found and says that it stopped', () => {
  const texts = (start: string, count = 300): string[] =>
    Array.from({ length: count }, (_, index) => `${start}${index}`);
  const big = (resources: readonly string[]): unknown => ({
    rules: [on(texts('v').join(' '), resources.join(' '), { apiGroups: texts('g') })],
  });
  const stopped = { undetermined: ['more than 10000 steps'] };
  const found = diffRbac(null, read(big(texts('r'))), 10_000);
  expect(found).toMatchObject({ allowed: 'some', denied: 'none', ...stopped });
  const same = diffRbac(read(big([...texts('r'), 'more'])), read(big(texts('r'))), 10_000);
  expect(same).toMatchObject({ verdict: 'undetermined', allowed: 'undetermined', ...stopped });
  const turned = diffRbac(read(big(texts('r').reverse())), read(big(texts('r'))), 10_000);
  expect(turned.verdict).toBe('equivalent');
});

test('origins name object, rule, subject and place', () => {
  const text =
    '[{"apiVersion":"rbac.authorization.k8s.io/v1","kind":"ClusterRole",\n"metadata":{"name":"a"},"rules":[\n{"apiGroups":[""],"resources":["pods"],"verbs":["get"]}]}]';
  const [first] = diffRbac(null, read(text)).newlyAllowed;
  expect(first?.to).toEqual([
    { policy: 0, statement: 0, sid: null, object: 'ClusterRole/a', line: 3, column: 1 },
  ]);
});
