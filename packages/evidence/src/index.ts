export * from './bytes/index.ts';
export type { Parsed, Refusal } from './refusal.ts';
export type { Digest, Id, Instant } from './values.ts';
