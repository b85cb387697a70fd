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
export type RuleSet = RuleSetV1 | RuleSetV2;

/** Knows no tiers but those of ADR-0008, no appetite, no guardrails and no exceptions. */
export interface RuleSetV1 extends RuleSetBody {
  readonly v: 1;
}

/** With everything else that gates, so that one chain of signatures governs it (INV-8, ADR-0017). */
export interface RuleSetV2 extends RuleSetBody {
  readonly v: 2;
  readonly tierRules: readonly TierRule[];
  readonly appetite: readonly Appetite[];
  readonly guardrails: readonly Guardrail[];
  readonly exceptions: readonly Exception[];
  readonly inputs: readonly InputRule[];
}

interface RuleSetBody {
  readonly kind: 'ruleset';
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

/** A change for which `when` holds is at least of this tier; the highest of all that hold counts. */
export interface TierRule {
  readonly code: string;
  readonly tier: Tier;
  readonly when: TierCondition;
  readonly because: string;
  /** What would make it not hold. */
  readonly lower: string;
}

/** Every member that is not null must hold; a list holds where one of it does. */
export interface TierCondition {
  /** Codes of effects, as analysis writes them. */
  readonly effects: readonly string[] | null;
  readonly verdict: RuleCondition['verdict'];
  readonly environmentClass: readonly string[] | null;
  readonly dataClass: readonly string[] | null;
  readonly author: readonly AuthorKind[] | null;
  readonly facts: readonly TierFact[] | null;
}

export type AuthorKind = 'human' | 'pipeline' | 'agent' | 'template';

export type TierFact = 'third-party' | 'base-not-released' | 'stale-input' | 'crosses-environment';

/** The highest tier that a named human accepts there (RiskAppetite); the lowest of all entries that fit counts. */
export interface Appetite {
  /** An environment, or a prefix that ends in `*`. */
  readonly environment: string;
  /** null: whatever the data is. */
  readonly dataClass: string | null;
  readonly upTo: Tier;
  readonly acceptedBy: Id;
  readonly since: Instant;
  readonly until: Instant | null;
}

/** A dated, owned deviation (R13). Approvals name it by `id`, people by `name`. */
export interface Exception {
  readonly id: Id;
  readonly name: string;
  readonly environment: string;
  /** null: every policy of these environments. */
  readonly policy: Id | null;
  readonly covers: {
    /** Up to this tier, beyond the appetite. */
    readonly appetite: Tier | null;
    /** Checks, or constructs as analysis names them, that may stay undetermined; `*` is any run of characters. */
    readonly undetermined: readonly string[];
  };
  readonly owner: Id;
  readonly why: string;
  /** Name of the guardrail that makes up for it. */
  readonly compensatingControl: string | null;
  readonly since: Instant;
  readonly until: Instant;
}

/** A standing obligation; what its patterns mean, analysis proves. */
export interface Guardrail {
  readonly name: string;
  readonly kind: 'compensating-control' | 'break-glass-path' | 'regulatory' | 'separation-of-duty';
  readonly severity: 'block' | 'escalate';
  readonly language: 'aws-iam' | 'kubernetes-rbac' | 'grants';
  readonly scope: {
    readonly environments: readonly string[];
    readonly environmentClasses: readonly string[] | null;
    readonly dataClasses: readonly string[] | null;
    readonly identities: readonly string[];
  };
  readonly owner: Id;
  readonly frameworks: readonly { readonly framework: string; readonly id: string }[];
  readonly until: Instant | null;
  readonly why: string;
  readonly obligation: { readonly type: string };
}

/** How old what a draft was made from may be (R17). */
export interface InputRule {
  readonly kind: 'inventory' | 'use';
  readonly environmentClass: readonly string[] | null;
  readonly maxAgeSeconds: number;
  readonly whenStale: 'block' | 'raise';
}
