import type { UsageCap } from './event.ts';
import type { Digest, Id, Instant, OnLapse, PolicyLanguage } from './values.ts';

/** Something a principal asks for. Ids of what is created come from `context.newId`; texts and documents are digests. */
export type Command = {
  [T in CommandType]: { readonly type: T } & Readonly<CommandPayloads[T]>;
}[CommandType];

export type CommandOf<T extends CommandType> = { readonly type: T } & Readonly<CommandPayloads[T]>;

export type CommandType = keyof CommandPayloads;

export interface CommandPayloads {
  foundWorkspace: {
    workspace: Id;
    mode: 'founded' | 'evaluation';
    roster: Digest;
    ruleSet: Digest;
    rosterEnvelope: Digest | null;
    ruleSetEnvelope: Digest | null;
    logKey: string;
  };
  proposeGovernance: { kind: 'roster' | 'ruleset'; document: Digest };
  /** `envelope` holds this signature and every one given before; it becomes the adoption's when the quorum is met. */
  signGovernance: { governance: Id; credential: Id; envelope: Digest };
  withdrawGovernance: { governance: Id; reason: Digest };
  createToken: { kind: 'agent' | 'pipeline'; name: Digest; expiresAt: Instant };
  revokeToken: { token: Id };
  registerNhi: {
    environment: string;
    source: string;
    externalId: Digest;
    name: Digest;
    owner: Id;
    backupOwner: Id;
  };
  changeNhiOwner: { nhi: Id; owner: Id; backupOwner: Id };
  assignResourceOwner: { environment: string; resources: Digest; owner: Id };
  removeResourceOwner: { resourceOwner: Id; reason: Digest };
  /** `requirement` null states a new one; an id restates it with another document. */
  stateRequirement: { requirement: Id | null; document: Digest };
  adoptPolicy: {
    environment: string;
    language: PolicyLanguage;
    name: Digest;
    digest: Digest | null;
    owner: Id;
  };
  /** `provenance` says where the content comes from; left out where nobody knows. */
  draftCandidate: { policy: Id; requirement: Id; to: Digest; provenance?: Digest };
  inviteAuthor: { candidate: Id; human: Id };
  /** `expected` is the digest the editor started from (`If-Match`), null to skip that check. */
  reviseCandidate: { candidate: Id; to: Digest; expected: Digest | null; provenance?: Digest };
  recordVerification: { candidate: Id; verification: Digest };
  /** `onLapse` null takes the environment's default. */
  submitCandidate: {
    candidate: Id;
    validUntil: Instant;
    recertifyBy: Instant;
    rollbackUntil: Instant | null;
    onLapse: OnLapse | null;
  };
  approveCandidate: { candidate: Id; approval: Digest };
  revokeApproval: { candidate: Id };
  rejectCandidate: { candidate: Id; reason: Digest };
  withdrawReject: { candidate: Id };
  requestChanges: { candidate: Id; reason: Digest };
  commentCandidate: { candidate: Id; comment: Digest };
  withdrawCandidate: { candidate: Id; reason: Digest };
  supersedeCandidate: { candidate: Id; by: Id };
  expireCandidate: { candidate: Id };
  returnCandidate: { candidate: Id };
  /** `statement` is the signed Release statement; `plannedRelease` says what it must say. */
  releaseCandidate: { candidate: Id; statement: Digest };
  revokeRelease: { release: Id; reason: Digest };
  lapseRelease: { release: Id };
  /** `nhi`: whose use it is; null for what is live in an environment. */
  recordInventory: { document: Digest; nhi: Id | null };
  draftTemplate: { document: Digest };
  /** `expected` is the digest the editor started from (`If-Match`), null to skip that check. */
  reviseTemplate: { template: Id; document: Digest; expected: Digest | null };
  recordTemplateVerification: { template: Id; verification: Digest };
  /** Until when instances may be decided under it, and the latest any of them may live. */
  submitTemplate: { template: Id; validUntil: Instant };
  signStandingApproval: { template: Id; approval: Digest };
  rejectTemplate: { template: Id; reason: Digest };
  revokeStandingApproval: { template: Id; reason: Digest };
  grantDelegation: {
    template: Id;
    delegate: Id;
    envelope: Digest;
    cap: UsageCap;
    until: Instant;
    proof: Digest;
  };
  revokeDelegation: { template: Id; delegation: Id; reason: Digest };
  /** `delegation` null where the authors may instantiate in their own right. */
  applyStandingApproval: {
    candidate: Id;
    template: Id;
    instance: Digest;
    proof: Digest;
    delegation: Id | null;
  };
  voidStandingDecision: { candidate: Id };
  endStandingDecision: { decision: Id };
  reviewStandingDecision: { decision: Id; verdict: 'ok' | 'concern'; note: Digest };
}
