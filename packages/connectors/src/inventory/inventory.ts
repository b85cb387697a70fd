import type { Digest, Instant, Json } from '@countersign/evidence';
import type { Unresolved } from '../unresolved.ts';

/** Languages an inventory can be in. */
export type InventoryLanguage = 'aws-iam' | 'kubernetes-rbac' | 'grants';

/** What a policy stands for among those of an identity. */
export type PolicyLayer = 'identity' | 'boundary' | 'resource';

/** One policy of an identity; its text is under its digest. */
export interface InventoryPolicy {
  readonly name: string;
  readonly layer: PolicyLayer;
  readonly digest: Digest;
}

/** A long-lived credential; null where the input does not say. */
export interface InventoryCredential {
  readonly kind: string;
  readonly createdAt: Instant | null;
  readonly lastUsedAt: Instant | null;
}

/** One identity with everything the input attaches to it. What the input does not say is null, never empty. */
export interface InventoryIdentity {
  readonly externalId: string;
  readonly type: string;
  readonly policies: readonly InventoryPolicy[];
  readonly boundary: Digest | null;
  readonly groups: readonly string[];
  readonly thirdParty: boolean | null;
  readonly credentials: readonly InventoryCredential[] | null;
  readonly usedBy: readonly string[] | null;
  readonly lastUsedAt: Instant | null;
  /** What is attached to it and could not be read: nothing that depends on it is certain. */
  readonly missing: readonly string[];
}

/** What is in force in one Environment, as one file says; without a workspace, which the server adds. */
export interface InventoryFacts {
  readonly kind: 'inventory';
  readonly v: 1;
  readonly environment: string;
  readonly language: InventoryLanguage;
  readonly source: 'aws-authorization-details' | 'kubernetes-objects' | 'grants';
  readonly tool: string;
  readonly toolVersion: string;
  readonly takenAt: Instant;
  readonly identities: readonly InventoryIdentity[];
  readonly organization: null;
  /** RBAC: every object of the cluster that RBAC looks at, in canonical form. */
  readonly objects: readonly Json[] | null;
  /** Canonical texts by digest. */
  readonly policies: Readonly<Record<Digest, string>>;
}

/** A policy that can be taken up as the base of changes. */
export interface FoundPolicy {
  /** Stays the same from one reading to the next. */
  readonly name: string;
  readonly language: InventoryLanguage;
  readonly layer: PolicyLayer;
  readonly digest: Digest;
  /** The policy itself as JSON text, without the envelope of its canonical form. */
  readonly text: string;
  /** External ids of the identities it is attached to. */
  readonly attachedTo: readonly string[];
  /** Who a tag names as owner; null where none does. */
  readonly owner: string | null;
  /** Why it cannot be changed here, such as a policy of AWS; null where it can. */
  readonly fixed: string | null;
  readonly pointer: string;
}

/** An inventory with what it holds to take up, and all that could not be read. */
export interface InventoryReading {
  readonly inventory: InventoryFacts;
  readonly found: readonly FoundPolicy[];
  readonly unresolved: readonly Unresolved[];
}

/** What a reader is told, since a file does not say it. */
export interface InventoryOptions {
  readonly environment: string;
  /** When the file was made. */
  readonly takenAt: Instant;
  readonly tool: string;
  readonly toolVersion: string;
}
