import type { PasskeySource } from '@countersign/assurance';
import type { Actor, Digest, Id, Instant, Refusal } from '@countersign/domain';
import type { AnalysisPool } from '../analysis-pool/analysis-pool.ts';
import type { Publisher } from '../anchor/publisher.ts';
import type { KeyRing } from '../keys/signer.ts';
import type { Store } from '../store/store.ts';
import type { FactsCache } from './facts-cache.ts';

/** What every command and query works with; time, randomness and keys come from here alone (INV-9). */
export interface Deps {
  readonly store: Store;
  readonly now: () => Instant;
  /** A new UUIDv7. */
  readonly newId: () => Id;
  readonly analysis: AnalysisPool;
  readonly keys: KeyRing;
  readonly publisher: Publisher;
  /** Where passkey signatures may come from; without it none counts. */
  readonly passkeys: PasskeySource | null;
  /** What was proved of documents before. */
  readonly facts: FactsCache;
}

/** Who asks, in which workspace; `idempotency` names a request that may come twice. */
export interface Caller {
  readonly workspace: Id;
  readonly actor: Actor;
  readonly idempotency: { readonly key: string; readonly request: Digest } | null;
}

export interface Refused {
  readonly ok: false;
  readonly refusals: readonly Refusal[];
}

/** What a command answers. `logSize` is the size of the log with this command's entries in it. */
export type Answer<T> =
  | { readonly ok: true; readonly value: T; readonly logSize: number; readonly replayed: boolean }
  | Refused;

/** A refusal of the server's own; the domain's have their own makers. */
export function refuse(
  code: string,
  message: string,
  details?: Readonly<Record<string, unknown>>,
): Refused {
  return {
    ok: false,
    refusals: [details === undefined ? { code, message } : { code, message, details }],
  };
}

/** The caller for what nobody asked: deadlines and proofs (INV-12: it decides nothing). */
export function systemCaller(workspace: Id): Caller {
  return { workspace, actor: { kind: 'system', id: workspace }, idempotency: null };
}
