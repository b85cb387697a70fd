import type {
  EventPayloads,
  EventType,
  ResolvedRule,
  Submission,
  TemplateSubmission,
  UsageCap,
} from './event.ts';
import {
  type Check,
  eitherOf,
  faultsOf,
  isBoolean,
  isCount,
  isDigest,
  isText,
  isTime,
  listOf,
  objectOf,
  oneOf,
  orNull,
  type Shape,
} from './payload-shape.ts';

const isTier = oneOf('T0', 'T1', 'T2', 'T3', 'T4');
const isVerdict = oneOf('equivalent', 'narrower', 'broader', 'incomparable', 'undetermined');
const isAssurance = oneOf('ssh', 'ssh-sk-verified', 'webauthn-uv');
const isOnLapse = oneOf('keep', 'deny');
const isLanguage = oneOf('aws-iam', 'kubernetes-rbac', 'grants');
const isSource = eitherOf(objectOf({ role: isText }), objectOf({ group: isText }));

const isRequires: Check = (value) =>
  eitherOf(
    objectOf({ all: listOf(isRequires) }),
    objectOf({ any: listOf(isRequires) }),
    objectOf({ from: isSource, approve: isCount, humans: listOf(isText) }),
  )(value);

const isResolved: Check = objectOf<ResolvedRule>({
  requires: isRequires,
  deny: orNull(objectOf({ from: isSource, count: isCount, humans: listOf(isText) })),
  distinct: isBoolean,
  minimumAssurance: isAssurance,
});

const submission: Shape<Submission> = {
  revision: isCount,
  tier: isTier,
  reasons: listOf(isText),
  rule: objectOf<Submission['rule']>({
    ruleSet: isCount,
    ruleSetDigest: isDigest,
    name: isText,
    resolved: isResolved,
  }),
  rosterNumber: isCount,
  inputs: objectOf<Submission['inputs']>({
    authors: listOf(isText),
    agents: listOf(isText),
    disqualified: listOf(
      objectOf({
        human: isText,
        why: oneOf('author', 'editor', 'requester', 'nhi-owner', 'behind-token'),
      }),
    ),
    resourceOwners: listOf(isText),
    nhiOwners: listOf(isText),
  }),
  exceptions: listOf(isText),
  recertifyBy: isTime,
  validUntil: isTime,
  onLapse: isOnLapse,
  rollbackUntil: orNull(isTime),
  notAfter: isTime,
};

const cap = objectOf<UsageCap>({ perNhi: isCount, total: isCount });

const templateSubmission: Shape<TemplateSubmission> = {
  revision: submission.revision,
  tier: submission.tier,
  reasons: submission.reasons,
  rule: submission.rule,
  rosterNumber: submission.rosterNumber,
  inputs: submission.inputs,
  validUntil: isTime,
  notAfter: isTime,
  templateDigest: isDigest,
  envelope: isDigest,
  ceiling: isDigest,
  cap,
};

const templateContent = { templateDigest: isDigest, authors: listOf(isText) };
const verified: Shape<EventPayloads['CandidateVerified']> = {
  revision: isCount,
  verification: isDigest,
  presented: isDigest,
  verdict: isVerdict,
  tier: isTier,
  reasons: listOf(isText),
  outcome: oneOf('passed', 'failed', 'undetermined'),
};
const approved: Shape<EventPayloads['ReviewApproved']> = {
  approval: isDigest,
  human: isText,
  credential: isText,
  assurance: isAssurance,
  role: isText,
};
const adopted = { number: isCount, envelope: isDigest, governance: isText };
const owners = { owner: isText, backupOwner: isText };
const reasoned = { human: isText, reason: isDigest };
const environment = isText;

/** The fields of every type of event: what `judge` demands before it looks at what they say, and all it may read. */
const eventShapes: { readonly [T in EventType]: Shape<EventPayloads[T]> } = {
  WorkspaceFounded: {
    mode: oneOf('founded', 'evaluation'),
    roster: isDigest,
    ruleSet: isDigest,
    logKey: isText,
    rosterEnvelope: orNull(isDigest),
    ruleSetEnvelope: orNull(isDigest),
  },
  RosterAdopted: { ...adopted, roster: isDigest },
  RuleSetAdopted: { ...adopted, ruleSet: isDigest },
  GovernanceProposed: {
    kind: oneOf('roster', 'ruleset'),
    number: isCount,
    document: isDigest,
    previous: isDigest,
  },
  GovernanceSigned: { human: isText, credential: isText, envelope: isDigest },
  GovernanceWithdrawn: { reason: isDigest },
  TokenCreated: {
    kind: oneOf('agent', 'pipeline'),
    sponsor: isText,
    name: isDigest,
    expiresAt: isTime,
  },
  TokenRevoked: {},
  NhiRegistered: { environment, source: isText, externalId: isDigest, name: isDigest, ...owners },
  NhiOwnerChanged: owners,
  ResourceOwnerAssigned: { environment, resources: isDigest, owner: isText },
  ResourceOwnerRemoved: { reason: isDigest },
  RequirementStated: { nhi: isText, environment, document: isDigest },
  PolicyAdopted: {
    environment,
    language: isLanguage,
    name: isDigest,
    digest: orNull(isDigest),
    owner: isText,
  },
  PolicyReleased: { release: isText, number: isCount, digest: isDigest },
  CandidateDrafted: {
    policy: isText,
    environment,
    nhi: isText,
    requirement: isText,
    requirementDigest: isDigest,
    from: orNull(isDigest),
    to: isDigest,
    authors: listOf(isText),
  },
  CandidateAuthorInvited: { human: isText },
  CandidateRevised: { revision: isCount, to: isDigest, authors: listOf(isText) },
  CandidateVerified: verified,
  CandidateSubmitted: submission,
  ReviewApproved: approved,
  ReviewApprovalRevoked: { human: isText, approval: isDigest },
  ReviewRejected: reasoned,
  ReviewRejectWithdrawn: { human: isText },
  ReviewChangesRequested: reasoned,
  ReviewCommented: { human: isText, comment: isDigest },
  CandidateApproved: { approvals: listOf(isDigest) },
  CandidateReturned: {
    why: oneOf('base-moved', 'requirement-moved', 'rule-set-moved', 'roster-moved', 'owners-moved'),
    from: orNull(isDigest),
    requirementDigest: isDigest,
  },
  CandidateRejected: { by: listOf(isText) },
  CandidateWithdrawn: { reason: isDigest },
  CandidateExpired: {},
  CandidateSuperseded: { by: isText },
  CandidateReleased: { release: isText },
  ReleaseIssued: {
    candidate: isText,
    policy: isText,
    environment,
    number: isCount,
    basis: oneOf('approvals', 'standing'),
    from: orNull(isDigest),
    to: isDigest,
    approvals: listOf(isDigest),
    verification: isDigest,
    statement: isDigest,
    triggeredBy: isText,
    validUntil: isTime,
    onLapse: isOnLapse,
  },
  ReleaseSuperseded: { by: isText },
  ReleaseRevoked: { reason: isDigest },
  ReleaseLapsed: {},
  InventoryRecorded: {
    environment,
    kind: oneOf('inventory', 'use'),
    language: isLanguage,
    nhi: orNull(isText),
    document: isDigest,
    takenAt: isTime,
  },
  CandidateSourced: { revision: isCount, provenance: isDigest },
  TemplateDrafted: { ...templateContent, environment },
  TemplateRevised: { ...templateContent, revision: isCount },
  TemplateVerified: verified,
  TemplateSubmitted: templateSubmission,
  StandingApprovalSigned: approved,
  StandingApprovalRejected: reasoned,
  StandingApprovalGranted: { approvals: listOf(isDigest) },
  StandingApprovalSuspended: { decision: isText },
  StandingApprovalRevoked: { reason: isDigest },
  DelegationGranted: {
    delegation: isText,
    delegator: isText,
    delegate: isText,
    envelope: isDigest,
    cap,
    until: isTime,
    proof: isDigest,
  },
  DelegationRevoked: { delegation: isText, reason: isDigest },
  StandingDecisionMade: {
    template: isText,
    templateDigest: isDigest,
    candidate: isText,
    revision: isCount,
    policy: isText,
    nhi: isText,
    environment,
    to: isDigest,
    instance: isDigest,
    proof: isDigest,
    approvals: listOf(isDigest),
    delegation: orNull(isText),
    validUntil: isTime,
    onLapse: isOnLapse,
    reviewBy: orNull(isTime),
  },
  StandingDecisionReviewed: { human: isText, verdict: oneOf('ok', 'concern'), note: isDigest },
  StandingDecisionEnded: { why: oneOf('not-applied', 'superseded', 'revoked', 'lapsed') },
  CandidateStandingApplied: { decision: isText },
  CandidateStandingVoided: { decision: isText },
};

/**
 * What is wrong with an event's type and payload, in words, before anybody asks whether it was legitimate. Where this
 * answers nothing, `judge` and `evolve` can read the event; where it answers something they must not be asked to.
 */
export function shapeFaults(event: {
  readonly type: unknown;
  readonly payload: unknown;
}): readonly string[] {
  const { type, payload } = event;
  const isKnown = typeof type === 'string' && Object.hasOwn(eventShapes, type);
  if (!isKnown) return [`unknown event type \`${String(type)}\``];
  return faultsOf(eventShapes[type as EventType] as Shape<Record<string, unknown>>, payload);
}
