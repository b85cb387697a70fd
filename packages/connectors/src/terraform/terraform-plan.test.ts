import { awsIam, kubernetesRbac } from '@countersign/analysis';
import { describe, expect, test } from 'vitest';
import { readTerraformPlan } from './terraform-plan.ts';
import {
  type Change,
  create,
  destroy,
  keep,
  plan,
  READ,
  read,
  resource,
  rows,
  TRUST,
  update,
  WIDE,
} from './testing/plan.ts';

describe('limits', () => {
  const allowed = (change: { from: string | null; to: string | null }) => {
    const [from, to] = [change.from, change.to].map((text) =>
      text === null ? null : awsIam.read(text),
    );
    return awsIam.diff(from?.ok ? from.value : null, to?.ok ? to.value : null).allowed;
  };
  const arn = 'arn:aws:iam::123456789012:policy/b';
  const options = { managedPolicies: new Map([[arn, READ]]) };
  const role = (boundary: string | null) => ({
    name: 'app',
    assume_role_policy: TRUST,
    permissions_boundary: boundary,
  });

  test('a boundary that is taken away allows more, and one that is put on does not', () => {
    const taken = read(
      plan([resource('aws_iam_role.app', update(role(arn), role(null)))]),
      options,
    );
    const put = read(plan([resource('aws_iam_role.app', update(role(null), role(arn)))]), options);
    expect([taken, put].map(({ changes }) => changes.map(allowed))).toEqual([['some'], ['none']]);
  });

  test('a boundary that ends with its role frees nothing', () => {
    const { changes } = read(plan([resource('aws_iam_role.app', destroy(role(arn)))]), options);
    expect(changes.map(({ attribute }) => attribute)).toEqual(['assume_role_policy']);
  });

  test('a service control policy that is deleted allows more; a tag policy is none', () => {
    const scp = read(
      plan([
        resource(
          'aws_organizations_policy.p',
          destroy({ type: 'SERVICE_CONTROL_POLICY', content: READ }),
        ),
      ]),
    );
    expect(scp.changes.map((one) => [one.layer, allowed(one)])).toEqual([['scp', 'some']]);
    expect(
      read(
        plan([
          resource(
            'aws_organizations_policy.p',
            destroy({ type: 'TAG_POLICY', content: '{"tags":{}}' }),
          ),
        ]),
      ).changes,
    ).toEqual([]);
  });
});

describe('clusters', () => {
  const role = (verbs: readonly string[]) => ({
    metadata: [
      {
        name: 'r',
        namespace: 'apps',
        labels: null,
        annotations: null,
        generate_name: '',
        uid: 'x',
      },
    ],
    rule: [{ api_groups: [''], resources: ['pods'], resource_names: null, verbs }],
  });
  const binding = {
    metadata: [{ name: 'b', namespace: 'apps' }],
    role_ref: [{ api_group: 'rbac.authorization.k8s.io', kind: 'Role', name: 'r' }],
    subject: [{ api_group: '', kind: 'ServiceAccount', name: 'bot', namespace: 'apps' }],
  };

  test('a role and the binding that stays are one policy, which its language decides', () => {
    const { changes } = read(
      plan([
        resource('kubernetes_role_v1.r', update(role(['get']), role(['get', 'delete']))),
        resource('kubernetes_role_binding.b', keep(binding)),
      ]),
    );
    expect(changes.map(({ address, unresolved }) => [address, unresolved])).toEqual([
      ['kubernetes_role_v1.r', []],
    ]);
    const [from, to] = [changes[0]?.from, changes[0]?.to].map((text) => kubernetesRbac.read(text));
    if (!(from?.ok && to?.ok)) throw new Error('both sides are read');
    expect(kubernetesRbac.diff(from.value, to.value).newlyAllowed.length).toBeGreaterThan(0);
  });

  test('manifests in other providers are read, and values known after apply are undetermined', () => {
    const manifest = {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRole',
      metadata: { name: 'm' },
      rules: [],
    };
    const yaml =
      'apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {name: y}\nrules: []\n';
    const { changes } = read(
      plan([
        resource(
          'kubernetes_manifest.m',
          create({ manifest }, { object: { metadata: { uid: true } } }),
        ),
        resource('kubectl_manifest.y', create({ yaml_body: yaml }, { id: true, live_uid: true })),
        resource(
          'kubernetes_role.r',
          create(role(['get']), {
            id: true,
            metadata: [{ uid: true }],
            rule: [{ resources: [true] }],
          }),
        ),
      ]),
    );
    expect(changes[0]?.unresolved).toEqual([
      {
        pointer: '/resource_changes/2/change/after_unknown/rule/0/resources/0',
        what: 'kubernetes_role.r',
        why: '`rule/0/resources/0` is known after apply only',
      },
    ]);
    expect(JSON.parse(changes[0]?.to ?? '[]')).toHaveLength(3);
  });
});

describe('access by other means is never left out', () => {
  test.each([
    ['helm_release.x', 'the chart may hold RBAC objects; render it with `helm template`'],
    ['aws_iam_user_group_membership.x', 'members get what the groups have'],
    ['google_project_iam_member.x', 'IAM of Google Cloud is not decided here'],
    ['azurerm_role_assignment.x', 'roles of Azure are not decided here'],
    ['github_app_installation_repositories.x', 'the permissions of the app are not in the plan'],
  ])('%s', (address, why) => {
    expect(rows(plan([resource(address, create({ name: 'x' }))]))).toEqual([
      [address, null, null, [why]],
    ]);
  });

  test('a plan that is not whole says so', () => {
    const { unresolved } = read(
      plan([], { errored: true, complete: false, deferred_changes: [{}] }),
    );
    expect(unresolved.map(({ pointer }) => pointer)).toEqual([
      '/errored',
      '/complete',
      '/deferred_changes',
    ]);
  });
});

describe('states', () => {
  const state = (text: string) => ({
    format_version: '1.0',
    terraform_version: '1.9.5',
    values: {
      root_module: {
        child_modules: [
          {
            address: 'module.a',
            resources: [
              {
                address: 'module.a.aws_iam_policy.x',
                mode: 'managed',
                type: 'aws_iam_policy',
                name: 'x',
                values: { policy: text },
              },
            ],
          },
        ],
      },
    },
  });

  test('two states are compared by address', () => {
    expect(rows(state(WIDE), { previous: JSON.stringify(state(READ)) })).toEqual([
      ['module.a.aws_iam_policy.x policy', READ, WIDE, []],
    ]);
  });

  test('a state alone changes nothing and is refused', () => {
    const parsed = readTerraformPlan(JSON.stringify(state(READ)));
    expect(parsed.ok ? [] : parsed.refusals).toMatchObject([
      {
        code: 'INCOMPLETE_INPUT',
        message: 'this is a state, which changes nothing; give the state before as well',
      },
    ]);
  });
});

describe('hostile input is refused', () => {
  test.each([
    ['no plan', '{"resource_changes":[]}', 'WRONG_TYPE'],
    ['another version', '{"format_version":"2.0","resource_changes":[]}', 'WRONG_VALUE'],
    ['two documents', '{"format_version":"1.0"}{}', 'WRONG_TYPE'],
    [
      'actions that are not known',
      JSON.stringify(
        plan([resource('aws_iam_policy.x', { actions: ['explode'], before: null, after: null })]),
      ),
      'WRONG_VALUE',
    ],
    ['a list that is none', '{"format_version":"1.0","resource_changes":{}}', 'WRONG_TYPE'],
  ])('%s', (_, text, code) => {
    const parsed = readTerraformPlan(text);
    expect(parsed.ok ? [] : parsed.refusals.map((one) => one.code)).toContain(code);
  });

  test('an attribute named as what every object has', () => {
    const change = JSON.parse(
      '{"actions":["create"],"before":null,"after":{"__proto__":"x","policy":"{}"},"after_unknown":{"__proto__":true}}',
    ) as Change;
    expect(rows(plan([resource('aws_iam_policy.x', change)]))).toHaveLength(1);
  });
});
