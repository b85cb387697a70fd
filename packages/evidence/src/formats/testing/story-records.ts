// For tests only. What the log, the bundle and the gate of the story hold.
import { ed25519 } from '@noble/curves/ed25519.js';
import { canonicalBytes, digest, digestHex, digestOf, fromBase64 } from '../../bytes/index.ts';
import { envelopeBytes } from '../../dsse/index.ts';
import {
  appendLeaf,
  EMPTY_FRONTIER,
  frontierRoot,
  leafHash,
  signedCheckpoint,
  verifierKey,
} from '../../log/index.ts';
import type { LogEvent } from '../log-event.ts';
import type { Epoch, ExportHeader, LoginChallenge } from '../log-records.ts';
import type { Manifest, ManifestFile } from '../manifest.ts';
import { logOrigin } from '../names.ts';
import type { GateState, TrustPolicy } from '../trust-policy.ts';
import {
  approvalSigned,
  CANDIDATE,
  POLICY,
  policy,
  RELEASED,
  release,
  secondApprovalSigned,
  summary,
  verificationSigned,
} from './story-decisions.ts';
import { ENVIRONMENT, firstRoster, requirement, roster, ruleSet } from './story-documents.ts';
import { type GoldenSignature, LOG_KEY, OLIVIA, WORKSPACE } from './story-keys.ts';

const ORIGIN = logOrigin(WORKSPACE);
const logPublicKey = fromBase64(LOG_KEY.publicKey) ?? new Uint8Array();

export const logEvent: LogEvent = {
  v: 1,
  type: 'ReviewApproved',
  workspace: WORKSPACE,
  stream: `candidate/${CANDIDATE}`,
  version: 4,
  seq: 9,
  at: '2026-02-02T11:30:01.250Z',
  actor: { kind: 'human', id: OLIVIA.human },
  payload: {
    approval: approvalSigned.envelopeDigest,
    human: OLIVIA.human,
    credential: OLIVIA.credential,
    assurance: 'ssh',
    role: 'resource-owner',
  },
};

/** A checkpoint over a log that holds this one event: small enough to be made again by hand. */
const checkpoint: string = await signedCheckpoint(
  {
    origin: ORIGIN,
    size: 1,
    root: frontierRoot(appendLeaf(EMPTY_FRONTIER, leafHash(canonicalBytes(logEvent))).frontier),
  },
  async (message) => ed25519.sign(message, LOG_KEY.secret),
  logPublicKey,
);

const file = (path: string, bytes: Uint8Array): ManifestFile => ({
  path,
  sha256: digestHex(digest(bytes)),
  size: bytes.length,
});
const sealed = (path: string, { envelope }: GoldenSignature): ManifestFile =>
  file(path, envelope === null ? new Uint8Array() : envelopeBytes(envelope));

export const manifest: Manifest = {
  kind: 'manifest',
  v: 1,
  workspace: WORKSPACE,
  environment: ENVIRONMENT,
  policy: POLICY,
  language: 'aws-iam',
  files: [
    sealed('approvals/000001.dsse', approvalSigned),
    sealed('approvals/000002.dsse', secondApprovalSigned),
    file('policy.json', canonicalBytes(policy)),
    file('requirement.json', canonicalBytes(requirement)),
    file('summary.json', canonicalBytes(summary)),
    sealed('verification.dsse', verificationSigned),
  ],
};

export const trustPolicy: TrustPolicy = {
  kind: 'trust-policy',
  v: 1,
  workspace: WORKSPACE,
  mode: 'founded',
  roster: { number: 1, digest: digestOf(firstRoster) },
  ruleSet: { number: 1, digest: digestOf(ruleSet) },
  logKey: verifierKey(ORIGIN, logPublicKey),
  bases: ['approvals'],
  maxFreshnessSeconds: 86_400,
  witnesses: [],
};

export const gateState: GateState = {
  kind: 'gate-state',
  v: 1,
  workspace: WORKSPACE,
  entries: [
    { environment: ENVIRONMENT, policy: POLICY, number: release.number, digest: release.to },
  ],
  checkpoint,
  rosterNumber: roster.number,
  ruleSetNumber: ruleSet.number,
  latestTime: '2026-02-02T13:00:00.000Z',
};

/** The log was reopened under a new key after its last entry was lost. */
export const epoch: Epoch = {
  kind: 'epoch',
  v: 1,
  workspace: WORKSPACE,
  number: 2,
  gap: { from: 1, to: 1 },
  oldCheckpoint: checkpoint,
  newLogKey: verifierKey(ORIGIN, ed25519.getPublicKey(new Uint8Array(32).fill(0x14))),
  reason: 'the database was restored from the backup of the night before',
  issuedAt: '2026-02-10T08:00:00.000Z',
};

export const exportHeader: ExportHeader = {
  kind: 'export',
  v: 1,
  workspace: WORKSPACE,
  epoch: 1,
  checkpoint,
};

export const loginChallenge: LoginChallenge = {
  kind: 'login-challenge',
  v: 1,
  origin: 'http://localhost:8100',
  workspace: WORKSPACE,
  nonce: '00112233445566778899aabbccddeeff',
  issuedAt: RELEASED,
  expiresAt: '2026-02-02T12:05:00.000Z',
};
