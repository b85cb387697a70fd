import type { Assurance, Digest, Id, Instant, OnLapse, Tier } from './values.ts';

/** The numbered, signed list of humans (FORMATS section 3). Structurally the evidence format of the same name. */
export interface Roster {
  readonly kind: 'roster';
  readonly v: 1;
  readonly workspace: Id;
  readonly mode: 'founded' | 'evaluation';
  readonly number: number;
  readonly previous: Digest | null;
  readonly quorum: { readonly threshold: number; readonly humans: readonly Id[] };
  readonly humans: readonly RosterHuman[];
  readonly groups: readonly {
    readonly name: string;
    readonly members: readonly { readonly human: Id; readonly until: Instant | null }[];
  }[];
  readonly serviceKeys: readonly ServiceKey[];
}

export interface RosterHuman {
  readonly id: Id;
  readonly commitment: Digest;
  readonly roles: readonly string[];
  readonly accepts: readonly {
    readonly environment: string;
    readonly upTo: Tier;
    readonly until: Instant | null;
  }[];
  readonly since: Instant;
  readonly until: Instant | null;
  readonly credentials: readonly Credential[];
}

export interface Credential {
  readonly id: Id;
  readonly type: 'ssh-ed25519' | 'sk-ssh-ed25519' | 'sk-ecdsa-p256' | 'webauthn-es256';
  /** An OpenSSH public key line without comment: `type base64`. */
  readonly publicKey: string;
  readonly assurance: Assurance;
  readonly rpId: string | null;
  readonly since: Instant;
  readonly until: Instant | null;
}

export interface ServiceKey {
  readonly use: 'log' | 'release' | 'freshness';
  readonly type: 'ed25519' | 'ecdsa-p256';
  /** base64: 32 raw bytes for Ed25519, SubjectPublicKeyInfo DER for P-256. */
  readonly publicKey: string;
  readonly since: Instant;
  readonly until: Instant | null;
}

/** The numbered, signed rules (FORMATS section 3). The first rule whose `if` holds governs; none means refused. */
export interface RuleSet {
  readonly kind: 'ruleset';
  readonly v: 1;
  readonly workspace: Id;
  readonly number: number;
  readonly previous: Digest | null;
  readonly rosterNumber: number;
  readonly reviewTtlSeconds: number;
  readonly environments: readonly Environment[];
  readonly rules: readonly ApprovalRule[];
  readonly default: 'deny';
}

export interface Environment {
  readonly name: string;
  readonly class: string;
  readonly minimumAssurance: Assurance;
  readonly onLapse: OnLapse;
  readonly maxValiditySeconds: number;
}

export interface ApprovalRule {
  readonly name: string;
  readonly if: RuleCondition;
  readonly requires: Requires;
  /** Who can end a candidate with a reject (veto), and how many of them it takes. */
  readonly deny: { readonly from: ApproverSource; readonly count: number } | null;
  /** Whether two leaves of `requires` must be met by different humans. */
  readonly distinct: boolean;
}

/** Every member that is not null must hold. */
export interface RuleCondition {
  readonly verdict:
    | readonly ('equivalent' | 'narrower' | 'broader' | 'incomparable' | 'undetermined')[]
    | null;
  readonly tierAtLeast: Tier | null;
  readonly tierAtMost: Tier | null;
  readonly environmentClass: readonly string[] | null;
}

export type Requires =
  | { readonly all: readonly Requires[] }
  | { readonly any: readonly Requires[] }
  | { readonly from: ApproverSource; readonly approve: number };

/** Exactly one member says where the approvers come from; `role: "reviewer"` is any eligible human. */
export type ApproverSource = { readonly role: string } | { readonly group: string };
