import type { ApproverSource } from './roster.ts';
import type {
  Actor,
  Assurance,
  Digest,
  Id,
  Instant,
  OnLapse,
  PolicyLanguage,
  Tier,
} from './values.ts';

/** One state change as it stands in the log (FORMATS section 2): ids, digests, enums and numbers only. */
export type DomainEvent = { [T in EventType]: EventOf<T> }[EventType];

export interface EventOf<T extends EventType> {
  readonly v: 1;
  readonly type: T;
  readonly workspace: Id;
  /** `<kind>/<id>`; the kinds are `StreamKind`. */
  readonly stream: string;
  /** 1 for the first event of the stream. */
  readonly version: number;
  /** Position in the workspace's total order of events, 0 for genesis. */
  readonly seq: number;
  readonly at: Instant;
  readonly actor: Actor;
  readonly payload: EventPayloads[T];
}

export type EventType = keyof EventPayloads;

/** What a command produces; the store adds workspace, version, seq, at and actor. */
export type NewEvent = {
  [T in EventType]: {
    readonly type: T;
    readonly stream: string;
    readonly payload: EventPayloads[T];
  };
}[EventType];

export interface EventPayloads {
  // workspace/<id>; WorkspaceFounded is log entry 0
  WorkspaceFounded: {
    mode: 'founded' | 'evaluation';
    roster: Digest;
    ruleSet: Digest;
    logKey: string;
    /** The founders' signatures over both documents; null only in an evaluation, which no gate trusts. */
    rosterEnvelope: Digest | null;
    ruleSetEnvelope: Digest | null;
  };
  RosterAdopted: { number: number; roster: Digest; envelope: Digest; governance: Id };
  RuleSetAdopted: { number: number; ruleSet: Digest; envelope: Digest; governance: Id };
  // governance/<id>: a candidate for the next Roster or RuleSet (INV-8)
  GovernanceProposed: {
    kind: 'roster' | 'ruleset';
    number: number;
    document: Digest;
    previous: Digest;
  };
  /** `envelope` holds this signature and those given before it. */
  GovernanceSigned: { human: Id; credential: Id; envelope: Digest };
  GovernanceWithdrawn: { reason: Digest };
  // token/<id>
  TokenCreated: { kind: 'agent' | 'pipeline'; sponsor: Id; name: Digest; expiresAt: Instant };
  TokenRevoked: Record<string, never>;
  // nhi/<id>
  NhiRegistered: {
    environment: string;
    source: string;
    externalId: Digest;
    name: Digest;
    owner: Id;
    backupOwner: Id;
  };
  NhiOwnerChanged: { owner: Id; backupOwner: Id };
  // resource-owner/<id>
  ResourceOwnerAssigned: { environment: string; resources: Digest; owner: Id };
  ResourceOwnerRemoved: { reason: Digest };
  // requirement/<id>; `document` is the canonical requirement
  RequirementStated: { nhi: Id; environment: string; document: Digest };
  // policy/<id>
  /** `digest` is what was found live, the base of diffs; null when nothing is in force yet (INV-1). */
  PolicyAdopted: {
    environment: string;
    language: PolicyLanguage;
    name: Digest;
    digest: Digest | null;
    owner: Id;
  };
  PolicyReleased: { release: Id; number: number; digest: Digest };
  // candidate/<id>
  CandidateDrafted: {
    policy: Id;
    environment: string;
    nhi: Id;
    requirement: Id;
    requirementDigest: Digest;
    from: Digest | null;
    to: Digest;
    /** Humans accountable for the draft: the human who acts, or the one behind the token (INV-4). */
    authors: readonly Id[];
  };
  CandidateAuthorInvited: { human: Id };
  CandidateRevised: { revision: number; to: Digest; authors: readonly Id[] };
  CandidateVerified: {
    revision: number;
    verification: Digest;
    presented: Digest;
    verdict: Verdict;
    tier: Tier;
    reasons: readonly string[];
    outcome: 'passed' | 'failed' | 'undetermined';
  };
  CandidateSubmitted: Submission;
  ReviewApproved: {
    approval: Digest;
    human: Id;
    credential: Id;
    assurance: Assurance;
    role: string;
  };
  ReviewApprovalRevoked: { human: Id; approval: Digest };
  ReviewRejected: { human: Id; reason: Digest };
  ReviewRejectWithdrawn: { human: Id };
  ReviewChangesRequested: { human: Id; reason: Digest };
  ReviewCommented: { human: Id; comment: Digest };
  CandidateApproved: { approvals: readonly Digest[] };
  /** What it was bound to moved: approvals are void, back to `verifying` (INV-3). */
  CandidateReturned: {
    why: 'base-moved' | 'requirement-moved' | 'rule-set-moved' | 'roster-moved' | 'owners-moved';
    /** The bindings from here on. */
    from: Digest | null;
    requirementDigest: Digest;
  };
  CandidateRejected: { by: readonly Id[] };
  CandidateWithdrawn: { reason: Digest };
  CandidateExpired: Record<string, never>;
  CandidateSuperseded: { by: Id };
  CandidateReleased: { release: Id };
  // release/<id>
  ReleaseIssued: ReleaseTerms;
  ReleaseSuperseded: { by: Id };
  ReleaseRevoked: { reason: Digest };
  ReleaseLapsed: Record<string, never>;
  // inventory/<id>: one stream for each environment, kind, language and identity
  /** `nhi`: whose use it is; null for what is live in the whole environment. */
  InventoryRecorded: {
    environment: string;
    kind: 'inventory' | 'use';
    language: PolicyLanguage;
    nhi: Id | null;
    document: Digest;
    takenAt: Instant;
  };
  // candidate/<id>, right behind CandidateDrafted or CandidateRevised
  CandidateSourced: { revision: number; provenance: Digest };
  // template/<id>: a parameterised policy and the humans' standing approval of it (ADR-0019)
  TemplateDrafted: TemplateContent & { environment: string };
  TemplateRevised: TemplateContent & { revision: number };
  TemplateVerified: EventPayloads['CandidateVerified'];
  TemplateSubmitted: TemplateSubmission;
  StandingApprovalSigned: EventPayloads['ReviewApproved'];
  StandingApprovalRejected: { human: Id; reason: Digest };
  StandingApprovalGranted: { approvals: readonly Digest[] };
  /** A human looked at a decision afterwards and has a concern. */
  StandingApprovalSuspended: { decision: Id };
  StandingApprovalRevoked: { reason: Digest };
  /** `proof` is a signed test result: what the delegate may hand out is within the template's envelope. */
  DelegationGranted: DelegationTerms;
  DelegationRevoked: { delegation: Id; reason: Digest };
  // standing-decision/<id>: what was decided under a standing approval, and by that alone
  StandingDecisionMade: StandingDecision;
  StandingDecisionReviewed: { human: Id; verdict: 'ok' | 'concern'; note: Digest };
  /** It no longer counts against the cap and the ceiling. */
  StandingDecisionEnded: { why: DecisionEnd };
  // candidate/<id>, under a standing approval
  CandidateStandingApplied: { decision: Id };
  /** The standing approval does not hold for it any more: back to where it can be submitted for a full review. */
  CandidateStandingVoided: { decision: Id };
}

/** A template's document and the humans who answer for it (INV-4). */
interface TemplateContent {
  readonly templateDigest: Digest;
  readonly authors: readonly Id[];
}

/** How many instances may be live at once. */
export interface UsageCap {
  readonly perNhi: number;
  readonly total: number;
}

/** What is frozen when a template is put before its approvers, byte-identical in every signature (FORMATS section 6). */
export interface TemplateSubmission
  extends Pick<
    Submission,
    'revision' | 'tier' | 'reasons' | 'rule' | 'rosterNumber' | 'inputs' | 'validUntil' | 'notAfter'
  > {
  readonly templateDigest: Digest;
  /** Canonical policy that no instance exceeds. */
  readonly envelope: Digest;
  /** Canonical policy that all live instances of one identity together do not exceed. */
  readonly ceiling: Digest;
  readonly cap: UsageCap;
}

export interface DelegationTerms {
  readonly delegation: Id;
  readonly delegator: Id;
  readonly delegate: Id;
  /** Canonical policy within the template's envelope. */
  readonly envelope: Digest;
  readonly cap: UsageCap;
  readonly until: Instant;
  readonly proof: Digest;
}

/** The record of one automatic decision (R34, R36): its principal is the standing approval, never who drafted. */
export interface StandingDecision {
  readonly template: Id;
  readonly templateDigest: Digest;
  readonly candidate: Id;
  readonly revision: number;
  readonly policy: Id;
  readonly nhi: Id;
  readonly environment: string;
  readonly to: Digest;
  /** The template's parameters with their values, for whom and by whom. */
  readonly instance: Digest;
  /** Signed test result: within the envelope, and with everything live within the ceiling. */
  readonly proof: Digest;
  /** The humans' signatures on the standing approval. */
  readonly approvals: readonly Digest[];
  readonly delegation: Id | null;
  readonly validUntil: Instant;
  readonly onLapse: OnLapse;
  /** Until when a human is to look at it; null where it is not in the sample. */
  readonly reviewBy: Instant | null;
}

export type DecisionEnd = 'not-applied' | 'superseded' | 'revoked' | 'lapsed';

export type Verdict = 'equivalent' | 'narrower' | 'broader' | 'incomparable' | 'undetermined';

/** What is frozen at submission and byte-identical in every approval of the candidate (FORMATS section 6). */
export interface Submission {
  readonly revision: number;
  readonly tier: Tier;
  readonly reasons: readonly string[];
  readonly rule: {
    readonly ruleSet: number;
    readonly ruleSetDigest: Digest;
    readonly name: string;
    readonly resolved: ResolvedRule;
  };
  readonly rosterNumber: number;
  readonly inputs: {
    readonly authors: readonly Id[];
    readonly agents: readonly Id[];
    readonly disqualified: readonly { readonly human: Id; readonly why: DisqualifiedWhy }[];
    readonly resourceOwners: readonly Id[];
    readonly nhiOwners: readonly Id[];
  };
  readonly exceptions: readonly Id[];
  readonly recertifyBy: Instant;
  readonly validUntil: Instant;
  readonly onLapse: OnLapse;
  readonly rollbackUntil: Instant | null;
  readonly notAfter: Instant;
}

export type DisqualifiedWhy = 'author' | 'editor' | 'requester' | 'nhi-owner' | 'behind-token';

/** The governing rule with the humans who could meet each leaf at submission (the rule "as signed"). */
export interface ResolvedRule {
  readonly requires: ResolvedRequires;
  readonly deny: {
    readonly from: ApproverSource;
    readonly count: number;
    readonly humans: readonly Id[];
  } | null;
  readonly distinct: boolean;
  readonly minimumAssurance: Assurance;
}

export type ResolvedRequires =
  | { readonly all: readonly ResolvedRequires[] }
  | { readonly any: readonly ResolvedRequires[] }
  | { readonly from: ApproverSource; readonly approve: number; readonly humans: readonly Id[] };

/** The log's record of a release; the signed statement (`statement`) says the same (FORMATS section 7). */
export interface ReleaseTerms {
  readonly candidate: Id;
  readonly policy: Id;
  readonly environment: string;
  readonly number: number;
  readonly basis: 'approvals' | 'standing';
  readonly from: Digest | null;
  readonly to: Digest;
  readonly approvals: readonly Digest[];
  readonly verification: Digest;
  readonly statement: Digest;
  readonly triggeredBy: Id;
  readonly validUntil: Instant;
  readonly onLapse: OnLapse;
}
