export * from './bytes/index.ts';
export * from './dsse/index.ts';
export * from './formats/index.ts';
export {
  type KeyType,
  rawPublicKey,
  subjectPublicKeyInfo,
  verifySignature,
} from './keys/verify.ts';
export * from './log/index.ts';
export type { Parsed, Refusal } from './refusal.ts';
export { suggestion } from './schema/suggestion.ts';
export * from './sigstore/index.ts';
export * from './ssh/index.ts';
export type { Digest, Id, Instant } from './values.ts';
