import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { kubernetesRbac } from '@countersign/analysis';
import { type Json, parseInventory } from '@countersign/evidence';
import { describe, expect, test } from 'vitest';
import { readKubernetesObjects } from './kubernetes-objects.ts';
import { readManifests } from './manifests.ts';

const OPTIONS = {
  environment: 'staging/k8s/one',
  takenAt: '2026-11-01T00:00:00.000Z',
  tool: 'test',
  toolVersion: '1',
};
const RBAC = 'rbac.authorization.k8s.io/v1';
const SETS = readFileSync(
  join(
    import.meta.dirname,
    '..',
    '..',
    '..',
    '..',
    'vectors',
    'analysis',
    'kubernetes-rbac-sets.jsonl',
  ),
  'utf8',
)
  .trim()
  .split('\n')
  .map(
    (line) =>
      JSON.parse(line) as {
        project: string;
        from: { objects: unknown[] };
        to: { objects: unknown[] };
      },
  );

const YAML = `# rendered by a tool
apiVersion: v1
kind: ServiceAccount
metadata: { name: bot, namespace: apps }
---
apiVersion: ${RBAC}
kind: Role
metadata:
  name: reader
  namespace: apps
rules:
  - apiGroups: [""]
    resources: [pods]
    verbs: [get, list]
---
---
apiVersion: ${RBAC}
kind: RoleBinding
metadata: { name: bot-reads, namespace: apps }
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: Role, name: reader }
subjects:
  - { kind: ServiceAccount, name: bot, namespace: apps }
  - { kind: Group, name: ops, apiGroup: rbac.authorization.k8s.io }
`;

function read(text: string) {
  const parsed = readKubernetesObjects(text, OPTIONS);
  if (!parsed.ok) throw new Error(parsed.refusals.map(({ message }) => message).join('\n'));
  return parsed.value;
}

function list(items: readonly unknown[]): string {
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'List',
    metadata: { resourceVersion: '' },
    items,
  });
}

describe('a cluster', () => {
  test('a policy is a role with its bindings, and an identity has those that name it', () => {
    const { inventory, found, unresolved } = read(YAML);
    expect(unresolved).toEqual([]);
    expect(found.map(({ name, attachedTo }) => [name, attachedTo])).toEqual([
      ['Role/apps/reader', ['group:ops', 'system:serviceaccount:apps:bot']],
    ]);
    expect(inventory.objects).toHaveLength(3);
    expect(
      inventory.identities.map(({ externalId, type, policies }) => [
        externalId,
        type,
        policies.length,
      ]),
    ).toEqual([
      ['system:serviceaccount:apps:bot', 'service-account', 1],
      ['group:ops', 'group', 1],
    ]);
  });

  test.each(SETS.map(({ project, to }) => [project, to.objects] as const))(
    'a policy of %s reads as its language reads it',
    (_, objects) => {
      const { inventory, found, unresolved } = read(list(objects));
      for (const { text, digest } of found) {
        const policy = kubernetesRbac.read(text);
        expect(policy.ok && kubernetesRbac.canonical(policy.value).digest).toBe(digest);
      }
      // Releases hold several ways to install, and bind roles that every cluster has.
      const known = [
        'it is bound and not in the input',
        'it is in the input twice, and the two differ',
      ];
      expect(unresolved.filter(({ why }) => !known.includes(why))).toEqual([]);
      expect(inventory.objects?.length).toBeGreaterThan(0);
      const workspace = '01890a5d-ac96-774b-bcce-b302099a8057';
      expect(parseInventory({ ...inventory, workspace } as unknown as Json)).toMatchObject({
        ok: true,
      });
    },
  );

  test('a list of the API, whose items have no kind, reads as one of kubectl', () => {
    const rules = [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }];
    const metadata = { name: 'r', namespace: 'n', managedFields: [{ manager: 'x' }] };
    const typed = JSON.stringify({
      apiVersion: RBAC,
      kind: 'RoleList',
      metadata: {},
      items: [{ metadata, rules }],
    });
    const plain = list([{ apiVersion: RBAC, kind: 'Role', metadata, rules }]);
    expect(read(typed).inventory).toEqual(read(plain).inventory);
  });

  test('who runs as a service account, and its tokens, without their data', () => {
    const account = {
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { name: 'bot', namespace: 'apps' },
    };
    const owner = (kind: string, name: string) => [{ apiVersion: 'apps/v1', kind, name, uid: 'x' }];
    const pod = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'p', namespace: 'apps', ownerReferences: owner('ReplicaSet', 'web-1') },
      spec: { serviceAccountName: 'bot' },
    };
    const set = {
      apiVersion: 'apps/v1',
      kind: 'ReplicaSet',
      metadata: { name: 'web-1', namespace: 'apps', ownerReferences: owner('Deployment', 'web') },
      spec: { template: { spec: { serviceAccountName: 'bot' } } },
    };
    const job = {
      apiVersion: 'batch/v1',
      kind: 'CronJob',
      metadata: { name: 'nightly', namespace: 'apps' },
      spec: { jobTemplate: { spec: { template: { spec: { serviceAccountName: 'bot' } } } } },
    };
    const token = {
      apiVersion: 'v1',
      kind: 'Secret',
      type: 'kubernetes.io/service-account-token',
      metadata: {
        name: 't',
        namespace: 'apps',
        creationTimestamp: '2024-01-02T03:04:05Z',
        annotations: { 'kubernetes.io/service-account.name': 'bot' },
        labels: { 'kubernetes.io/legacy-token-last-used': '2024-05-06' },
      },
      data: { token: 'c2VjcmV0' },
    };
    const { inventory } = read(list([account, pod, set, job, token]));
    expect(inventory.identities[0]).toMatchObject({
      usedBy: ['Deployment/apps/web', 'CronJob/apps/nightly'],
      credentials: [
        {
          kind: 'service-account-token',
          createdAt: '2024-01-02T03:04:05.000Z',
          lastUsedAt: '2024-05-06T00:00:00.000Z',
        },
      ],
    });
    expect(JSON.stringify(inventory)).not.toContain('c2VjcmV0');
    expect(read(list([account])).inventory.identities[0]).toMatchObject({
      usedBy: null,
      credentials: null,
    });
  });
});

describe('what cannot be read is named', () => {
  test('a role that is bound and not there, an object with a typo, two of one name that differ', () => {
    const binding = {
      apiVersion: RBAC,
      kind: 'ClusterRoleBinding',
      metadata: { name: 'b' },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'gone' },
      subjects: [],
    };
    const typo = {
      apiVersion: RBAC,
      kind: 'Role',
      metadata: { name: 'r', namespace: 'n' },
      rule: [],
    };
    const role = (verb: string) => ({
      apiVersion: RBAC,
      kind: 'ClusterRole',
      metadata: { name: 'x' },
      rules: [{ apiGroups: [''], resources: ['pods'], verbs: [verb] }],
    });
    const { unresolved } = read(list([binding, typo, role('get'), role('*'), 7]));
    expect(unresolved).toEqual([
      { pointer: '/items/4', what: 'a document', why: 'it is no object' },
      {
        pointer: '/items/1',
        what: 'Role/n/r',
        why: expect.stringContaining('did you mean `rules`'),
      },
      {
        pointer: '/items/3',
        what: 'ClusterRole/x',
        why: 'it is in the input twice, and the two differ',
      },
      { pointer: '/items/0', what: 'ClusterRole/gone', why: 'it is bound and not in the input' },
    ]);
  });

  test('a broken object of a stream has its line', () => {
    const { unresolved } = read(
      `${YAML}---\napiVersion: ${RBAC}\nkind: Role\nmetadata: { name: r }\nrule: []\n`,
    );
    expect(unresolved[0]?.why).toContain('(line 25)');
  });
});

describe('hostile text is refused', () => {
  test.each([
    ['broken YAML', 'a: [1\nb: 2', 'NOT_YAML'],
    ['a name twice', 'kind: Role\nkind: Role', 'NOT_YAML'],
    ['aliases', 'a: &a [1]\nb: *a', 'NOT_YAML'],
    ['a tag', 'a: !!js/function x', 'NOT_YAML'],
    ['too deep', `a: ${'['.repeat(70)}${']'.repeat(70)}`, 'TOO_DEEP'],
    [
      'nothing of RBAC',
      list([{ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p' } }]),
      'WRONG_TYPE',
    ],
  ])('%s', (_, text, code) => {
    const parsed = readKubernetesObjects(text, OPTIONS);
    expect(parsed.ok ? [] : parsed.refusals.map((one) => one.code)).toContain(code);
  });
});

describe('manifests before and after', () => {
  const files = (text: string) => [{ path: 'all.yaml', text }];

  function changes(before: string, after: string) {
    const read = readManifests(files(before), files(after));
    if (!read.ok) throw new Error(read.refusals.map(({ message }) => message).join('\n'));
    return read.value;
  }

  test('another order is no change', () => {
    const turned = YAML.split('\n---\n').toReversed().join('\n---\n');
    expect(changes(YAML, turned)).toEqual({ changes: [], unchanged: 1, unresolved: [] });
  });

  test('a wider verb is one change of the whole set, which its language decides', () => {
    const [change] = changes(YAML, YAML.replace('[get, list]', '["*"]')).changes;
    const [from, to] = [kubernetesRbac.read(change?.from), kubernetesRbac.read(change?.to)];
    if (!(from.ok && to.ok)) throw new Error('both sides are read');
    expect(kubernetesRbac.diff(from.value, to.value).allowed).toBe('some');
  });

  test('an object that cannot be read makes the change undetermined', () => {
    const { changes: found } = changes(YAML, YAML.replace('rules:', 'rule:'));
    expect(found.map(({ unresolved }) => unresolved.length)).toEqual([1]);
  });

  test('a service account that may act in a cloud is named', () => {
    const annotated = YAML.replace(
      '{ name: bot, namespace: apps }',
      '{ name: bot, namespace: apps, annotations: { eks.amazonaws.com/role-arn: "arn:aws:iam::1:role/x" } }',
    );
    expect(changes(YAML, annotated).changes).toMatchObject([
      {
        address: 'ServiceAccount/apps/bot eks.amazonaws.com/role-arn',
        unresolved: [{ why: 'what the service account may do elsewhere is not in the manifests' }],
      },
    ]);
  });

  test('broken files are refused with their names', () => {
    const read = readManifests(files(YAML), [{ path: 'bad.yaml', text: 'a: [' }]);
    expect(read.ok ? [] : read.refusals).toMatchObject([
      { code: 'NOT_YAML', details: { file: 'bad.yaml' } },
    ]);
  });
});

test.each(['{"a":1}', '[]', 'a: 1', '{"kind":"inventory","v":1}'])(
  'a text with nothing of a cluster in it, %s, is refused and no empty cluster',
  (text) => {
    const read = readKubernetesObjects(text, {
      environment: 'prod/k8s',
      takenAt: '2026-11-28T12:00:00.000Z',
      tool: 'test',
      toolVersion: '1',
    });
    expect(read.ok ? [] : read.refusals.map(({ code }) => code)).toEqual(['WRONG_TYPE']);
  },
);
