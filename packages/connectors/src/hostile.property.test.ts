import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readServiceLastAccessed } from './aws/access-advisor.ts';
import { readAuthorizationDetails } from './aws/authorization-details.ts';
import { readCredentialReport } from './aws/credential-report.ts';
import { readCloudFormation } from './cloudformation/cloudformation.ts';
import { readKubernetesObjects } from './kubernetes/kubernetes-objects.ts';
import { readManifests } from './kubernetes/manifests.ts';
import { readTerraformPlan } from './terraform/terraform-plan.ts';
import { readCloudTrail } from './use/cloudtrail.ts';
import { readKubernetesAudit } from './use/kubernetes-audit.ts';
import { yamlDocuments } from './yaml/yaml-documents.ts';

const OPTIONS = {
  environment: 'e',
  takenAt: '2026-11-01T00:00:00.000Z',
  tool: 't',
  toolVersion: '1',
};

const READERS: readonly (readonly [string, (text: string) => { readonly ok: boolean }])[] = [
  ['readAuthorizationDetails', (text) => readAuthorizationDetails(text, OPTIONS)],
  ['readCredentialReport', (text) => readCredentialReport(text)],
  ['readServiceLastAccessed', (text) => readServiceLastAccessed(text)],
  ['readKubernetesObjects', (text) => readKubernetesObjects(text, OPTIONS)],
  ['readManifests', (text) => readManifests([{ path: 'a', text }], [{ path: 'b', text: '' }])],
  ['readTerraformPlan', (text) => readTerraformPlan(text, { previous: text })],
  ['readCloudFormation', (text) => readCloudFormation(text, { previous: text })],
  ['readCloudTrail', (text) => readCloudTrail(text)],
  ['readKubernetesAudit', (text) => readKubernetesAudit(text)],
  ['yamlDocuments', (text) => yamlDocuments(text)],
];

/** Names that the readers look for, and some that every object has. */
const NAMES = [
  ...[
    'UserDetailList',
    'RoleDetailList',
    'GroupDetailList',
    'Policies',
    'PolicyVersionList',
    'AttachedManagedPolicies',
    'Arn',
    'PolicyName',
  ],
  ...[
    'format_version',
    'resource_changes',
    'values',
    'root_module',
    'resources',
    'change',
    'actions',
    'before',
    'after',
    'after_unknown',
    'address',
    'type',
    'mode',
    'configuration',
    'expressions',
  ],
  ...[
    'Resources',
    'Type',
    'Properties',
    'PolicyDocument',
    'Statement',
    'Effect',
    'Ref',
    'Fn::Sub',
    'Fn::If',
    'Fn::GetAtt',
    'Condition',
    'Conditions',
    'Parameters',
    'Mappings',
    'Fn::FindInMap',
    'Fn::Select',
  ],
  ...[
    'kind',
    'apiVersion',
    'metadata',
    'items',
    'name',
    'namespace',
    'subjects',
    'roleRef',
    'rules',
    'spec',
    'labels',
  ],
  ...[
    'eventName',
    'eventSource',
    'eventTime',
    'userIdentity',
    'requestParameters',
    'Records',
    'Events',
    'CloudTrailEvent',
    'auditID',
    'objectRef',
    'user',
    'verb',
  ],
  ...['__proto__', 'constructor', 'toString', ''],
] as const;
const TEXTS = [
  ...[
    'arn:aws:iam::1:role/r',
    '1.2',
    'create',
    'managed',
    'aws_iam_role',
    'aws_iam_policy',
    'kubernetes_role',
    '%7B%22',
    '{"Statement":[{"Effect":"Allow"}]}',
  ],
  ...[
    'AWS::IAM::Role',
    'AWS::S3::BucketPolicy',
    'AWS::Serverless::Function',
    'x',
    '{{resolve:x}}',
    'Role',
    'RoleBinding',
    'List',
    'v1',
    'rbac.authorization.k8s.io/v1',
  ],
  ...[
    '2026-01-01T00:00:00Z',
    's3.amazonaws.com',
    'GetObject',
    'AssumedRole',
    'AwsApiCall',
    'audit.k8s.io/v1',
    'ResponseComplete',
  ],
];

const document = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 6, withCrossShrink: true },
    fc.constantFrom<unknown>(...TEXTS, null, true, 0, ''),
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(fc.constantFrom(...NAMES), tie('value'), { maxKeys: 6 }),
  ),
})).value;

test.each(READERS)('%s answers every document and never throws', (_, read) => {
  fc.assert(
    fc.property(document, (value) => {
      expect(typeof read(JSON.stringify(value)).ok).toBe('boolean');
    }),
    { numRuns: 400 },
  );
});

test.each(READERS)('%s answers every text and never throws', (_, read) => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
      expect(typeof read(text).ok).toBe('boolean');
    }),
    { numRuns: 300 },
  );
});

test.each(READERS)('%s answers bytes that a document was cut and joined from', (_, read) => {
  fc.assert(
    fc.property(document, fc.nat(), fc.nat(), (value, from, to) => {
      const text = JSON.stringify(value);
      const cut = text.slice(from % (text.length + 1)) + text.slice(0, to % (text.length + 1));
      expect(typeof read(cut).ok).toBe('boolean');
    }),
    { numRuns: 300 },
  );
});
