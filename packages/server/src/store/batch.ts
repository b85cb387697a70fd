import { createHash, randomBytes } from 'node:crypto';
import type { Actor, Digest, DomainEvent, Instant, NewEvent, Refusal } from '@countersign/domain';
import {
  appendLeaf,
  canonicalBytes,
  digest,
  type Frontier,
  leafHash,
  MAX_ENTRY_BYTES,
} from '@countersign/evidence';
import type { StoredText } from './records.ts';
import type { CommandInput, Committed, LockedLog, Outcome } from './store.ts';
import type { Transaction } from './transaction.ts';
import { find, fold, load, type View } from './workspace-view.ts';
import { addWrites, flush, type IdempotencyRow, noWrites, type Writes } from './writes.ts';

/** One command as it waits for the lock. `key` is never empty: it is how a lost COMMIT answer is resolved. */
export interface Job<T = unknown> {
  readonly input: CommandInput;
  readonly key: string;
  readonly request: string;
  readonly work: (log: LockedLog) => Promise<Outcome<T>>;
}

type Ok<T> = Extract<Committed<T>, { ok: true }>;

/**
 * The commands of one transaction, one after another under the lock. Each sees what those before it appended; each
 * decides before anything is written, so that one that refuses or throws leaves no trace.
 */
export class Batch {
  readonly #tx: Transaction;
  readonly #writes: Writes = noWrites();
  readonly #known: Map<string, IdempotencyRow>;
  /** Looks for every stream before it appends to it. */
  readonly #isCareful: boolean;
  #view: View;
  #frontier: Frontier;
  /** When the newest event happened; `null` before genesis. */
  #lastAt: Instant | null;

  constructor(
    tx: Transaction,
    head: {
      view: View;
      frontier: Frontier;
      known: readonly IdempotencyRow[];
      isCareful: boolean;
      lastAt: Instant | null;
    },
  ) {
    this.#tx = tx;
    this.#view = head.view;
    this.#frontier = head.frontier;
    this.#isCareful = head.isCareful;
    this.#lastAt = head.lastAt;
    this.#known = new Map(head.known.map((row) => [slot(row.actor, row.key), row]));
  }

  get view(): View {
    return this.#view;
  }

  get lastAt(): Instant | null {
    return this.#lastAt;
  }

  /** Runs one command; what it appends becomes visible to the next. */
  async run<T>(job: Job<T>): Promise<Committed<T>> {
    const before = this.#known.get(slot(actorKey(job.input.actor), job.key));
    if (before !== undefined) return this.#replay<T>(before, job);
    const own = noWrites();
    const outcome = await job.work(this.#lockedLog(own, this.#at(job.input)));
    if ('refuse' in outcome) return { ok: false, refusals: outcome.refuse };
    return this.#append(job, outcome, own);
  }

  /** Writes everything that was appended; the caller commits. */
  async flush(): Promise<void> {
    await flush(this.#tx, this.#writes, this.#view, this.#frontier);
  }

  async #replay<T>(row: IdempotencyRow, job: Job<T>): Promise<Committed<T>> {
    if (row.request !== job.request) {
      const message = `the idempotency key \`${job.key}\` was used for another request`;
      return {
        ok: false,
        refusals: [{ code: 'IDEMPOTENCY_MISMATCH', message, details: { key: job.key } }],
      };
    }
    const inBatch = this.#writes.events.filter(
      ({ event }) => event.seq >= row.firstSeq && event.seq < row.firstSeq + row.events,
    );
    const events =
      inBatch.length > 0 || row.events === 0
        ? inBatch.map(({ event }) => event)
        : await this.#tx.after(row.firstSeq - 1, row.events);
    const last = row.hashedrekordEntry ?? row.logSize;
    return {
      ok: true,
      answer: row.answer as T,
      events,
      entries: events.map((_, at) => last - events.length + at),
      hashedrekordEntry: row.hashedrekordEntry,
      replayed: true,
      logSize: row.logSize,
    };
  }

  async #append<T>(
    job: Job<T>,
    outcome: Extract<Outcome<T>, { append: unknown }>,
    own: Writes,
  ): Promise<Committed<T>> {
    const expected = Object.keys(outcome.expected ?? {});
    const streams = [...outcome.append.map(({ stream }) => stream), ...expected];
    // A stream that its first event begins need not be looked for: the unique version refuses where it was there.
    const isBegun = !this.#isCareful && expected.length === 0 && this.#begins(job, outcome);
    if (!isBegun) this.#view = await load(this.#view, streams, this.#tx);
    const moved = this.#moved(outcome.expected ?? {});
    if (moved.length > 0) return { ok: false, refusals: moved };
    const appended = this.#entries(job.input, outcome, own);
    if (!appended.ok) return appended;
    const view = fold(this.#view, appended.events);
    assertFolded(view, appended.events);
    const { frontier, ...positions } = appended;
    const result: Ok<T> = { ...positions, answer: outcome.answer, replayed: false };
    const row = idempotencyRow(job, result, this.#view.seq + 1);
    own.idempotency.push(row);
    addWrites(this.#writes, own);
    this.#known.set(slot(row.actor, row.key), row);
    this.#frontier = frontier;
    this.#view = view;
    this.#lastAt = appended.events.at(-1)?.at ?? this.#lastAt;
    return result;
  }

  /** Whether every stream is loaded or begun by these very events. */
  #begins(job: Job, outcome: { readonly append: readonly NewEvent[] }): boolean {
    const events = this.#number(job.input, outcome.append);
    return unfolded(fold(this.#view, events), events) === undefined;
  }

  #moved(expected: Readonly<Record<string, number>>): Refusal[] {
    return Object.entries(expected).flatMap(([stream, version]) => {
      const current = find(this.#view.state, stream)?.version ?? 0;
      if (current === version) return [];
      const message = `\`${stream}\` is at version ${current}, not ${version}: it moved meanwhile`;
      return [
        { code: 'VERSION_CONFLICT', message, details: { stream, expected: version, current } },
      ];
    });
  }

  /** Makes entry bytes, hashes and positions; refuses an entry no tile can hold (C2SP tlog-tiles). */
  #entries(
    input: CommandInput,
    outcome: { readonly append: readonly NewEvent[]; readonly hashedrekord?: Uint8Array },
    own: Writes,
  ):
    | (Pick<Ok<unknown>, 'ok' | 'events' | 'entries' | 'hashedrekordEntry' | 'logSize'> & {
        frontier: Frontier;
      })
    | { ok: false; refusals: Refusal[] } {
    const events = this.#number(input, outcome.append);
    const encoded = events.map((event) => canonicalBytes(event));
    const leaves =
      outcome.hashedrekord === undefined ? encoded : [...encoded, outcome.hashedrekord];
    const tooLarge = leaves.filter((bytes) => bytes.length > MAX_ENTRY_BYTES);
    if (tooLarge.length > 0) return { ok: false, refusals: tooLarge.map(entryTooLarge) };
    const start = this.#frontier.size;
    let frontier = this.#frontier;
    for (const bytes of leaves) {
      const next = appendLeaf(frontier, leafHash(bytes));
      frontier = next.frontier;
      own.nodes.push(...next.completed);
    }
    events.forEach((event, at) => {
      own.events.push({ event, entry: start + at, bytes: encoded[at] ?? new Uint8Array() });
      own.entries.push({ index: start + at, kind: 'event', seq: event.seq, bytes: null });
    });
    const hashedrekordEntry = outcome.hashedrekord === undefined ? null : start + events.length;
    if (outcome.hashedrekord !== undefined) {
      const seq = events.at(-1)?.seq ?? this.#view.seq;
      own.entries.push({
        index: start + events.length,
        kind: 'hashedrekord',
        seq,
        bytes: outcome.hashedrekord,
      });
    }
    const entries = events.map((_, at) => start + at);
    return { ok: true, events, entries, hashedrekordEntry, logSize: frontier.size, frontier };
  }

  #number(input: CommandInput, append: readonly NewEvent[]): DomainEvent[] {
    const versions = new Map<string, number>();
    return append.map((event, at) => {
      const current =
        versions.get(event.stream) ?? find(this.#view.state, event.stream)?.version ?? 0;
      versions.set(event.stream, current + 1);
      return {
        v: 1,
        type: event.type,
        workspace: input.workspace,
        stream: event.stream,
        version: current + 1,
        seq: this.#view.seq + 1 + at,
        at: this.#at(input),
        actor: { kind: input.actor.kind, id: input.actor.id },
        payload: event.payload,
      } as DomainEvent;
    });
  }

  /**
   * INVARIANT: time never goes back in a log. A command's clock was read before the lock, so another command, or
   * another process with a clock ahead, may have been later already.
   */
  #at(input: CommandInput): Instant {
    return this.#lastAt !== null && this.#lastAt > input.at ? this.#lastAt : input.at;
  }

  async #texts(wanted: readonly Digest[]): Promise<ReadonlyMap<Digest, string>> {
    const kept = await readTexts(this.#tx, wanted);
    const found = new Map(kept.map(({ digest, text }) => [digest, text]));
    for (const one of wanted) {
      const own = this.#writes.texts.get(one);
      if (own !== undefined) found.set(one, own.text);
    }
    return found;
  }

  #lockedLog(own: Writes, at: Instant): LockedLog {
    return {
      at,
      workspace: this.#tx.workspace,
      size: this.#frontier.size,
      state: async (streams) => {
        this.#view = await load(this.#view, streams, this.#tx);
        return this.#view.state;
      },
      document: async (wanted) =>
        own.documents.get(wanted) ??
        this.#writes.documents.get(wanted) ??
        readDocument(this.#tx, wanted),
      texts: (wanted) => this.#texts(wanted),
      putDocument: (bytes) => {
        const made = digest(bytes);
        own.documents.set(made, bytes);
        return Promise.resolve(made);
      },
      putText: (text) => Promise.resolve(putText(own, randomBytes(SALT_BYTES), text)),
      putSaltedText: (salt, text) => Promise.resolve(putText(own, salt, text)),
      putPerson: ({ human, name, salt }) => own.persons.set(human, { name, salt }),
      putApiToken: (token) => own.tokens.push(token),
    };
  }
}

const SALT_BYTES = 16;

/** FORMATS section 2: texts appear in the log as SHA-256(salt‖text). */
function putText(own: Writes, salt: Uint8Array, text: string): Digest {
  const made: Digest = `sha256:${createHash('sha256').update(salt).update(text, 'utf8').digest('hex')}`;
  own.texts.set(made, { salt, text });
  return made;
}

export async function readDocument(
  tx: Transaction,
  wanted: Digest,
): Promise<Uint8Array | undefined> {
  const text = 'select bytes from documents where workspace_id = $1 and digest = $2';
  const rows = await tx.prepared<{ bytes: Buffer }>('document', text, [tx.workspace, wanted]);
  const bytes = rows[0]?.bytes;
  return bytes && new Uint8Array(bytes);
}

/** Texts by digest with their salts; every one of the workspace for `null`. */
export async function readTexts(
  tx: Transaction,
  digests: readonly Digest[] | null,
): Promise<StoredText[]> {
  const rows = await tx.prepared<{ digest: Digest; salt: Buffer; text: string }>(
    'texts',
    `select digest, salt, text from texts
     where workspace_id = $1 and ($2::text[] is null or digest = any($2)) order by digest`,
    [tx.workspace, digests && [...digests]],
  );
  return rows.map(({ digest, salt, text }) => ({ digest, salt: salt.toString('hex'), text }));
}

function idempotencyRow<T>(job: Job<T>, done: Ok<T>, firstSeq: number): IdempotencyRow {
  return {
    actor: actorKey(job.input.actor),
    key: job.key,
    request: job.request,
    answer: done.answer,
    firstSeq,
    events: done.events.length,
    hashedrekordEntry: done.hashedrekordEntry,
    logSize: done.logSize,
    at: job.input.at,
  };
}

/** INV-6: an event that its own stream's state does not count would fork the stream's versions. */
function assertFolded(view: View, events: readonly DomainEvent[]): void {
  const event = unfolded(view, events);
  if (event === undefined) return;
  throw new Error(
    `\`${event.type}\` on \`${event.stream}\` does not belong to a stream that has begun`,
  );
}

/** The first event that is the last of its stream here and that the stream's state does not count. */
function unfolded(view: View, events: readonly DomainEvent[]): DomainEvent | undefined {
  const last = new Map(events.map((event) => [event.stream, event]));
  return [...last.values()].find(
    (event) => find(view.state, event.stream)?.version !== event.version,
  );
}

function entryTooLarge(bytes: Uint8Array): Refusal {
  const message = `a log entry would be ${bytes.length} bytes; at most ${MAX_ENTRY_BYTES} fit`;
  return {
    code: 'ENTRY_TOO_LARGE',
    message,
    details: { bytes: bytes.length, limit: MAX_ENTRY_BYTES },
  };
}

export const actorKey = (actor: Actor): string => `${actor.kind}/${actor.id}`;

const slot = (actor: string, key: string): string => JSON.stringify([actor, key]);
