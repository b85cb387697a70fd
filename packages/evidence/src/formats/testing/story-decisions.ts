// For tests only. How the change of the story is verified, approved by two humans, released and kept fresh; each
// document names the ones before it by their real digests.
import { digest, digestHex, digestOf, saltedDigest, utf8 } from '../../bytes/index.ts';
import type { Digest, Id } from '../../values.ts';
import type { Approval, ApprovalInputs, Revocation, SignedRule } from '../approval.ts';
import { logOrigin, PREDICATES, SSH_NAMESPACES } from '../names.ts';
import type { Freshness, Release } from '../release.ts';
import type { VerificationResult } from '../verification.ts';
import { ENVIRONMENT, LAPSES, requirement, roster, ruleSet } from './story-documents.ts';
import {
  ALICE,
  BEN,
  FRESHNESS_KEY,
  type GoldenSignature,
  id,
  OLIVIA,
  RELEASE_KEY,
  SAM,
  type StoryPerson,
  signedByPeople,
  signedByService,
  WORKSPACE,
} from './story-keys.ts';

export const POLICY: Id = id(0x50);
export const CANDIDATE: Id = id(0x60);
export const SUBMITTED = '2026-02-01T10:00:00.000Z';
const APPROVED = '2026-02-02T11:30:00.000Z';
export const RELEASED = '2026-02-02T12:00:00.000Z';

const policyOf = (actions: readonly string[]): unknown => ({
  canonical: 'aws-iam/1',
  policy: {
    Statement: [{ Action: actions, Effect: 'Allow', Resource: ['arn:aws:s3:::reports/*'] }],
    Version: '2012-10-17',
  },
});

/** What was in force, and what is asked for: listing the bucket is new. */
export const basePolicy: unknown = policyOf(['s3:GetObject']);
export const policy: unknown = policyOf(['s3:GetObject', 's3:ListBucket']);
const from = digestOf(basePolicy);
const to = digestOf(policy);

/** Stands for the Summary that `analysis` makes: here only its digest matters. */
export const summary: unknown = { format: 'summary/1', from, to, v: 1, verdict: 'broader' };
const presented = digestOf(summary);

export const verification: VerificationResult = {
  result: 'WARNED',
  configuration: [
    { name: 'requirement', digest: { sha256: digestHex(digestOf(requirement)) } },
    { name: 'base', digest: { sha256: digestHex(from) } },
    { name: 'presented', digest: { sha256: digestHex(presented) } },
    { name: 'analysis', digest: { sha256: digestHex(digest(utf8('analysis/1'))) } },
    { name: 'budget', digest: { sha256: digestHex(digest(utf8('1000000'))) } },
  ],
  passedTests: ['parses', 'allows/read-reports', 'denies/never-delete'],
  warnedTests: ['over-grant'],
  failedTests: [],
};

const aboutPolicy = { name: 'policy.json', digest: to };

export const verificationSigned: GoldenSignature = signedByService(
  { predicateType: PREDICATES.verification, subject: aboutPolicy, predicate: verification },
  RELEASE_KEY,
);

const rule: SignedRule = {
  ruleSet: 1,
  ruleSetDigest: digestOf(ruleSet),
  name: 'high',
  resolved: {
    requires: {
      all: [
        { from: { role: 'resource-owner' }, approve: 1, humans: [OLIVIA.human] },
        {
          any: [
            { from: { role: 'security' }, approve: 1, humans: [SAM.human] },
            {
              from: { group: 'data-platform' },
              approve: 2,
              humans: [OLIVIA.human, SAM.human],
            },
          ],
        },
      ],
    },
    deny: { from: { role: 'security' }, count: 1, humans: [SAM.human] },
    distinct: true,
    minimumAssurance: 'ssh',
  },
};

const inputs: ApprovalInputs = {
  authors: [ALICE.human],
  agents: [id(0x70)],
  disqualified: [
    { human: ALICE.human, why: 'author' },
    { human: BEN.human, why: 'nhi-owner' },
  ],
  resourceOwners: [OLIVIA.human],
  nhiOwners: [ALICE.human, BEN.human],
};

function approvalOf(one: StoryPerson, role: string): Approval {
  return {
    decision: 'approve',
    workspace: WORKSPACE,
    candidate: CANDIDATE,
    policy: POLICY,
    environment: ENVIRONMENT,
    from,
    to,
    requirement: digestOf(requirement),
    verification: digestOfEnvelope(verificationSigned),
    presented,
    tier: 'T3',
    rule,
    rosterNumber: roster.number,
    inputs,
    approver: {
      human: one.human,
      credential: one.credential,
      assurance: 'ssh',
      role,
      onBehalfOf: null,
    },
    confirmations: {
      intent: { requirement: digestOf(requirement) },
      risk: { tier: 'T3', reasons: ['TIERS_NOT_ASSESSED'] },
      denial: { proved: ['never-delete'] },
      ownership: { owner: ALICE.human, backup: BEN.human },
      scope: { presented },
      exceptions: { ids: [] },
    },
    reason: saltedDigest(one.salt, 'the job needs to list what it reads'),
    recertifyBy: '2026-05-01T00:00:00.000Z',
    validUntil: LAPSES,
    onLapse: 'deny',
    rollbackUntil: '2026-03-01T00:00:00.000Z',
    checkpoint: {
      origin: logOrigin(WORKSPACE),
      size: 9,
      root: 'q6urq6urq6urq6urq6urq6urq6urq6urq6urq6urq6s=',
    },
    nonce: one.human.slice(-2).repeat(16),
    issuedAt: APPROVED,
    notAfter: '2026-02-15T10:00:00.000Z',
  };
}

const signedApproval = (predicate: Approval | Revocation, by: StoryPerson): GoldenSignature =>
  signedByPeople(
    {
      predicateType: PREDICATES[predicate.decision === 'approve' ? 'approval' : 'revocation'],
      subject: aboutPolicy,
      predicate,
    },
    SSH_NAMESPACES.approval,
    [by],
  );

export const approval: Approval = approvalOf(OLIVIA, 'resource-owner');
export const approvalSigned: GoldenSignature = signedApproval(approval, OLIVIA);
/** The second approval of the release; no golden file of its own. */
export const secondApprovalSigned: GoldenSignature = signedApproval(
  approvalOf(SAM, 'security'),
  SAM,
);

export const revocation: Revocation = {
  ...approvalOf(OLIVIA, 'resource-owner'),
  decision: 'revoke',
  nonce: '5e'.repeat(16),
  issuedAt: '2026-02-02T11:45:00.000Z',
};
export const revocationSigned: GoldenSignature = signedApproval(revocation, OLIVIA);

export const release: Release = {
  workspace: WORKSPACE,
  environment: ENVIRONMENT,
  policy: POLICY,
  number: 2,
  basis: 'approvals',
  from,
  to,
  approvals: [digestOfEnvelope(approvalSigned), digestOfEnvelope(secondApprovalSigned)],
  verification: digestOfEnvelope(verificationSigned),
  ruleSet: { number: ruleSet.number, digest: digestOf(ruleSet) },
  roster: { number: roster.number, digest: digestOf(roster) },
  triggeredBy: ALICE.human,
  validUntil: LAPSES,
  onLapse: 'deny',
  issuedAt: RELEASED,
};
export const releaseSigned: GoldenSignature = signedByService(
  { predicateType: PREDICATES.release, subject: aboutPolicy, predicate: release },
  RELEASE_KEY,
);

export const freshness: Freshness = {
  workspace: WORKSPACE,
  environment: ENVIRONMENT,
  policy: POLICY,
  number: release.number,
  to,
  issuedAt: RELEASED,
  expiresAt: '2026-02-03T12:00:00.000Z',
};
export const freshnessSigned: GoldenSignature = signedByService(
  { predicateType: PREDICATES.freshness, subject: aboutPolicy, predicate: freshness },
  FRESHNESS_KEY,
);

function digestOfEnvelope({ envelopeDigest }: GoldenSignature): Digest {
  if (envelopeDigest === null) throw new Error('the story signs this in an envelope');
  return envelopeDigest;
}
