import type { Digest, Id, Instant } from '@countersign/domain';

/** A text with the salt its digest was made with; both die together when it is erased. */
export interface StoredText {
  readonly digest: Digest;
  /** 32 hex digits. */
  readonly salt: string;
  readonly text: string;
}

/** Names of humans, apart from the log and erasable. `salt` (hex) is the one the Roster's commitment was made with. */
export interface PersonRecords {
  put(workspace: Id, persons: readonly Person[]): Promise<void>;
  /** Names by human id; all of the workspace without `humans`. */
  names(workspace: Id, humans?: readonly Id[]): Promise<ReadonlyMap<Id, string>>;
  all(workspace: Id): Promise<readonly Person[]>;
}

export interface Person {
  readonly human: Id;
  readonly name: string;
  readonly salt: string;
}

/** Who is signed in. The database holds hashes of secrets alone; `newSecret` in `secrets.ts` makes the secrets. */
export interface AccessRecords {
  openSession(session: Session & { readonly secretDigest: Digest }): Promise<void>;
  /** The session behind a secret, unless it is unknown or expired at `at`. */
  session(secret: string, at: Instant): Promise<Session | undefined>;
  closeSession(secret: string): Promise<void>;
  /** The API token behind a secret, unless unknown or expired at `at`; whether it was revoked is the domain's to say. */
  apiToken(
    secret: string,
    at: Instant,
  ): Promise<{ readonly workspace: Id; readonly id: Id } | undefined>;
  putChallenge(workspace: Id, nonce: string, expiresAt: Instant): Promise<void>;
  /** True once for a nonce that was issued and has not expired. */
  takeChallenge(workspace: Id, nonce: string, at: Instant): Promise<boolean>;
}

export interface Session {
  readonly workspace: Id;
  /** A visitor reads an evaluation and has no human behind it. */
  readonly kind: 'human' | 'visitor';
  readonly human: Id | null;
  readonly credential: Id | null;
  readonly expiresAt: Instant;
}

/** Facts of this installation as JSON, e.g. the hash of the setup token; no workspace in them. */
export interface SetupRecords {
  get(name: string): Promise<unknown>;
  put(name: string, value: unknown): Promise<void>;
  /** Removes it; true for the one caller that did (one-time links). */
  take(name: string): Promise<boolean>;
}
