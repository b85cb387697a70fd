import type { InventoryLanguage } from './inventory/inventory.ts';
import type { Unresolved } from './unresolved.ts';

/** Which kind of policy changes. `access` is what a program gives by other means than a policy it writes. */
export type ChangeLayer =
  | 'identity'
  | 'resource'
  | 'boundary'
  | 'session'
  | 'scp'
  | 'rcp'
  | 'objects'
  | 'access';

/** One policy that a plan, a template or manifests would change. */
export interface PolicyChange {
  /** What the tool calls it: a resource address, a logical id, an object. */
  readonly address: string;
  /** The attribute the policy stands in; empty where it is the whole. */
  readonly attribute: string;
  readonly language: InventoryLanguage;
  readonly layer: ChangeLayer;
  readonly action: 'create' | 'update' | 'replace' | 'delete';
  /** JSON text before and after; null: there is none. */
  readonly from: string | null;
  readonly to: string | null;
  /** What could not be told. With one of these the change is undetermined, whatever `from` and `to` say. */
  readonly unresolved: readonly Unresolved[];
}

/** What a plan or template would change. */
export interface ChangesReading {
  readonly changes: readonly PolicyChange[];
  /** Policies it names and leaves as they are. */
  readonly unchanged: number;
  /** What concerns the whole: then it is not certain that every change is listed. */
  readonly unresolved: readonly Unresolved[];
}
