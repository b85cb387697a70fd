// For tests only. The template of the story: report jobs may read one bucket prefix each. Olivia and Sam approve it for
// good, and one instance of it is made for Alice's job.
import { canonicalText, digestOf, saltedDigest, toHex } from '../../bytes/index.ts';
import type { Id } from '../../values.ts';
import type { Instance } from '../instance.ts';
import { PREDICATES, SSH_NAMESPACES } from '../names.ts';
import type { StandingApproval } from '../standing-approval.ts';
import type { Template } from '../template.ts';
import { approval, CANDIDATE, POLICY, summary, verificationSigned } from './story-decisions.ts';
import { ENVIRONMENT, LAPSES, NHI } from './story-documents.ts';
import {
  ALICE,
  BEN,
  type GoldenSignature,
  id,
  OLIVIA,
  signedByPeople,
  WORKSPACE,
} from './story-keys.ts';

const TEMPLATE: Id = id(0x80);

const reading = (resources: readonly string[]): unknown => ({
  canonical: 'aws-iam/1',
  policy: {
    Statement: [{ Action: ['s3:GetObject'], Effect: 'Allow', Resource: resources }],
    Version: '2012-10-17',
  },
});

export const template: Template = {
  kind: 'template',
  v: 1,
  workspace: WORKSPACE,
  environment: ENVIRONMENT,
  name: 'read-one-prefix',
  owner: ALICE.human,
  backupOwner: BEN.human,
  purpose: saltedDigest(ALICE.salt, 'report jobs read their own prefix'),
  parameters: [
    {
      name: 'prefix',
      kind: 'string',
      list: null,
      oneOf: null,
      pattern: 'team-*',
      maxLength: 40,
      characters: '/',
      service: null,
      resourceType: null,
    },
    {
      name: 'bucket',
      kind: 'arn',
      list: { minItems: 1, maxItems: 2 },
      oneOf: ['arn:aws:s3:::reports', 'arn:aws:s3:::archive'],
      pattern: null,
      maxLength: null,
      characters: null,
      service: 's3',
      resourceType: 'bucket',
    },
  ],
  policy: canonicalText({
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::reports/<<prefix>>/*' },
      { Effect: 'Allow', Action: 's3:ListBucket', Resource: [{ $param: 'bucket' }] },
    ],
  }),
  need: {
    v: 1,
    language: 'aws-iam',
    allow: [
      {
        id: 'read-a-prefix',
        actions: ['s3:GetObject'],
        resources: ['arn:aws:s3:::reports/team-*'],
      },
    ],
    deny: [{ id: 'never-delete', actions: ['s3:Delete*'], resources: ['*'] }],
  },
  envelope: digestOf(reading(['arn:aws:s3:::reports/team-*'])),
  ceiling: digestOf(reading(['arn:aws:s3:::reports/*'])),
  cap: { perNhi: 2, total: 50 },
  selector: { externalIds: ['report-job-*'], nhis: [NHI] },
  instantiators: [ALICE.human],
  timeToLiveSeconds: 7_776_000,
  onLapse: 'deny',
  release: 'automatic',
  sample: { perMille: 50, dueSeconds: 604_800 },
  expires: LAPSES,
};

export const instance: Instance = {
  kind: 'instance',
  v: 1,
  workspace: WORKSPACE,
  template: TEMPLATE,
  templateDigest: digestOf(template),
  candidate: CANDIDATE,
  policy: POLICY,
  environment: ENVIRONMENT,
  nhi: NHI,
  externalId: { text: 'report-job-7', salt: toHex(BEN.salt) },
  authors: [ALICE.human],
  disqualified: [
    { human: ALICE.human, why: 'author' },
    { human: BEN.human, why: 'nhi-owner' },
  ],
  values: [
    { name: 'prefix', values: ['team-blue'] },
    { name: 'bucket', values: ['arn:aws:s3:::reports'] },
  ],
};

const { envelope, ceiling, cap } = template;
const templateDigest = digestOf(template);
const presented = digestOf(summary);

export const standingApproval: StandingApproval = {
  decision: 'approve',
  workspace: WORKSPACE,
  template: TEMPLATE,
  environment: ENVIRONMENT,
  templateDigest,
  envelope,
  ceiling,
  cap,
  verification: verificationSigned.envelopeDigest ?? digestOf(null),
  presented,
  tier: 'T3',
  rule: approval.rule,
  rosterNumber: approval.rosterNumber,
  inputs: { ...approval.inputs, agents: [] },
  approver: approval.approver,
  confirmations: {
    intent: { template: templateDigest },
    risk: { tier: 'T3', reasons: ['TIERS_NOT_ASSESSED'] },
    denial: { proved: ['never-delete'] },
    ownership: { owner: ALICE.human, backup: BEN.human },
    scope: { presented, envelope, ceiling, cap },
    exceptions: { ids: [] },
  },
  reason: saltedDigest(OLIVIA.salt, 'every report job reads its own prefix and nothing else'),
  validUntil: LAPSES,
  checkpoint: approval.checkpoint,
  nonce: '80'.repeat(16),
  issuedAt: approval.issuedAt,
  notAfter: approval.notAfter,
};

export const standingApprovalSigned: GoldenSignature = signedByPeople(
  {
    predicateType: PREDICATES.standingApproval,
    subject: { name: 'template.json', digest: templateDigest },
    predicate: standingApproval,
  },
  SSH_NAMESPACES.approval,
  [OLIVIA],
);
