import { describe, expect, it } from 'vitest';
import type { Json } from '../canonical/jcs.ts';
import { checkOther, guardrail } from './testing/scenes.ts';

const GROUP = 'rbac.authorization.k8s.io';
type Rule = { readonly [name: string]: Json };
const rule = (verbs: Json, resources: Json, more: object = {}): Rule => ({
  apiGroups: [''],
  resources,
  verbs,
  ...more,
});
const clusterRole = (name: string, ...rules: readonly Rule[]): Json => ({
  apiVersion: `${GROUP}/v1`,
  kind: 'ClusterRole',
  metadata: { name },
  rules,
});
const account = (name: string): Json => ({ kind: 'ServiceAccount', name, namespace: 'ci' });
const bound = (role: string, ...subjects: readonly Json[]): Json => ({
  apiVersion: `${GROUP}/v1`,
  kind: 'ClusterRoleBinding',
  metadata: { name: `${role}-binding` },
  roleRef: { apiGroup: GROUP, kind: 'ClusterRole', name: role },
  subjects,
});
const user = (name: string): string => `system:serviceaccount:ci:${name}`;
const rbac = (
  rail: Parameters<typeof checkOther>[1],
  to: Json,
  others: Json[] | null,
  from?: Json,
) => checkOther('kubernetes-rbac', rail, { to, ...(from === undefined ? {} : { from }) }, others);

describe('Kubernetes RBAC', () => {
  const secrets = guardrail({
    type: 'must-deny',
    request: {
      verbs: ['get', 'list', 'watch'],
      apiGroups: '',
      resources: 'secrets',
      namespaces: '*',
    },
  });
  const reading = clusterRole('reader', rule(['get'], ['secrets']));

  it('nobody may: the whole cluster counts, the role of the candidate and the binding that is there', () => {
    expect(rbac(secrets, [reading], [bound('reader', account('bot'))])).toMatchObject({
      outcome: 'broken',
      before: 'undetermined',
      worsened: true,
      witness: { verb: 'get', resource: 'secrets', user: user('bot') },
      detail: expect.stringContaining('ClusterRole/reader'),
    });
    expect(rbac(secrets, [reading], [bound('other', account('bot'))]).outcome).toBe('undetermined');
    const quiet = [clusterRole('other', rule(['get'], ['pods'])), bound('other', account('bot'))];
    expect(rbac(secrets, [reading], quiet).outcome).toBe('kept');
    expect(rbac(secrets, [clusterRole('r', rule(['get'], ['pods']))], null).outcome).toBe(
      'undetermined',
    );
  });

  it('broken before already is held against nobody, unless the candidate adds to it', () => {
    const others = [bound('reader', account('bot'))];
    const more = clusterRole('reader', rule(['get'], ['secrets']), rule(['get'], ['pods']));
    expect(rbac(secrets, [more], others, [reading])).toMatchObject({
      outcome: 'broken',
      before: 'broken',
      worsened: false,
    });
    const wider = clusterRole('reader', rule(['get', 'list'], ['secrets']));
    expect(rbac(secrets, [wider], others, [reading])).toMatchObject({
      outcome: 'broken',
      worsened: true,
    });
  });

  it('identities in scope are asked about, and those who may are left out', () => {
    const others = [bound('reader', account('bot'))];
    const scoped = (...identities: string[]) => ({
      ...secrets,
      scope: { ...secrets.scope, identities },
    });
    expect(rbac(scoped('system:serviceaccount:ci:*'), [reading], others).outcome).toBe('broken');
    expect(rbac(scoped('system:serviceaccount:web:*'), [reading], others).outcome).toBe('kept');
    expect(rbac(scoped('system:*:bot'), [reading], others).outcome).toBe('broken');
    expect(rbac(scoped('system:*:web'), [reading], others).outcome).toBe('undetermined');
    const only = (identity: string) =>
      guardrail({
        type: 'only',
        request: { verbs: 'get', resources: 'secrets' },
        identities: [identity],
      });
    expect(rbac(only('*:bot'), [reading], others).outcome).toBe('kept');
    expect(rbac(only('*:web'), [reading], others).outcome).toBe('broken');
  });

  const pair = guardrail(
    {
      type: 'never-together',
      first: { verbs: 'create', apiGroups: 'y.io', resources: 'releases', namespaces: 'shop' },
      second: { verbs: 'update', apiGroups: 'x.io', resources: 'approvals' },
    },
    { kind: 'separation-of-duty' },
  );
  const deploy = clusterRole('deploy', rule(['create'], ['releases'], { apiGroups: ['y.io'] }));
  const approve = clusterRole('approve', rule(['update'], ['approvals'], { apiGroups: ['x.io'] }));

  it('a pair is completed by a binding, and by letting one account act as the other', () => {
    const others = [deploy, approve, bound('deploy', account('bot'))];
    expect(rbac(pair, [bound('approve', account('bot'))], others)).toMatchObject({
      outcome: 'broken',
      before: 'kept',
      worsened: true,
      halves: [
        {
          half: 'first',
          added: false,
          identity: user('bot'),
          where: ['ClusterRole/deploy', 'ClusterRoleBinding/deploy-binding'],
        },
        { half: 'second', added: true },
      ],
    });
    expect(rbac(pair, [bound('approve', account('human'))], others).outcome).toBe('kept');
    const acting: readonly (readonly [Rule, RegExp])[] = [
      [rule(['impersonate'], ['serviceaccounts']), /can impersonate `system:serviceaccount:ci:/],
      [rule(['create'], ['serviceaccounts/token']), /can make a token of/],
      [rule(['create'], ['pods']), /can run pods as/],
      [
        rule(['bind'], ['clusterroles'], { apiGroups: [GROUP] }),
        /can bind itself to `ClusterRole\/approve`/,
      ],
    ];
    for (const [given, sentence] of acting) {
      const role = clusterRole('acting', given);
      const all = [...others, bound('approve', account('human')), bound('acting', account('bot'))];
      const none = clusterRole('acting', rule(['get'], ['pods']));
      const result = rbac(pair, [role], all, [none]);
      expect(result).toMatchObject({ outcome: 'broken', before: 'kept', worsened: true });
      expect(result.detail).toMatch(sentence);
    }
  });
});

describe('grants', () => {
  const app = (name: string, permissions: Json, repositories: Json = 'all'): Json => ({
    kind: 'github-app',
    app: name,
    account: 'acme',
    permissions,
    repositories,
  });
  const admin = guardrail({
    type: 'must-deny',
    request: { permission: 'members', level: 'write', organization: '*' },
  });

  it('nobody may, and who is out of scope is not asked about', () => {
    const to = [app('bot', { members: 'write' })];
    expect(checkOther('grants', admin, { to })).toMatchObject({
      outcome: 'broken',
      witness: { app: 'bot', permission: 'members', level: 'write' },
      detail: expect.stringContaining('grant 1'),
    });
    expect(checkOther('grants', admin, { to: [app('bot', { members: 'read' })] }).outcome).toBe(
      'kept',
    );
    const scope = { ...admin.scope, identities: ['ren*'] };
    expect(checkOther('grants', { ...admin, scope }, { to }).outcome).toBe('not-applicable');
    expect(
      checkOther('grants', admin, { to: [app('bot', { members: 'read' })] }, null).outcome,
    ).toBe('undetermined');
  });

  it('a pair is completed by the second grant of the same app', () => {
    const rail = guardrail(
      {
        type: 'never-together',
        first: { permission: 'contents', level: 'write' },
        second: { permission: 'administration', level: 'write' },
      },
      { kind: 'separation-of-duty' },
    );
    const others = [app('bot', { contents: 'write' }), app('other', { contents: 'read' })];
    expect(
      checkOther('grants', rail, { to: [app('bot', { administration: 'write' })] }, others),
    ).toMatchObject({
      outcome: 'broken',
      before: 'kept',
      worsened: true,
      halves: [
        { half: 'first', added: false },
        { half: 'second', added: true },
      ],
    });
    expect(
      checkOther('grants', rail, { to: [app('other', { administration: 'write' })] }, others)
        .outcome,
    ).toBe('kept');
  });
});
