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
  | 'endpoint'
  | 'objects'
  | 'access';

const LIMITS: readonly ChangeLayer[] = ['boundary', 'session', 'scp', 'rcp', 'endpoint'];

/** A policy that limits what others give: without one there is no limit, which is not the same as no access. */
export function isLimit(layer: ChangeLayer): boolean {
  return LIMITS.includes(layer);
}

/** What no limit is, as a policy. */
export const NO_LIMIT =
  '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}';

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
  /** What was taken for granted to read it. */
  readonly assumptions?: readonly string[];
  readonly changes: readonly PolicyChange[];
  /** Policies it names and leaves as they are. */
  readonly unchanged: number;
  /** What concerns the whole: then it is not certain that every change is listed. */
  readonly unresolved: readonly Unresolved[];
}
