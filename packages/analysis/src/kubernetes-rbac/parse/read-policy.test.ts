import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readRbacPolicy } from './read-policy.ts';

const RBAC = 'rbac.authorization.k8s.io/v1';
const RULE = { apiGroups: [''], resources: ['pods'], verbs: ['get'] };

function role(content: Record<string, unknown>): Record<string, unknown> {
  return { apiVersion: RBAC, kind: 'ClusterRole', metadata: { name: 'x' }, ...content };
}

function binding(content: Record<string, unknown>): Record<string, unknown> {
  const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'x' };
  return {
    apiVersion: RBAC,
    kind: 'RoleBinding',
    metadata: { name: 'b', namespace: 'n' },
    roleRef,
    subjects: [],
    ...content,
  };
}

function faults(member: unknown): string[] {
  const result = readRbacPolicy(member);
  if (result.ok) return [];
  return result.refusals.map(({ code, message, details }) => {
    const pointer = details?.['pointer'];
    return `${code} ${typeof pointer === 'string' ? pointer : ''}: ${message}`;
  });
}

function objects(member: unknown): string[] {
  const result = readRbacPolicy(member);
  if (!result.ok) throw new Error(faults(member).join('\n'));
  return result.value.objects.map(({ kind, name }) => `${kind} ${name}`);
}

test('an array, one object, a List and bare rules are read', () => {
  expect(objects([role({ rules: [RULE] }), { rules: [RULE] }])).toEqual([
    'ClusterRole x',
    'rules rules',
  ]);
  expect(objects(role({ rules: null }))).toEqual(['ClusterRole x']);
  expect(objects({ apiVersion: 'v1', kind: 'List', items: [role({}), binding({})] })).toEqual([
    'ClusterRole x',
    'RoleBinding b',
  ]);
  expect(objects({ rules: [RULE] })).toEqual(['rules rules']);
});

test('raw text keeps the position of each rule', () => {
  const text = '[{"rules":[\n  {"apiGroups":[""],"resources":["pods"],"verbs":["get"]}\n]}]';
  const result = readRbacPolicy(text);
  const [first] = result.ok ? result.value.objects : [];
  expect(first?.kind === 'rules' && first.rules[0]?.at).toEqual({ line: 2, column: 3 });
});

test('a duplicate name in raw text is refused where it stands', () => {
  expect(readRbacPolicy('{"rules":[],\n "rules":[]}')).toMatchObject({
    ok: false,
    refusals: [{ code: 'JSON_DUPLICATE_KEY', details: { line: 2, column: 2 } }],
  });
});

test('every fault of a rule is named at once, with its pointer and a suggestion', () => {
  expect(
    faults([
      role({
        rules: [
          { apiGroups: [''], resources: ['pods'], verbs: [] },
          { apigroups: [''], resource: ['pods'], verbs: 'get' },
          { nonResourceURLs: ['/x'], resources: ['pods'], resourceNames: ['a'], verbs: ['get'] },
          { ...RULE, attributeRestrictions: {}, resourceNames: [7] },
        ],
      }),
    ]).join('\n'),
  ).toMatchInlineSnapshot(`
    "EMPTY_LIST /0/rules/0/verbs: \`verbs\` must not be an empty list
    UNKNOWN_ELEMENT /0/rules/1/apigroups: the rule field \`apigroups\` is not known; did you mean \`apiGroups\`
    UNKNOWN_ELEMENT /0/rules/1/resource: the rule field \`resource\` is not known; did you mean \`resources\`
    WRONG_TYPE /0/rules/1/verbs: \`verbs\` must be a list, not a string
    MISSING_ELEMENT /0/rules/1: a rule has no \`apiGroups\`
    MISSING_ELEMENT /0/rules/1: a rule has no \`resources\`
    CONFLICTING_ELEMENTS /0/rules/2: the rule has both \`nonResourceURLs\` and \`resources\`
    CONFLICTING_ELEMENTS /0/rules/2: the rule has both \`nonResourceURLs\` and \`resourceNames\`
    WRONG_TYPE /0/rules/3/resourceNames/0: a member of \`resourceNames\` must be a string, not a number
    WRONG_VALUE /0/rules/3/attributeRestrictions: \`attributeRestrictions\` must be null"
  `);
});

test('every fault of a binding or a selector is named', () => {
  expect(
    faults([
      binding({ roleRef: { kind: 'Group', name: '', apiGroup: 'apps' } }),
      binding({ roleRef: null, subjects: [{ kind: 'Robot', name: 'r' }, { kind: 'User' }] }),
      role({ aggregationRule: {} }),
      role({
        aggregationRule: {
          clusterRoleSelectors: [
            { matchLabel: {} },
            {
              matchExpressions: [
                { key: 'k', operator: 'Is' },
                { key: 'k', operator: 'In' },
              ],
            },
            { matchExpressions: [{ key: 'k', operator: 'Exists', values: ['v'] }] },
          ],
        },
      }),
      { kind: 'Role', apiVersion: RBAC, aggregationRule: {} },
      { kind: 'Rolle', apiVersion: RBAC, metadata: { name: 'x' } },
    ]).join('\n'),
  ).toMatchInlineSnapshot(`
    "WRONG_VALUE /0/roleRef/apiGroup: \`apiGroup\` must be \`rbac.authorization.k8s.io\` or empty, not \`apps\`
    WRONG_VALUE /0/roleRef/kind: \`kind\` must be \`Role\` or \`ClusterRole\`, not \`Group\`
    WRONG_VALUE /0/roleRef/name: \`name\` must not be empty
    MISSING_ELEMENT /1: an object has no \`roleRef\`
    WRONG_VALUE /1/subjects/0/kind: \`kind\` must be one of User, Group, ServiceAccount
    MISSING_ELEMENT /1/subjects/1: a subject has no \`name\`
    MISSING_ELEMENT /2/aggregationRule: \`aggregationRule\` has no \`clusterRoleSelectors\`
    UNKNOWN_ELEMENT /3/aggregationRule/clusterRoleSelectors/0/matchLabel: the selector field \`matchLabel\` is not known; did you mean \`matchLabels\`
    WRONG_VALUE /3/aggregationRule/clusterRoleSelectors/1/matchExpressions/0/operator: \`operator\` must be one of In, NotIn, Exists, DoesNotExist
    MISSING_ELEMENT /3/aggregationRule/clusterRoleSelectors/1/matchExpressions/1: an expression has no \`values\`
    WRONG_VALUE /3/aggregationRule/clusterRoleSelectors/2/matchExpressions/0/values: \`Exists\` takes no \`values\`
    UNKNOWN_ELEMENT /4/aggregationRule: the object field \`aggregationRule\` is not known
    MISSING_ELEMENT /4: an object has no \`metadata\`
    WRONG_VALUE /5/kind: \`Rolle\` is not a kind of \`rbac.authorization.k8s.io/v1\`"
  `);
});

test('objects of other kinds and patches are set aside by name', () => {
  const result = readRbacPolicy([
    { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p' }, spec: { anything: [1.5] } },
    { ...role({}), $patch: 'delete' },
    { apiVersion: 'iam.example.org/v1', kind: 'Role', metadata: { name: 'r' } },
  ]);
  expect(result.ok && result.value.objects).toEqual([]);
  expect(result.ok && result.value.setAside).toMatchObject([
    { what: 'Pod/p', why: 'other-kind' },
    { what: 'ClusterRole/x', why: 'patch' },
    { what: 'Role/r', why: 'other-kind' },
  ]);
});

test('of two objects of one name the later counts and the earlier is named, unless they are alike', () => {
  const result = readRbacPolicy([role({ rules: [RULE] }), role({ rules: [] })]);
  expect(result.ok && result.value.objects).toMatchObject([{ kind: 'ClusterRole', rules: [] }]);
  expect(result.ok && result.value.setAside).toMatchObject([
    { what: 'ClusterRole/x', why: 'replaced' },
  ]);
  const alike = readRbacPolicy([role({ rules: [RULE] }), role({ rules: [RULE] })]);
  expect(alike.ok && [alike.value.objects.length, alike.value.setAside]).toEqual([1, []]);
});

test('objects whose names the cluster makes stay apart', () => {
  const generated = binding({ metadata: { generateName: 'b-', namespace: 'n' } });
  expect(objects([generated, generated])).toEqual(['RoleBinding b-*', 'RoleBinding b-* 2']);
});

test('the user `*` of v1alpha1 is everyone who is authenticated, of v1 a user of that name', () => {
  const subjects = [{ kind: 'User', name: '*' }];
  const [alpha, stable] = ['v1alpha1', 'v1'].map((version) =>
    readRbacPolicy([binding({ apiVersion: `rbac.authorization.k8s.io/${version}`, subjects })]),
  );
  expect(alpha?.ok && alpha.value.objects).toMatchObject([
    { subjects: [{ kind: 'Group', name: 'system:authenticated' }] },
  ]);
  expect(stable?.ok && stable.value.objects).toMatchObject([
    { subjects: [{ kind: 'User', name: '*' }] },
  ]);
});

test('no input makes the reader throw', () => {
  const json = fc.json().map((text): unknown => JSON.parse(text));
  fc.assert(
    fc.property(fc.oneof(json, fc.string({ unit: 'binary' }), fc.anything()), (member) => {
      fc.pre(isJson(member));
      expect(typeof readRbacPolicy(member).ok).toBe('boolean');
    }),
    { numRuns: 100 },
  );
});

/** Members of a batch line are JSON values; a BigInt is none. */
function isJson(member: unknown): boolean {
  try {
    JSON.stringify(member);
    return true;
  } catch {
    return false;
  }
}
