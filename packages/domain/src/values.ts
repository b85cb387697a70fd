/** Digest of bytes: `sha256:` and 64 lower-case hex digits. */
export type Digest = `sha256:${string}`;

/** RFC 3339 UTC with milliseconds (`2026-11-23T12:00:00.000Z`); such strings order as times do. */
export type Instant = string;

/** UUIDv7 in lower case. */
export type Id = string;

export type Tier = 'T0' | 'T1' | 'T2' | 'T3' | 'T4';

export type Assurance = 'ssh' | 'ssh-sk-verified' | 'webauthn-uv';

export type OnLapse = 'keep' | 'deny';

/** The languages a policy and a requirement may be written in. */
export type PolicyLanguage = 'aws-iam' | 'kubernetes-rbac' | 'grants';

/** Who acts on Countersign. Only a `human` decides (INV-12); `system` records deadlines and proofs. */
export interface Actor {
  readonly kind: 'human' | 'agent' | 'pipeline' | 'system';
  readonly id: Id;
}

/** Why something was refused: a stable code, one sentence, and what it refers to. */
export interface Refusal {
  readonly code: string;
  readonly message: string;
  readonly details?: Readonly<Record<string, unknown>>;
}

export type Decided<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly refusals: readonly Refusal[] };
