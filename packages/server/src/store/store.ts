import type {
  Actor,
  Digest,
  DomainEvent,
  Id,
  Instant,
  NewEvent,
  Refusal,
  WorkspaceState,
} from '@countersign/domain';
import type { LogReader } from '../log/log.ts';
import type { Aggregate, AggregateKind, AggregateQuery, Page } from './aggregate.ts';
import type { Pruned } from './prune.ts';
import type { AccessRecords, PersonRecords, SetupRecords, StoredText } from './records.ts';

/**
 * Where Countersign keeps what it knows. Events are the truth, append-only and in one total order per workspace;
 * everything else is derived from them or apart on purpose (texts and persons can be erased).
 *
 * A method throws `StoreUnavailable` when the database cannot be reached; refusals are values.
 */
export interface Store {
  /**
   * One command in one transaction: lock the workspace's log head FIRST, look the idempotency key up, load, decide,
   * append events with their log entries, read models, outbox and idempotency row, commit.
   *
   * `work` MAY run more than once (a lost connection) and MUST NOT have effects of its own. Commands of one workspace
   * never run at the same time. Refusals: those of `work`, `IDEMPOTENCY_MISMATCH`, `VERSION_CONFLICT`,
   * `ENTRY_TOO_LARGE`, `UNKNOWN_WORKSPACE`, `WORKSPACE_READ_ONLY`.
   */
  command<T>(
    input: CommandInput,
    work: (log: LockedLog) => Promise<Outcome<T>>,
  ): Promise<Committed<T>>;

  /** Events after `after` (a seq; none means from genesis) in total order, at most `limit` (default 1,000). */
  events(workspace: Id, query?: EventQuery): Promise<readonly DomainEvent[]>;
  /** The fold of at least the streams named (`candidate/U`, or `candidate/*` for every one of a kind), or of all. */
  state(workspace: Id, streams: readonly string[] | 'all'): Promise<WorkspaceState>;
  /** Read models of one kind, newest first. */
  aggregates<K extends AggregateKind>(
    workspace: Id,
    kind: K,
    query?: AggregateQuery,
  ): Promise<Page<Aggregate<K>>>;
  aggregate<K extends AggregateKind>(
    workspace: Id,
    kind: K,
    id: Id,
  ): Promise<Aggregate<K> | undefined>;

  document(workspace: Id, digest: Digest): Promise<Uint8Array | undefined>;
  documents(workspace: Id, digests: readonly Digest[]): Promise<ReadonlyMap<Digest, Uint8Array>>;
  /** Digests of every document of the workspace, ascending, for the audit export. */
  documentDigests(workspace: Id): Promise<readonly Digest[]>;
  /** Texts by salted digest; an erased one is absent. */
  texts(workspace: Id, digests: readonly Digest[]): Promise<ReadonlyMap<Digest, string>>;
  /** A text with its salt; `undefined` where it was erased. */
  saltedText(workspace: Id, digest: Digest): Promise<StoredText | undefined>;
  /** Every text with its salt, for the audit export. */
  allTexts(workspace: Id): Promise<readonly StoredText[]>;

  /** Registers a workspace with an empty log; its first command appends genesis. `false` when the id is taken. */
  createWorkspace(workspace: Workspace): Promise<boolean>;
  workspaces(): Promise<readonly Workspace[]>;

  readonly log: LogReader;
  readonly persons: PersonRecords;
  readonly access: AccessRecords;
  readonly setup: SetupRecords;

  /**
   * Removes what nobody can use any more at `at`: expired sessions, login challenges and visit codes, and idempotency
   * rows older than `IDEMPOTENCY_DAYS`. Events, texts and persons stay. Safe to run twice and in several processes.
   */
  prune(at: Instant): Promise<Pruned>;
  /** Resolves when the database answers; for `/readyz`. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

export interface Workspace {
  readonly id: Id;
  readonly mode: 'founded' | 'evaluation';
  readonly createdAt: Instant;
}

export interface CommandInput {
  readonly workspace: Id;
  readonly actor: Actor;
  /** `request` is the digest of what was asked; the same key with another digest is refused. */
  readonly idempotency: { readonly key: string; readonly request: Digest } | null;
  readonly at: Instant;
}

/** The workspace while its log head is locked: nothing read here can move before the commit. */
export interface LockedLog {
  readonly workspace: Id;
  /** Number of log entries. */
  readonly size: number;
  /** When this command happens: its own time, or the newest event's where that is later. Decide by this. */
  readonly at: Instant;
  /** As `Store.state`, under the lock. */
  state(streams: readonly string[] | 'all'): Promise<WorkspaceState>;
  document(digest: Digest): Promise<Uint8Array | undefined>;
  /** As `Store.texts`, with what the commands before this one keep. */
  texts(digests: readonly Digest[]): Promise<ReadonlyMap<Digest, string>>;
  /** Keeps content by its digest when the command commits. */
  putDocument(bytes: Uint8Array): Promise<Digest>;
  /** Keeps an erasable text under a fresh salt when the command commits; the digest is SHA-256(salt‖text). */
  putText(text: string): Promise<Digest>;
  /** As `putText` with a salt from outside (16 bytes). */
  putSaltedText(salt: Uint8Array, text: string): Promise<Digest>;
  /** Keeps a person's name when the command commits. */
  putPerson(person: { readonly human: Id; readonly name: string; readonly salt: string }): void;
  /** Keeps the hash of an API token's secret when the command commits. */
  putApiToken(token: {
    readonly id: Id;
    readonly secretDigest: Digest;
    readonly expiresAt: Instant;
  }): void;
}

export type Outcome<T> =
  | {
      readonly append: readonly NewEvent[];
      /** Stream versions the decision stands on; another one refuses with `VERSION_CONFLICT`. */
      readonly expected?: Readonly<Record<string, number>>;
      /** Second log entry right after the events: Rekor's hashedrekord over a release's PAE (FORMATS section 2). */
      readonly hashedrekord?: Uint8Array;
      /** JSON; kept with the idempotency key, so no secrets. */
      readonly answer: T;
    }
  | { readonly refuse: readonly Refusal[] };

export type Committed<T> =
  | {
      readonly ok: true;
      readonly answer: T;
      readonly events: readonly DomainEvent[];
      /** Log index of each event, and of the hashedrekord. */
      readonly entries: readonly number[];
      readonly hashedrekordEntry: number | null;
      /** Answered from the idempotency row: the command had committed before. */
      readonly replayed: boolean;
      /** Log size right after this command; wait for `published(workspace, logSize)` before handing out evidence. */
      readonly logSize: number;
    }
  | { readonly ok: false; readonly refusals: readonly Refusal[] };

export interface EventQuery {
  readonly after?: number;
  readonly limit?: number;
  readonly stream?: string;
}

/** The database cannot be reached or cannot write. `outcomeUnknown`: the commit may have happened; ask again with the key. */
export class StoreUnavailable extends Error {
  readonly code = 'STORE_UNAVAILABLE';
  readonly outcomeUnknown: boolean;
  constructor(message: string, options: { cause?: unknown; outcomeUnknown?: boolean } = {}) {
    super(message, { cause: options.cause });
    this.name = 'StoreUnavailable';
    this.outcomeUnknown = options.outcomeUnknown ?? false;
  }
}
