/** SHA-256 of bytes: `sha256:` and 64 lower-case hex digits. */
export type Digest = `sha256:${string}`;

/** RFC 3339 UTC with milliseconds (`2026-11-23T12:00:00.000Z`); such strings order as times do. */
export type Instant = string;

/** UUIDv7 in lower case. */
export type Id = string;
