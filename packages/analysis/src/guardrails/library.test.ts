import { describe, expect, it } from 'vitest';
import type { Json } from '../canonical/jcs.ts';
import type { Guardrail } from './guardrail.ts';
import { guardrailFaults } from './guardrail-faults.ts';
import { adoptGuardrail, GUARDRAIL_LIBRARY } from './library.ts';
import { allow, aws, checkAws, checkOther, roleArn } from './testing/scenes.ts';

const OWN = {
  owner: '0192f0c1-2d3e-7a4b-8c5d-6e7f80910a1b',
  scope: { environments: ['*'], environmentClasses: null, dataClasses: null, identities: ['*'] },
};

function adopted(name: string): Guardrail {
  const shipped = GUARDRAIL_LIBRARY.find((one) => one.name === name);
  if (shipped === undefined) throw new Error(`no guardrail is called ${name}`);
  return adoptGuardrail(shipped, OWN);
}

const on = (resource: string): object => ({ Resource: resource });

/** By name: statements that break it, and some that nearly do. */
const AWS: Readonly<Record<string, readonly [breaks: Json[], misses: Json[]]>> = {
  'cloudtrail-stays-on': [
    [allow('cloudtrail:*')],
    [allow(['cloudtrail:Get*', 'cloudtrail:LookupEvents'])],
  ],
  'config-recorder-stays-on': [
    [allow('config:Stop*')],
    [allow('config:StartConfigurationRecorder')],
  ],
  'guardduty-stays-on': [[allow('guardduty:Create*')], [allow('guardduty:CreateDetector')]],
  'no-bucket-made-public': [
    [allow('s3:Put*', on('arn:aws:s3:::site*'))],
    [allow(['s3:PutObject', 's3:PutBucketTagging'])],
  ],
  'no-pass-role-to-administrators': [
    [allow('iam:PassRole')],
    [allow('iam:PassRole', on(roleArn('worker')))],
  ],
  'break-glass-role-untouched': [
    [allow('iam:*', on(roleArn('break-*')))],
    [
      allow(['iam:GetRole', 'iam:PassRole'], on(roleArn('break-glass'))),
      allow('iam:UpdateRole', on(roleArn('app'))),
    ],
  ],
  'deploy-or-approve': [
    [allow('codepipeline:*')],
    [allow('codepipeline:PutApprovalResult'), allow('codedeploy:GetDeployment')],
  ],
  'administer-or-use-keys': [
    [allow('kms:*')],
    [allow(['kms:CreateKey', 'kms:PutKeyPolicy', 'kms:Encrypt'])],
  ],
};

const GROUP = 'rbac.authorization.k8s.io';
const boundTo = (kind: 'ClusterRole' | 'Role', rule: object): Json[] => {
  const metadata = kind === 'Role' ? { name: 'r', namespace: 'shop' } : { name: 'r' };
  return [
    { apiVersion: `${GROUP}/v1`, kind, metadata, rules: [rule as Json] },
    {
      apiVersion: `${GROUP}/v1`,
      kind: `${kind}Binding`,
      metadata,
      roleRef: { apiGroup: GROUP, kind, name: 'r' },
      subjects: [{ kind: 'ServiceAccount', name: 'bot', namespace: 'shop' }],
    },
  ];
};
const rule = (
  apiGroup: string,
  resources: string[],
  verbs: string[],
  more: object = {},
): object => ({
  apiGroups: [apiGroup],
  resources,
  verbs,
  ...more,
});
const ADMISSION = 'admissionregistration.k8s.io';

const RBAC: Readonly<Record<string, readonly [breaks: Json, misses: Json]>> = {
  'no-secrets-everywhere': [
    boundTo('ClusterRole', rule('', ['secrets'], ['list'])),
    boundTo('Role', rule('', ['secrets'], ['list'])),
  ],
  'no-escalate-or-bind': [
    boundTo('Role', rule(GROUP, ['roles'], ['bind'])),
    boundTo('ClusterRole', rule(GROUP, ['roles', 'clusterroles'], ['get', 'update'])),
  ],
  'no-impersonation': [
    boundTo('ClusterRole', rule('', ['groups'], ['impersonate'])),
    boundTo('ClusterRole', rule('', ['groups'], ['get'])),
  ],
  'no-admission-webhooks': [
    boundTo('ClusterRole', rule(ADMISSION, ['*'], ['patch'])),
    boundTo('ClusterRole', rule(ADMISSION, ['validatingadmissionpolicies'], ['patch'])),
  ],
};

const app = (permissions: Json): Json => [
  { kind: 'github-app', app: 'bot', account: 'acme', permissions, repositories: 'all' },
];
const GRANTS: Readonly<Record<string, readonly [breaks: Json, misses: Json]>> = {
  'no-organization-administration': [
    app({ organization_administration: 'write' }),
    app({ organization_administration: 'read', members: 'read', administration: 'write' }),
  ],
};

describe('the guardrails that are shipped', () => {
  it('each can be asked, and each has a case that breaks it and one that nearly does', () => {
    for (const { name } of GUARDRAIL_LIBRARY) expect(guardrailFaults(adopted(name))).toEqual([]);
    const tried = [AWS, RBAC, GRANTS].flatMap((one) => Object.keys(one));
    expect(tried).toEqual(GUARDRAIL_LIBRARY.map(({ name }) => name));
  });

  it.each(Object.entries(AWS))('%s', (name, [breaks, misses]) => {
    const broken = checkAws(adopted(name), { to: aws(...breaks) });
    expect(broken).toMatchObject({ outcome: 'broken', worsened: true, witness: {} });
    expect(checkAws(adopted(name), { to: aws(...misses) })).toMatchObject({ outcome: 'kept' });
  });

  it.each(Object.entries(RBAC))('%s', (name, [breaks, misses]) => {
    const check = (to: Json) => checkOther('kubernetes-rbac', adopted(name), { to });
    expect(check(breaks)).toMatchObject({ outcome: 'broken', worsened: true, witness: {} });
    expect(check(misses)).toMatchObject({ outcome: 'kept' });
  });

  it.each(Object.entries(GRANTS))('%s', (name, [breaks, misses]) => {
    const check = (to: Json) => checkOther('grants', adopted(name), { to });
    expect(check(breaks)).toMatchObject({ outcome: 'broken', worsened: true, witness: {} });
    expect(check(misses)).toMatchObject({ outcome: 'kept' });
  });
});
