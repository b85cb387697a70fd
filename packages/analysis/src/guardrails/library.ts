import type { Guardrail } from './guardrail.ts';

/** A guardrail that is shipped: all but who answers for it and where it applies, which whoever adopts it decides. */
export type ShippedGuardrail = Omit<Guardrail, 'owner' | 'scope' | 'until'>;

/** A shipped guardrail made one's own. */
export function adoptGuardrail(
  shipped: ShippedGuardrail,
  own: Pick<Guardrail, 'owner' | 'scope'> & Partial<Pick<Guardrail, 'until' | 'severity'>>,
): Guardrail {
  return { ...shipped, until: null, ...own };
}

/** Public ids of controls; their texts belong to whoever publishes them. */
const reference =
  (framework: string) =>
  (id: string): ShippedGuardrail['frameworks'][number] => ({ framework, id });
const pci = reference('PCI DSS 4.0.1');
const nist = reference('NIST SP 800-53r5');
const soc2 = reference('SOC 2');
const nhi = reference('OWASP NHI 2025');
const cis = reference('CIS Kubernetes Benchmark');

const denying = (
  actions: readonly string[],
  resources: readonly string[] = ['*'],
): ShippedGuardrail['obligation'] => ({ type: 'must-deny', request: { actions, resources } });

const apart = (
  first: readonly string[],
  second: readonly string[],
): ShippedGuardrail['obligation'] => ({
  type: 'never-together',
  first: { actions: first, resources: ['*'] },
  second: { actions: second, resources: ['*'] },
});

const COMMON = { severity: 'block', language: 'aws-iam' } as const;

const AWS: readonly ShippedGuardrail[] = [
  {
    ...COMMON,
    name: 'cloudtrail-stays-on',
    kind: 'compensating-control',
    why: 'whoever can stop, narrow or delete the trail can act unseen',
    frameworks: [pci('10.2.1.6'), pci('10.3.2'), nist('AU-12'), soc2('CC7.1')],
    obligation: denying([
      'cloudtrail:StopLogging',
      'cloudtrail:DeleteTrail',
      'cloudtrail:UpdateTrail',
      'cloudtrail:PutEventSelectors',
      'cloudtrail:DeleteEventDataStore',
      'cloudtrail:StopEventDataStoreIngestion',
    ]),
  },
  {
    ...COMMON,
    name: 'config-recorder-stays-on',
    kind: 'compensating-control',
    why: 'without the recorder nobody can say later what was configured',
    frameworks: [nist('CM-3'), soc2('CC7.1')],
    obligation: denying([
      'config:StopConfigurationRecorder',
      'config:DeleteConfigurationRecorder',
      'config:DeleteDeliveryChannel',
      'config:PutConfigurationRecorder',
    ]),
  },
  {
    ...COMMON,
    name: 'guardduty-stays-on',
    kind: 'compensating-control',
    why: 'a detector that can be suspended or told what to overlook detects nothing',
    frameworks: [nist('AU-6'), soc2('CC7.1')],
    obligation: denying([
      'guardduty:DeleteDetector',
      'guardduty:UpdateDetector',
      'guardduty:DisassociateFromAdministratorAccount',
      'guardduty:DisassociateMembers',
      'guardduty:StopMonitoringMembers',
      'guardduty:CreateFilter',
      'guardduty:CreateIPSet',
    ]),
  },
  {
    ...COMMON,
    name: 'no-bucket-made-public',
    kind: 'regulatory',
    why: 'bucket policy, access list and the block on public access decide who reads the data',
    frameworks: [pci('7.3.3'), nist('AC-3'), soc2('CC6.1')],
    obligation: denying([
      's3:PutBucketPolicy',
      's3:DeleteBucketPolicy',
      's3:PutBucketAcl',
      's3:PutObjectAcl',
      's3:PutBucketPublicAccessBlock',
      's3:PutAccountPublicAccessBlock',
      's3:PutAccessPointPolicy',
    ]),
  },
  {
    ...COMMON,
    name: 'no-pass-role-to-administrators',
    kind: 'regulatory',
    why: 'whoever passes the role of an administrator to a service is an administrator',
    frameworks: [nist('AC-6(5)'), nhi('NHI5'), soc2('CC6.3')],
    obligation: denying(
      ['iam:PassRole'],
      ['arn:aws:iam::*:role/*admin*', 'arn:aws:iam::*:role/*Admin*'],
    ),
  },
  {
    ...COMMON,
    name: 'break-glass-role-untouched',
    kind: 'break-glass-path',
    why: 'a role for emergencies that somebody can change or delete is none',
    frameworks: [nist('AC-2(2)'), pci('8.6.1')],
    obligation: denying(
      [
        'iam:AttachRolePolicy',
        'iam:DeleteRole',
        'iam:DeleteRolePermissionsBoundary',
        'iam:DeleteRolePolicy',
        'iam:DetachRolePolicy',
        'iam:PutRolePermissionsBoundary',
        'iam:PutRolePolicy',
        'iam:UpdateAssumeRolePolicy',
        'iam:UpdateRole',
      ],
      ['arn:aws:iam::*:role/break-glass*'],
    ),
  },
  {
    ...COMMON,
    name: 'deploy-or-approve',
    kind: 'separation-of-duty',
    why: 'who deploys does not approve the deployment',
    frameworks: [nist('AC-5'), pci('6.5.4'), soc2('CC6.3')],
    obligation: apart(
      ['codepipeline:PutApprovalResult'],
      ['codepipeline:StartPipelineExecution', 'codedeploy:CreateDeployment'],
    ),
  },
  {
    ...COMMON,
    name: 'administer-or-use-keys',
    kind: 'separation-of-duty',
    why: 'who decides about a key does not read what it protects',
    frameworks: [nist('AC-5'), nist('SC-12')],
    obligation: apart(
      ['kms:CreateKey', 'kms:PutKeyPolicy', 'kms:ScheduleKeyDeletion', 'kms:CreateGrant'],
      ['kms:Decrypt', 'kms:GenerateDataKey'],
    ),
  },
];

/** A namespace that no role of a namespace can be about, so that only who may everywhere may there. */
const EVERYWHERE = 'guardrail-any-namespace';

const RBAC_GROUP = 'rbac.authorization.k8s.io';

const rbac = (
  name: string,
  why: string,
  request: { readonly [word: string]: string | readonly string[] },
  frameworks: ShippedGuardrail['frameworks'],
): ShippedGuardrail => ({
  name,
  kind: 'regulatory',
  severity: 'block',
  language: 'kubernetes-rbac',
  frameworks,
  why,
  obligation: { type: 'must-deny', request },
});

const RBAC: readonly ShippedGuardrail[] = [
  rbac(
    'no-secrets-everywhere',
    'whoever reads the secrets of every namespace is everybody',
    {
      verbs: ['get', 'list', 'watch'],
      apiGroups: '',
      resources: 'secrets',
      namespaces: EVERYWHERE,
    },
    [cis('5.1.2'), nist('AC-6'), nhi('NHI5')],
  ),
  rbac(
    'no-escalate-or-bind',
    'with these verbs one gives oneself what one does not have',
    {
      verbs: ['escalate', 'bind'],
      apiGroups: RBAC_GROUP,
      resources: ['roles', 'clusterroles'],
      namespaces: '*',
    },
    [cis('5.1.8'), nist('AC-6(7)')],
  ),
  rbac(
    'no-impersonation',
    'whoever speaks as others leaves their names in the audit log',
    {
      verbs: 'impersonate',
      apiGroups: '',
      resources: ['users', 'groups', 'serviceaccounts'],
      namespaces: '*',
    },
    [cis('5.1.8'), nist('AU-10')],
  ),
  rbac(
    'no-admission-webhooks',
    'a webhook sees and changes every object before it is stored',
    {
      verbs: ['create', 'update', 'patch', 'delete'],
      apiGroups: 'admissionregistration.k8s.io',
      resources: ['mutatingwebhookconfigurations', 'validatingwebhookconfigurations'],
    },
    [cis('5.1.12'), nist('CM-5')],
  ),
];

const GRANTS: readonly ShippedGuardrail[] = [
  {
    name: 'no-organization-administration',
    kind: 'regulatory',
    severity: 'block',
    language: 'grants',
    frameworks: [nist('AC-6(5)'), soc2('CC6.3'), nhi('NHI5')],
    why: 'an app that administers the organization gives itself every repository',
    obligation: {
      type: 'must-deny',
      request: {
        permission: ['organization_administration:write', 'members:write'],
        organization: '*',
      },
    },
  },
];

/** The guardrails that are shipped; references are public ids of controls, without their texts. */
export const GUARDRAIL_LIBRARY: readonly ShippedGuardrail[] = [...AWS, ...RBAC, ...GRANTS];
