import type {
  Digest,
  Instant,
  Inventory,
  InventoryIdentity,
  InventoryPolicy,
} from '@countersign/evidence';
import type { Unresolved } from '../unresolved.ts';

/** Languages an inventory can be in. */
export type InventoryLanguage = Inventory['language'];

/** What a policy stands for among those of an identity. */
export type PolicyLayer = InventoryPolicy['layer'];

/** One long-lived credential. */
export type InventoryCredential = NonNullable<InventoryIdentity['credentials']>[number];

/** What is in force in one Environment, as one file says; without a workspace, which the server adds. */
export type InventoryFacts = Omit<Inventory, 'workspace'>;

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
