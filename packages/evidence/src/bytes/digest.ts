import { sha256 as nobleSha256, sha512 as nobleSha512 } from '@noble/hashes/sha2.js';
import type { Digest } from '../values.ts';
import { canonicalBytes } from './canonical.ts';
import { fromHex, toHex } from './hex.ts';
import { concat } from './octets.ts';
import { utf8 } from './utf8.ts';

/** SHA-256 (FIPS 180-4), 32 bytes. */
export function sha256(bytes: Uint8Array): Uint8Array {
  return nobleSha256(bytes);
}

/** SHA-512 (FIPS 180-4), 64 bytes. */
export function sha512(bytes: Uint8Array): Uint8Array {
  return nobleSha512(bytes);
}

/** The digest of bytes exactly as they are. */
export function digest(bytes: Uint8Array): Digest {
  return `sha256:${toHex(sha256(bytes))}`;
}

/** The digest of a value's canonical bytes. */
export function digestOf(value: unknown): Digest {
  return digest(canonicalBytes(value));
}

/** SHA-256(salt‖text): how texts and identities stand in the log, so that erasing the salt erases the link. */
export function saltedDigest(salt: Uint8Array, text: string): Digest {
  return digest(concat(salt, utf8(text)));
}

/** Whether a text is a digest in its only spelling. */
export function isDigest(text: unknown): text is Digest {
  return typeof text === 'string' && /^sha256:[0-9a-f]{64}$/.test(text);
}

/** The 64 hex digits of a digest, as in-toto writes it. */
export function digestHex(value: Digest): string {
  return value.slice('sha256:'.length);
}

/** The 32 bytes of a digest. Throws when it is none. */
export function digestBytes(value: Digest): Uint8Array {
  const bytes = isDigest(value) ? fromHex(digestHex(value)) : undefined;
  if (bytes === undefined) throw new TypeError('not a digest');
  return bytes;
}
