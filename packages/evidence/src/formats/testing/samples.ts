// For tests only. One value of each permanent format: every field set, every union taken once, so that its bytes
// pin the whole format.
import { sshPublicKeyLine, sshPublicKeyOfSeed } from '../../ssh/index.ts';
import type { Approval, ApprovalInputs, Revocation, SignedRule } from '../approval.ts';
import type { LogEvent } from '../log-event.ts';
import type { Epoch, ExportHeader, LoginChallenge } from '../log-records.ts';
import type { Manifest } from '../manifest.ts';
import type { Freshness, Release } from '../release.ts';
import type { Requirement } from '../requirement.ts';
import type { Roster } from '../roster.ts';
import type { RuleSet } from '../rule-set.ts';
import type { GateState, TrustPolicy } from '../trust-policy.ts';
import type { VerificationResult } from '../verification.ts';

/** A UUIDv7 that ends in `last`. */
export const id = (last: number): string =>
  `0193b3a4-0000-7000-8000-${last.toString(16).padStart(12, '0')}`;

const d = (byte: string): `sha256:${string}` => `sha256:${byte.repeat(32)}`;
const T0 = '2026-11-23T12:00:00.000Z';
const T1 = '2027-05-22T12:00:00.000Z';
const ENVIRONMENT = 'prod/aws/123456789012';
const [WORKSPACE, ALICE, BOB, CAROL] = [id(1), id(2), id(3), id(4)] as const;
const CHECKPOINT = `countersign/${WORKSPACE}\n5\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n\n— countersign/${WORKSPACE} AAAAAAA=\n`;

/** The seed of the ssh key that signs the golden envelopes. */
export const SIGNER_SEED: Uint8Array = new Uint8Array(32).fill(2);
const SIGNER_KEY = sshPublicKeyLine(sshPublicKeyOfSeed(SIGNER_SEED));

const roster: Roster = {
  kind: 'roster',
  v: 1,
  workspace: WORKSPACE,
  mode: 'founded',
  number: 2,
  previous: d('a1'),
  quorum: { threshold: 2, humans: [ALICE, BOB] },
  humans: [
    {
      id: ALICE,
      commitment: d('c1'),
      roles: ['security', 'founder'],
      accepts: [{ environment: 'prod/*', upTo: 'T3', until: T1 }],
      since: T0,
      until: null,
      credentials: [
        {
          id: id(12),
          type: 'ssh-ed25519',
          publicKey: SIGNER_KEY,
          assurance: 'ssh',
          rpId: null,
          since: T0,
          until: T1,
        },
      ],
    },
    {
      id: BOB,
      commitment: d('c2'),
      roles: [],
      accepts: [{ environment: '*', upTo: 'T4', until: null }],
      since: T0,
      until: T1,
      credentials: [
        {
          id: id(13),
          type: 'webauthn-es256',
          publicKey: 'sk-ecdsa-sha2-nistp256@openssh.com AAAAInNrLWVjZHNhLXNoYTItbmlzdHAyNTY=',
          assurance: 'webauthn-uv',
          rpId: 'countersign.example',
          since: T0,
          until: null,
        },
      ],
    },
  ],
  groups: [{ name: 'app-payments', members: [{ human: BOB, until: null }] }],
  serviceKeys: [
    { use: 'log', type: 'ed25519', publicKey: 'AAAA', since: T0, until: null },
    { use: 'release', type: 'ecdsa-p256', publicKey: 'AAAA', since: T0, until: T1 },
    { use: 'freshness', type: 'ed25519', publicKey: 'AAAA', since: T0, until: null },
  ],
};

const ruleSet: RuleSet = {
  kind: 'ruleset',
  v: 1,
  workspace: WORKSPACE,
  number: 1,
  previous: null,
  rosterNumber: 1,
  reviewTtlSeconds: 1_209_600,
  environments: [
    {
      name: ENVIRONMENT,
      class: 'production',
      minimumAssurance: 'ssh-sk-verified',
      onLapse: 'keep',
      maxValiditySeconds: 15_552_000,
    },
  ],
  rules: [
    {
      name: 'narrower',
      if: {
        verdict: ['equivalent', 'narrower'],
        tierAtLeast: null,
        tierAtMost: 'T1',
        environmentClass: null,
      },
      requires: { from: { role: 'reviewer' }, approve: 1 },
      deny: null,
      distinct: false,
    },
    {
      name: 'prod-high',
      if: {
        verdict: null,
        tierAtLeast: 'T3',
        tierAtMost: null,
        environmentClass: ['production'],
      },
      requires: {
        all: [
          { from: { role: 'resource-owner' }, approve: 1 },
          {
            any: [
              { from: { role: 'security' }, approve: 1 },
              { from: { group: 'app-payments' }, approve: 2 },
            ],
          },
        ],
      },
      deny: { from: { role: 'security' }, count: 1 },
      distinct: true,
    },
  ],
  default: 'deny',
};

const requirement: Requirement = {
  kind: 'requirement',
  v: 1,
  workspace: WORKSPACE,
  nhi: id(20),
  owner: ALICE,
  backupOwner: BOB,
  environment: ENVIRONMENT,
  language: 'aws-iam',
  purpose: d('b1'),
  dataClass: 'internal',
  ticket: null,
  expires: T1,
  allow: [{ id: 'read-reports', actions: ['s3:GetObject'], resources: ['arn:aws:s3:::reports/*'] }],
  deny: [{ id: 'no-delete', actions: ['s3:Delete*'], resources: ['*'] }],
};

const verification: VerificationResult = {
  result: 'WARNED',
  configuration: [
    { name: 'base', digest: { sha256: 'aa'.repeat(32) } },
    { name: 'requirement', digest: { sha256: 'bb'.repeat(32) } },
    { name: 'presented', digest: { sha256: 'cc'.repeat(32) } },
  ],
  passedTests: ['parses', 'denial/no-delete'],
  warnedTests: ['over-grant'],
  failedTests: [],
};

const rule: SignedRule = {
  ruleSet: 1,
  ruleSetDigest: d('d1'),
  name: 'prod-high',
  resolved: {
    requires: {
      all: [
        { from: { role: 'resource-owner' }, approve: 1, humans: [BOB] },
        { any: [{ from: { group: 'app-payments' }, approve: 1, humans: [BOB, CAROL] }] },
      ],
    },
    deny: { from: { role: 'security' }, count: 1, humans: [CAROL] },
    distinct: true,
    minimumAssurance: 'ssh-sk-verified',
  },
};

const inputs: ApprovalInputs = {
  authors: [ALICE],
  agents: [id(30)],
  disqualified: [
    { human: ALICE, why: 'author' },
    { human: id(5), why: 'nhi-owner' },
  ],
  resourceOwners: [BOB],
  nhiOwners: [ALICE, id(5)],
};

const approval: Approval = {
  decision: 'approve',
  workspace: WORKSPACE,
  candidate: id(40),
  policy: id(41),
  environment: ENVIRONMENT,
  from: d('e1'),
  to: d('e2'),
  requirement: d('e3'),
  verification: d('e4'),
  presented: d('e5'),
  tier: 'T3',
  rule,
  rosterNumber: 2,
  inputs,
  approver: {
    human: BOB,
    credential: id(13),
    assurance: 'webauthn-uv',
    role: 'resource-owner',
    onBehalfOf: null,
  },
  confirmations: {
    intent: { requirement: d('e3') },
    risk: { tier: 'T3', reasons: ['TIERS_NOT_ASSESSED'] },
    denial: { proved: ['no-delete'] },
    ownership: { owner: ALICE, backup: id(5) },
    scope: { presented: d('e5') },
    exceptions: { ids: [id(50)] },
  },
  reason: d('e6'),
  recertifyBy: T1,
  validUntil: T1,
  onLapse: 'keep',
  rollbackUntil: null,
  checkpoint: {
    origin: `countersign/${WORKSPACE}`,
    size: 123,
    root: 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=',
  },
  nonce: '00112233445566778899aabbccddeeff',
  issuedAt: T0,
  notAfter: '2026-12-07T12:00:00.000Z',
};

const revocation: Revocation = { ...approval, decision: 'revoke', from: null, rollbackUntil: T1 };

const release: Release = {
  workspace: WORKSPACE,
  environment: ENVIRONMENT,
  policy: id(41),
  number: 7,
  basis: 'approvals',
  from: d('e1'),
  to: d('e2'),
  approvals: [d('f1'), d('f2')],
  verification: d('e4'),
  ruleSet: { number: 1, digest: d('d1') },
  roster: { number: 2, digest: d('d2') },
  triggeredBy: ALICE,
  validUntil: T1,
  onLapse: 'deny',
  issuedAt: T0,
};

const freshness: Freshness = {
  workspace: WORKSPACE,
  environment: ENVIRONMENT,
  policy: id(41),
  number: 7,
  to: d('e2'),
  issuedAt: T0,
  expiresAt: '2026-11-24T12:00:00.000Z',
};

const manifest: Manifest = {
  kind: 'manifest',
  v: 1,
  workspace: WORKSPACE,
  environment: ENVIRONMENT,
  policy: id(41),
  language: 'aws-iam',
  files: [
    { path: 'approvals/000001.dsse', sha256: 'f1'.repeat(32), size: 2048 },
    { path: 'policy.json', sha256: 'e2'.repeat(32), size: 321 },
  ],
};

const trustPolicy: TrustPolicy = {
  kind: 'trust-policy',
  v: 1,
  workspace: WORKSPACE,
  mode: 'founded',
  roster: { number: 1, digest: d('d0') },
  ruleSet: { number: 1, digest: d('d1') },
  logKey: `countersign/${WORKSPACE}+00000000+AQ==`,
  bases: ['approvals'],
  maxFreshnessSeconds: 86_400,
  witnesses: [],
};

const gateState: GateState = {
  kind: 'gate-state',
  v: 1,
  workspace: WORKSPACE,
  entries: [{ environment: ENVIRONMENT, policy: id(41), number: 7, digest: d('e2') }],
  checkpoint: CHECKPOINT,
  rosterNumber: 2,
  ruleSetNumber: 1,
  latestTime: T0,
};

const epoch: Epoch = {
  kind: 'epoch',
  v: 1,
  workspace: WORKSPACE,
  number: 2,
  gap: { from: 4, to: 5 },
  oldCheckpoint: CHECKPOINT,
  newLogKey: `countersign/${WORKSPACE}+00000000+AQ==`,
  reason: 'restored from the backup of the night before',
  issuedAt: T0,
};

const exportHeader: ExportHeader = {
  kind: 'export',
  v: 1,
  workspace: WORKSPACE,
  epoch: 1,
  checkpoint: CHECKPOINT,
};

const loginChallenge: LoginChallenge = {
  kind: 'login-challenge',
  v: 1,
  origin: 'http://localhost:8100',
  workspace: WORKSPACE,
  nonce: '00112233445566778899aabbccddeeff',
  issuedAt: T0,
  expiresAt: '2026-11-23T12:05:00.000Z',
};

const logEvent: LogEvent = {
  v: 1,
  type: 'ReviewApproved',
  workspace: WORKSPACE,
  stream: `candidate/${id(40)}`,
  version: 7,
  seq: 123,
  at: T0,
  actor: { kind: 'human', id: BOB },
  payload: { approval: d('f1'), human: BOB, credential: id(13), assurance: 'webauthn-uv' },
};

export interface Samples {
  readonly approval: Approval;
  readonly epoch: Epoch;
  readonly 'export-header': ExportHeader;
  readonly freshness: Freshness;
  readonly 'gate-state': GateState;
  readonly 'log-event': LogEvent;
  readonly 'login-challenge': LoginChallenge;
  readonly manifest: Manifest;
  readonly release: Release;
  readonly requirement: Requirement;
  readonly revocation: Revocation;
  readonly roster: Roster;
  readonly 'rule-set': RuleSet;
  readonly 'trust-policy': TrustPolicy;
  readonly verification: VerificationResult;
}

/** A value of each format, by the name of its golden file. */
export const SAMPLES: Samples = {
  approval,
  epoch,
  'export-header': exportHeader,
  freshness,
  'gate-state': gateState,
  'log-event': logEvent,
  'login-challenge': loginChallenge,
  manifest,
  release,
  requirement,
  revocation,
  roster,
  'rule-set': ruleSet,
  'trust-policy': trustPolicy,
  verification,
};
