/** Why something was refused: a stable code, one sentence, and what it refers to. */
export interface Refusal {
  readonly code: string;
  readonly message: string;
  readonly details?: Readonly<Record<string, unknown>>;
}

/** A value, or every reason why there is none. */
export type Parsed<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly refusals: readonly Refusal[] };

/** Digest of bytes: `sha256:` and 64 lower-case hex digits. */
export type Digest = `sha256:${string}`;
