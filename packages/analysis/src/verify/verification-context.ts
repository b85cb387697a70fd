import type { Json } from '../canonical/jcs.ts';
import type { ObservedUse } from '../draft/observed-use.ts';
import type { Guardrail } from '../guardrails/guardrail.ts';
import type { LanguageName } from '../questions/language.ts';
import type { Digest } from '../refusal.ts';

/**
 * What a candidate is verified in: everything that is not the policy itself. Plain JSON, so that it has a digest. What is
 * not known is null, and the checks that need it are `undetermined`.
 */
export interface VerificationContext {
  /** The instant ages are computed against (RFC 3339). */
  readonly at: string;
  readonly environment: EnvironmentFacts;
  readonly dataClass: string | null;
  /** Null: not known, so that nothing is decided about the whole stack. */
  readonly surroundings: Surroundings | null;
  readonly guardrails: readonly Guardrail[];
  readonly identity: IdentityFacts | null;
  /** Other identities in force, for toxic pairs and compensating controls. */
  readonly estate: readonly EstateIdentity[];
  readonly use: ObservedUse | null;
  /** What the draft was made from. */
  readonly inputs: readonly InputFacts[];
}

/** Where the policy takes effect; `class` such as `production`. */
export interface EnvironmentFacts {
  readonly name: string;
  readonly class: string | null;
}

/**
 * Everything else in force around the candidate, as the language's member with the candidate's own policy left out.
 * `complete`: whoever read it is sure that nothing is missing; otherwise every answer says so.
 */
export type Surroundings =
  | {
      readonly language: 'aws-iam';
      /** Where the candidate goes. */
      readonly layer: 'identity' | 'resource' | 'boundary' | 'session';
      /** The stack member (DESIGN section 7) without the candidate. */
      readonly stack: Readonly<Record<string, Json>>;
      readonly complete: boolean;
    }
  | {
      readonly language: 'kubernetes-rbac';
      /** The other objects of the cluster, bindings included. */
      readonly objects: readonly Json[];
      readonly complete: boolean;
    }
  | {
      readonly language: 'grants';
      /** Other grants of the same subject. */
      readonly grants: readonly Json[];
      readonly complete: boolean;
    };

/** What the inventory says of the identity; null where it does not say. */
export interface IdentityFacts {
  /** An ARN, a service account's user name, an app. */
  readonly externalId: string;
  readonly ownerActive: boolean;
  readonly backupOwnerActive: boolean;
  readonly thirdParty: boolean | null;
  readonly credentials: readonly CredentialFacts[] | null;
  /** Names of the environments the identity is registered in. */
  readonly environments: readonly string[];
  /** Workloads that use it. */
  readonly usedBy: readonly string[] | null;
  readonly lastUsedAt: string | null;
}

/** One credential of an identity; `kind` such as `access-key`. */
export interface CredentialFacts {
  readonly kind: string;
  readonly createdAt: string | null;
  readonly lastUsedAt: string | null;
}

/** Another identity in force with its policies as canonical texts. */
export interface EstateIdentity {
  readonly id: string;
  readonly name: string;
  readonly language: LanguageName;
  readonly environment: string;
  readonly policies: readonly string[];
}

/** One input of a draft. `maxAgeSeconds` null: no limit is set for it. */
export interface InputFacts {
  readonly name: string;
  readonly digest: Digest;
  readonly takenAt: string | null;
  readonly maxAgeSeconds: number | null;
  /** What a stale one does; left out: it blocks (R17). */
  readonly whenStale?: 'block' | 'raise';
}
