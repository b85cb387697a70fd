import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { Id, Instant, Refusal } from '@countersign/domain';
import { EMPTY_FRONTIER, type Frontier, HASH_BYTES } from '@countersign/evidence';
import type { Pool } from 'pg';
import { actorKey, Batch, type Job } from './batch.ts';
import {
  isDatabaseError,
  isTaken,
  isTransient,
  isUnavailable,
  unavailable,
} from './database-error.ts';
import {
  type CommandInput,
  type Committed,
  type LockedLog,
  type Outcome,
  StoreUnavailable,
} from './store.ts';
import { begin, connected, type Transaction } from './transaction.ts';
import { catchUp, emptyView, type View } from './workspace-view.ts';
import type { IdempotencyRow } from './writes.ts';

/** Commands that share one lock and one disk flush; beyond this, latency grows and throughput does not. */
const BATCH_MAX = 64;
/** How long a command outlives a database that is away: a supervised restart takes about a second. */
const RETRY_PATIENCE_MS = 15_000;
const RETRY_PAUSE_MS = 100;

interface Waiting {
  readonly job: Job;
  readonly since: number;
  /** Whether a COMMIT was sent and its answer lost. */
  isUnknown: boolean;
  attempts: number;
  resolve(result: Committed<unknown>): void;
  reject(error: unknown): void;
}

export interface LaneOptions {
  readonly pool: Pool;
  /** Why the workspace takes no writes now; may ask the database and the anchor. */
  readonly refusals: (workspace: Id) => Promise<readonly Refusal[]>;
  /** Told when a transaction failed: what was known of the workspace may not hold after a reconnect. */
  readonly onFault: (workspace: Id) => void;
}

type Settled = { readonly result: Committed<unknown> } | { readonly error: unknown };

/**
 * The commands of one workspace in this process, in the order they came. Those that wait while a transaction runs
 * share the next one (group commit): each still decides alone, in order, under the lock.
 */
export class Lane {
  /** The newest event this process saw, so that its time need not be read again. */
  #newest: { readonly seq: number; readonly at: Instant | null } | undefined;
  readonly #options: LaneOptions;
  readonly #workspace: Id;
  readonly #waiting: Waiting[] = [];
  #running: Promise<void> | undefined;
  /** What was folded up to the last commit seen here. */
  view: View | undefined;

  constructor(workspace: Id, options: LaneOptions) {
    this.#workspace = workspace;
    this.#options = options;
  }

  /** Whether nothing would be lost but what it has cached. */
  get isIdle(): boolean {
    return this.#running === undefined;
  }

  submit<T>(
    input: CommandInput,
    work: (log: LockedLog) => Promise<Outcome<T>>,
  ): Promise<Committed<T>> {
    // Without a key of the caller's own, one for this call: a lost COMMIT answer must be resolvable.
    const key = input.idempotency?.key ?? `call:${randomUUID()}`;
    const job: Job<T> = { input, key, request: input.idempotency?.request ?? '', work };
    const since = performance.now();
    return new Promise<Committed<T>>((settled, reject) => {
      const resolve = settled as (result: Committed<unknown>) => void;
      this.#waiting.push({ job, since, isUnknown: false, attempts: 0, resolve, reject });
      this.#running ??= this.#drain();
    });
  }

  async #drain(): Promise<void> {
    while (this.#waiting.length > 0) await this.#turn(this.#waiting.splice(0, BATCH_MAX));
    this.#running = undefined;
  }

  async #turn(batch: Waiting[]): Promise<void> {
    try {
      const refusals = await this.#options.refusals(this.#workspace);
      const settled: readonly Settled[] =
        refusals.length > 0
          ? batch.map(() => ({ result: { ok: false, refusals } }))
          : await connected(this.#options.pool, (client) => this.#transaction(client, batch));
      for (const [at, waiting] of batch.entries()) settle(waiting, settled[at]);
    } catch (error) {
      this.view = undefined;
      this.#options.onFault(this.#workspace);
      await this.#again(batch, error);
    }
  }

  /** Puts a failed transaction's commands back in front, or gives up on those that waited too long. */
  async #again(batch: Waiting[], error: unknown): Promise<void> {
    const retry: Waiting[] = [];
    for (const waiting of batch) {
      const isPatient = performance.now() - waiting.since < RETRY_PATIENCE_MS;
      // The first time, a version that is taken means a stream was begun twice; the next time it is a bug.
      const canRetry = isTransient(error) || (isTaken(error) && waiting.attempts === 0);
      waiting.attempts += 1;
      if (canRetry && isPatient) retry.push(waiting);
      else waiting.reject(isAway(error) ? unavailable(error, waiting.isUnknown) : error);
    }
    if (retry.length === 0) return;
    this.#waiting.unshift(...retry);
    await wait(RETRY_PAUSE_MS);
  }

  async #transaction(client: Parameters<typeof begin>[0], batch: Waiting[]): Promise<Settled[]> {
    const tx = await begin(client, this.#workspace);
    const head = await lockHead(tx);
    if (head === undefined) {
      await client.query('rollback');
      return batch.map(() => ({ result: unknownWorkspace(this.#workspace) }));
    }
    const view = await catchUp(this.view ?? emptyView(head.nextSeq - 1), head.nextSeq - 1, tx);
    const known = await knownKeys(tx, batch);
    const isCareful = batch.some(({ attempts }) => attempts > 0);
    const lastAt = await this.#lastAt(tx, head.nextSeq - 1);
    const running = new Batch(tx, { view, frontier: head.frontier, known, isCareful, lastAt });
    const settled: Settled[] = [];
    for (const { job } of batch) settled.push(await outcomeOf(running, job));
    await running.flush();
    for (const waiting of batch) waiting.isUnknown = true;
    await client.query('commit');
    this.view = running.view;
    this.#newest = { seq: running.view.seq, at: running.lastAt };
    return settled;
  }

  /** When the event of this seq happened: known here, unless another process appended it. */
  async #lastAt(tx: Transaction, seq: number): Promise<Instant | null> {
    if (seq === -1) return null;
    if (this.#newest?.seq === seq) return this.#newest.at;
    return (await tx.atSeq(seq))?.at ?? null;
  }
}

const isAway = (error: unknown): boolean =>
  error instanceof StoreUnavailable || isTransient(error) || isUnavailable(error);

/** A command that throws fails alone; a database that fails takes the transaction with it. */
async function outcomeOf(batch: Batch, job: Job): Promise<Settled> {
  try {
    return { result: await batch.run(job) };
  } catch (error) {
    if (isDatabaseError(error)) throw error;
    return { error };
  }
}

function settle(waiting: Waiting, settled: Settled | undefined): void {
  if (settled === undefined || 'error' in settled) {
    waiting.reject(settled?.error);
    return;
  }
  const { result } = settled;
  // Found again after its COMMIT answer was lost: to its caller it is the first answer.
  const isFirst = result.ok && result.replayed && waiting.attempts > 0;
  waiting.resolve(isFirst ? { ...result, replayed: false } : result);
}

/** DESIGN section 3: the log's head is locked before anything is read. */
async function lockHead(
  tx: Transaction,
): Promise<{ nextSeq: number; frontier: Frontier } | undefined> {
  const rows = await tx.prepared<{ size: number; next_seq: number; frontier: Buffer }>(
    'lock_head',
    'select size, next_seq, frontier from log_heads where workspace_id = $1 for update',
    [tx.workspace],
  );
  const head = rows[0];
  return head && { nextSeq: head.next_seq, frontier: decodeFrontier(head.size, head.frontier) };
}

function decodeFrontier(size: number, bytes: Buffer): Frontier {
  if (size === 0) return EMPTY_FRONTIER;
  const hashes = Array.from({ length: bytes.length / HASH_BYTES }, (_, at) =>
    Uint8Array.from(bytes.subarray(at * HASH_BYTES, (at + 1) * HASH_BYTES)),
  );
  return { size, hashes };
}

async function knownKeys(tx: Transaction, batch: readonly Waiting[]): Promise<IdempotencyRow[]> {
  const asked = batch.filter(({ job, attempts }) => job.input.idempotency !== null || attempts > 0);
  if (asked.length === 0) return [];
  return tx.prepared<IdempotencyRow & Record<string, unknown>>(
    'known_keys',
    `select actor, key, request, answer, first_seq as "firstSeq", events,
       hashedrekord_entry as "hashedrekordEntry", log_size as "logSize", created_at as at
     from idempotency where workspace_id = $1
       and (actor, key) in (select * from unnest($2::text[], $3::text[]))`,
    [
      tx.workspace,
      asked.map(({ job }) => actorKey(job.input.actor)),
      asked.map(({ job }) => job.key),
    ],
  );
}

/** The refusal for a workspace that was never created here. */
export const unknownWorkspace = (workspace: Id): Committed<never> => ({
  ok: false,
  refusals: [
    {
      code: 'UNKNOWN_WORKSPACE',
      message: `there is no workspace \`${workspace}\``,
      details: { workspace },
    },
  ],
});
