import type {
  DecisionEnd,
  DelegationTerms,
  DisqualifiedWhy,
  ReleaseTerms,
  StandingDecision,
  Submission,
  TemplateSubmission,
  Verdict,
} from './event.ts';
import { Table } from './table.ts';
import type { Actor, Assurance, Digest, Id, Instant, PolicyLanguage, Tier } from './values.ts';

/**
 * A workspace folded from its events. An event changes the aggregate of its own stream, so a state folded from
 * some streams alone is right about those streams.
 */
export interface WorkspaceState {
  /** null before genesis. */
  readonly workspace: WorkspaceRecord | null;
  /** The highest `seq` folded in, -1 before genesis. */
  readonly seq: number;
  /** When the latest of the events folded in happened, null before genesis. */
  readonly at: Instant | null;
  /** The highest release number ever issued per policy, whatever became of it: none is given twice. */
  readonly releaseNumbers: Table<number>;
  readonly governance: Table<GovernanceState>;
  readonly tokens: Table<TokenState>;
  readonly nhis: Table<NhiState>;
  readonly resourceOwners: Table<ResourceOwnerState>;
  readonly requirements: Table<RequirementState>;
  readonly policies: Table<PolicyState>;
  readonly candidates: Table<CandidateState>;
  readonly releases: Table<ReleaseState>;
  readonly inventories: Table<InventoryState>;
  readonly templates: Table<TemplateState>;
  readonly standingDecisions: Table<StandingDecisionState>;
}

/** The state before genesis. */
export function emptyState(): WorkspaceState {
  return {
    workspace: null,
    seq: -1,
    at: null,
    releaseNumbers: Table.empty(),
    governance: Table.empty(),
    tokens: Table.empty(),
    nhis: Table.empty(),
    resourceOwners: Table.empty(),
    requirements: Table.empty(),
    policies: Table.empty(),
    candidates: Table.empty(),
    releases: Table.empty(),
    inventories: Table.empty(),
    templates: Table.empty(),
    standingDecisions: Table.empty(),
  };
}

/** Every aggregate counts the events of its stream, so that a gap or a fork shows. */
export interface Versioned {
  readonly id: Id;
  readonly version: number;
}

export interface NumberedDocument {
  readonly number: number;
  readonly digest: Digest;
}

export interface WorkspaceRecord extends Versioned {
  readonly mode: 'founded' | 'evaluation';
  readonly logKey: string;
  readonly foundedAt: Instant;
  /** The versions in force. */
  readonly roster: NumberedDocument;
  readonly ruleSet: NumberedDocument;
  /** Every version so far with the envelope that carried it, oldest first: what a bundle's chains are made of. */
  readonly rosters: readonly AdoptedDocument[];
  readonly ruleSets: readonly AdoptedDocument[];
}

export interface AdoptedDocument extends NumberedDocument {
  readonly envelope: Digest | null;
  readonly at: Instant;
}

export interface GovernanceState extends Versioned {
  readonly kind: 'roster' | 'ruleset';
  readonly number: number;
  readonly document: Digest;
  readonly previous: Digest;
  readonly proposedBy: Id;
  readonly proposedAt: Instant;
  readonly state: 'open' | 'adopted' | 'withdrawn';
  readonly signatures: readonly {
    readonly human: Id;
    readonly credential: Id;
    readonly envelope: Digest;
    readonly at: Instant;
  }[];
}

export interface TokenState extends Versioned {
  readonly kind: 'agent' | 'pipeline';
  readonly sponsor: Id;
  readonly name: Digest;
  readonly createdAt: Instant;
  readonly expiresAt: Instant;
  readonly revokedAt: Instant | null;
}

export interface NhiState extends Versioned {
  readonly state: 'registered';
  readonly environment: string;
  readonly source: string;
  readonly externalId: Digest;
  readonly name: Digest;
  readonly owner: Id;
  readonly backupOwner: Id;
  readonly registeredAt: Instant;
}

export interface ResourceOwnerState extends Versioned {
  readonly environment: string;
  readonly resources: Digest;
  readonly owner: Id;
  readonly assignedAt: Instant;
  readonly removedAt: Instant | null;
}

export interface RequirementState extends Versioned {
  readonly nhi: Id;
  readonly environment: string;
  /** Digest of the newest statement of it. */
  readonly document: Digest;
  /** Humans who stated or restated it: requesters (INV-4). */
  readonly statedBy: readonly Id[];
  readonly statedAt: Instant;
}

export interface PolicyState extends Versioned {
  /** `unmanaged` until the first release. */
  readonly state: 'unmanaged' | 'in-force';
  readonly environment: string;
  readonly language: PolicyLanguage;
  readonly name: Digest;
  readonly owner: Id;
  readonly adopted: Digest | null;
  readonly adoptedAt: Instant;
  /** What the next candidate is compared with: the last released digest, else the adopted one. */
  readonly base: Digest | null;
  readonly released: readonly {
    readonly release: Id;
    readonly number: number;
    readonly digest: Digest;
  }[];
}

/** What is true of a candidate in every state. */
export interface CandidateCore extends Versioned {
  readonly policy: Id;
  readonly environment: string;
  readonly nhi: Id;
  readonly requirement: Id;
  readonly requirementDigest: Digest;
  readonly from: Digest | null;
  readonly to: Digest;
  readonly revision: number;
  readonly authors: readonly Author[];
  /** Tokens that drafted or revised. */
  readonly agents: readonly Id[];
  readonly draftedAt: Instant;
  readonly comments: readonly {
    readonly human: Id;
    readonly comment: Digest;
    readonly at: Instant;
  }[];
  /** Every approval ever given to this candidate, void ones too: none counts twice. */
  readonly spentApprovals: readonly Digest[];
  /** Where the content of this revision comes from; null where nobody said. */
  readonly provenance: Digest | null;
}

export interface Author {
  readonly human: Id;
  readonly why: Extract<DisqualifiedWhy, 'author' | 'editor' | 'behind-token'>;
}

export interface VerificationRecord {
  readonly revision: number;
  readonly verification: Digest;
  readonly presented: Digest;
  readonly verdict: Verdict;
  readonly tier: Tier;
  readonly reasons: readonly string[];
  readonly outcome: 'passed' | 'failed' | 'undetermined';
  readonly at: Instant;
}

/** One submission under review. A returned or revised candidate has none: its approvals are void (INV-3). */
export interface ReviewRecord {
  readonly submission: Submission;
  /** A human, or the token of an agent or pipeline; who answers for it stands in the submission as `requester`. */
  readonly submittedBy: Id;
  readonly submittedAt: Instant;
  readonly approvals: readonly GivenApproval[];
  readonly rejects: readonly {
    readonly human: Id;
    readonly reason: Digest;
    readonly at: Instant;
  }[];
  readonly changesRequested: {
    readonly human: Id;
    readonly reason: Digest;
    readonly at: Instant;
  } | null;
}

export interface GivenApproval {
  readonly approval: Digest;
  readonly human: Id;
  readonly credential: Id;
  /** Effective: the lower of the Roster's and what the signature shows. */
  readonly assurance: Assurance;
  readonly role: string;
  readonly at: Instant;
}

export type CandidateState = CandidateCore & CandidatePhase;

export type CandidatePhase =
  | { readonly state: 'drafting' | 'verifying' }
  | { readonly state: 'verified' | 'failed'; readonly verification: VerificationRecord }
  | {
      readonly state: 'in-review' | 'approved' | 'changes-requested' | 'rejected' | 'expired';
      readonly verification: VerificationRecord;
      readonly review: ReviewRecord;
    }
  | {
      readonly state: 'released';
      readonly verification: VerificationRecord;
      readonly review: ReviewRecord;
      readonly release: Id;
    }
  | {
      readonly state: 'approved';
      readonly verification: VerificationRecord;
      /** The decision made under a standing approval; no human reviewed this candidate itself. */
      readonly decision: Id;
    }
  | {
      readonly state: 'released';
      readonly verification: VerificationRecord;
      readonly decision: Id;
      readonly release: Id;
    }
  | { readonly state: 'withdrawn'; readonly reason: Digest }
  | { readonly state: 'superseded'; readonly by: Id };

export type CandidateStateName = CandidatePhase['state'];

export interface ReleaseState extends Versioned {
  readonly state: 'in-force' | 'superseded' | 'revoked' | 'lapsed';
  readonly terms: ReleaseTerms;
  readonly issuedAt: Instant;
  readonly endedAt: Instant | null;
}

/** What is true of a template in every state. */
export interface TemplateCore extends Versioned {
  readonly environment: string;
  readonly templateDigest: Digest;
  readonly revision: number;
  readonly authors: readonly Author[];
  /** Tokens that drafted or revised. */
  readonly agents: readonly Id[];
  readonly draftedAt: Instant;
  /** Every signature ever given to it, void ones too: none counts twice. */
  readonly spentApprovals: readonly Digest[];
}

export type TemplateState = TemplateCore & TemplatePhase;

export type TemplatePhase =
  | { readonly state: 'drafted' }
  | { readonly state: 'verified' | 'failed'; readonly verification: VerificationRecord }
  | {
      readonly state: 'in-review' | 'approved' | 'rejected' | 'suspended' | 'revoked';
      readonly verification: VerificationRecord;
      readonly standing: StandingRecord;
    };

export type TemplateStateName = TemplatePhase['state'];

/** One round of humans' signatures; a revised or resubmitted template begins another, and these are void. */
export interface StandingRecord {
  readonly submission: TemplateSubmission;
  readonly submittedBy: Id;
  readonly submittedAt: Instant;
  readonly approvals: readonly GivenApproval[];
  readonly approvedAt: Instant | null;
  readonly delegations: readonly DelegationRecord[];
  /** Why it ended, where a human said so. */
  readonly ended: { readonly by: Id; readonly reason: Digest | null; readonly at: Instant } | null;
}

export interface DelegationRecord extends DelegationTerms {
  readonly grantedAt: Instant;
  readonly revokedAt: Instant | null;
}

/** One automatic decision, from when it was made until it no longer counts. */
export interface StandingDecisionState extends Versioned, StandingDecision {
  readonly state: 'live' | 'ended';
  readonly decidedAt: Instant;
  readonly reviewed: {
    readonly human: Id;
    readonly verdict: 'ok' | 'concern';
    readonly note: Digest;
    readonly at: Instant;
  } | null;
  readonly ended: { readonly why: DecisionEnd; readonly at: Instant } | null;
}

/** The Verification a candidate stands on, or null where its state has none. */
export function verificationOf(candidate: CandidateState): VerificationRecord | null {
  return 'verification' in candidate ? candidate.verification : null;
}

/** The submission with its reviews, or null where the candidate is not submitted. */
export function reviewOf(candidate: CandidateState): ReviewRecord | null {
  return 'review' in candidate ? candidate.review : null;
}

/** The newest snapshot of what is live in an environment, or of what an identity used. */
export interface InventoryState extends Versioned {
  readonly environment: string;
  readonly kind: 'inventory' | 'use';
  readonly language: PolicyLanguage;
  readonly nhi: Id | null;
  readonly document: Digest;
  readonly takenAt: Instant;
  readonly recordedAt: Instant;
  readonly recordedBy: Actor;
}

/** The automatic decision a candidate was approved by, or null where humans decide. */
export function decisionOf(candidate: CandidateState): Id | null {
  return 'decision' in candidate ? candidate.decision : null;
}

/** The round of signatures a template stands in, or null where it was not submitted. */
export function standingRecordOf(template: TemplateState): StandingRecord | null {
  return 'standing' in template ? template.standing : null;
}
