import type { ApprovalStatement } from './approval-statement.ts';
import type { DisqualifiedWhy, UsageCap, Verdict } from './event.ts';
import type { Roster, RuleSet } from './roster.ts';
import type { StandingApprovalStatement } from './standing-approval-statement.ts';
import type { Assurance, Digest, Id, Instant, OnLapse, PolicyLanguage } from './values.ts';

/**
 * Everything proved outside the domain, as pure look-ups by the digest of a document.
 *
 * An implementation MUST parse strictly, MUST have checked that the bytes hash to the digest, and MUST have
 * verified every signature it reports. It MUST answer `undefined` for whatever it could not prove: the domain
 * refuses then (INV-5). It MUST NOT consult a Roster to decide who signed: it reports the public key that
 * verified, and the domain holds that against the Roster in force at the event's time.
 */
export interface Facts {
  /** A Roster document (not its envelope). */
  roster(document: Digest): Roster | undefined;
  /** A RuleSet document (not its envelope). */
  ruleSet(document: Digest): RuleSet | undefined;
  /** A canonical Requirement document. */
  requirement(document: Digest): RequirementFacts | undefined;
  /** Canonical policy bytes of that digest are at hand and parse in this language. */
  policy(document: Digest): { readonly language: PolicyLanguage } | undefined;
  /** A Verification: DSSE-signed test result, signed by a release key. */
  verification(document: Digest): VerificationFacts | undefined;
  /** An Approval envelope with exactly one human's SSHSIG in namespace `countersign-approval`. */
  approval(envelope: Digest): VerifiedApproval | undefined;
  /** A Roster or RuleSet envelope; each signature is in the namespace of its kind. */
  governanceEnvelope(envelope: Digest): GovernanceEnvelope | undefined;
  /** A Release envelope. */
  releaseStatement(envelope: Digest): VerifiedReleaseStatement | undefined;
  /** A resource pattern list: JCS of an array of strings with `*` and `?`, at least one. */
  resourcePatterns(document: Digest): readonly string[] | undefined;
  /** An inventory or use snapshot. */
  snapshot(document: Digest): SnapshotFacts | undefined;
  /** Where the content of a revision comes from. */
  provenance(document: Digest): ProvenanceFacts | undefined;
  /** A Template document. */
  template(document: Digest): TemplateFacts | undefined;
  /** An Instance document, with what its template makes of its values. */
  instance(document: Digest): InstanceFacts | undefined;
  /** An envelope with exactly one human's signature on a standing approval, in namespace `countersign-approval`. */
  standingApproval(envelope: Digest): VerifiedStandingApproval | undefined;
  /** A signed test result about a policy held against an envelope or a ceiling. */
  proof(envelope: Digest): ProofFacts | undefined;
  /** A list of policy digests: JCS of an array, sorted and without duplicates. */
  policySet(document: Digest): readonly Digest[] | undefined;
}

/** What the domain needs of a Template. */
export interface TemplateFacts {
  readonly workspace: Id;
  readonly environment: string;
  readonly language: PolicyLanguage;
  readonly owner: Id;
  readonly backupOwner: Id;
  readonly envelope: Digest;
  readonly ceiling: Digest;
  readonly cap: UsageCap;
  /** Every resource pattern of the `allow` cases, without duplicates. */
  readonly resources: readonly string[];
  /** Ids of the intended denials, in the document's order. */
  readonly denials: readonly string[];
  readonly selector: {
    /** Patterns with `*` and `?` of external ids; null where any identity named or in the environment will do. */
    readonly externalIds: readonly string[] | null;
    readonly nhis: readonly Id[] | null;
  };
  /** Humans who may instantiate, in person or by their tokens, and delegate that. */
  readonly instantiators: readonly Id[];
  /** Longest life of one instance. */
  readonly timeToLiveSeconds: number;
  readonly onLapse: OnLapse;
  /** Whether instances go in force at once; else a human triggers each release. */
  readonly release: 'automatic' | 'by-hand';
  /** So many of a thousand decisions are looked at by a human within that time. */
  readonly sample: { readonly perMille: number; readonly dueSeconds: number };
  readonly expires: Instant;
}

/** What the domain needs of an Instance. */
export interface InstanceFacts {
  readonly workspace: Id;
  readonly template: Id;
  readonly templateDigest: Digest;
  readonly candidate: Id;
  readonly policy: Id;
  readonly environment: string;
  readonly nhi: Id;
  readonly authors: readonly Id[];
  readonly disqualified: readonly { readonly human: Id; readonly why: DisqualifiedWhy }[];
  /** The identity's external id in plain, and the salted digest those words make; null where no selector needs it. */
  readonly externalId: { readonly text: string; readonly digest: Digest } | null;
  /** Digest of the canonical policy the template makes of the values, computed anew; null where they do not fit. */
  readonly to: Digest | null;
  /** Why the values do not fit, one sentence each. */
  readonly unfit: readonly string[];
}

/** A signed test result, as far as any use of it needs (FORMATS section 5). */
export interface ProofFacts {
  /** The policy it is about. */
  readonly of: Digest;
  /** Digests it was computed from, by name; a name that stands there twice is left out. */
  readonly configuration: Readonly<Record<string, Digest>>;
  readonly passed: readonly string[];
  readonly failed: readonly string[];
  readonly undetermined: readonly string[];
  /** The service key that signed, as the Roster writes it. */
  readonly publicKey: string;
}

export interface VerifiedStandingApproval extends VerifiedSignature {
  readonly statement: StandingApprovalStatement;
}

/** What the domain needs of a Requirement. */
export interface RequirementFacts {
  readonly workspace: Id;
  readonly nhi: Id;
  readonly owner: Id;
  readonly backupOwner: Id;
  readonly environment: string;
  readonly language: PolicyLanguage;
  readonly expires: Instant;
  /** Every resource pattern of the `allow` cases, without duplicates. */
  readonly resources: readonly string[];
  readonly dataClass: string | null;
  /** Ids of the intended denials, in the document's order. */
  readonly denials: readonly string[];
}

/** What the domain needs of a Verification (FORMATS section 5). */
export interface VerificationFacts {
  readonly from: Digest | null;
  readonly to: Digest;
  readonly requirement: Digest;
  readonly presented: Digest;
  readonly verdict: Verdict;
  readonly passed: readonly string[];
  readonly failed: readonly string[];
  readonly undetermined: readonly string[];
  /** What kept the diff open, in the words of analysis, without repetition: an exception has to name each (INV-5). */
  readonly constructs: readonly string[];
  /** Codes of what the change does, without repetition; null where nobody assessed it. */
  readonly effects: readonly string[] | null;
  /** The service key that signed, as the Roster writes it. */
  readonly publicKey: string;
}

/** A signature that verified, and the key it verified under. Who that is, the domain reads from the Roster. */
export interface VerifiedSignature {
  /** The `keyid` of the signature: a credential id. */
  readonly credential: Id;
  /** OpenSSH public key line without comment, exactly as a Roster would list it. */
  readonly publicKey: string;
  /** What the signature's own flags show; the domain takes the lower of this and the Roster's. */
  readonly assurance: Assurance;
}

export interface VerifiedApproval extends VerifiedSignature {
  readonly statement: ApprovalStatement;
}

export interface GovernanceEnvelope {
  readonly kind: 'roster' | 'ruleset';
  /** Digest of the Roster or RuleSet document that was signed. */
  readonly document: Digest;
  readonly signatures: readonly VerifiedSignature[];
}

/** What a release key signs (FORMATS section 7). */
export interface ReleaseStatement {
  readonly workspace: Id;
  readonly environment: string;
  readonly policy: Id;
  readonly number: number;
  readonly basis: 'approvals' | 'standing';
  readonly from: Digest | null;
  readonly to: Digest;
  readonly approvals: readonly Digest[];
  readonly verification: Digest;
  readonly ruleSet: { readonly number: number; readonly digest: Digest };
  readonly roster: { readonly number: number; readonly digest: Digest };
  readonly triggeredBy: Id;
  readonly validUntil: Instant;
  readonly onLapse: OnLapse;
  readonly issuedAt: Instant;
}

export interface VerifiedReleaseStatement {
  readonly statement: ReleaseStatement;
  /** The service key that signed, as the Roster writes it. */
  readonly publicKey: string;
}

/** What the domain needs of a snapshot of what is live or used. */
export interface SnapshotFacts {
  readonly kind: 'inventory' | 'use';
  readonly workspace: Id;
  readonly environment: string;
  readonly language: PolicyLanguage;
  readonly takenAt: Instant;
}

/** What the domain needs of a provenance. */
export interface ProvenanceFacts {
  readonly source: 'human' | 'requirement' | 'use' | 'template' | 'agent' | 'pipeline';
}
