import { ed25519 } from '@noble/curves/ed25519.js';
import { p256 } from '@noble/curves/nist.js';
import { fromBase64 } from '../bytes/base64.ts';
import { fromHex } from '../bytes/hex.ts';
import { concat, equalBytes } from '../bytes/octets.ts';

/** A service key's algorithm. The key decides it, never the message (attack 37). */
export type KeyType = 'ed25519' | 'ecdsa-p256';

/** DER up to the key bits of a SubjectPublicKeyInfo (RFC 8410, RFC 5480): the rest is the key itself. */
const SPKI: Readonly<Record<KeyType, Uint8Array>> = {
  ed25519: hexConstant('302a300506032b6570032100'),
  'ecdsa-p256': hexConstant('3059301306072a8648ce3d020106082a8648ce3d030107034200'),
};

const RAW_BYTES: Readonly<Record<KeyType, number>> = { ed25519: 32, 'ecdsa-p256': 65 };

/**
 * Whether a signature over `message` was made by the key. `publicKey` is base64 of the SubjectPublicKeyInfo or of the
 * bare key (32 bytes; 65 bytes, uncompressed). `signature` is 64 bytes for Ed25519 (RFC 8032, strict) and DER for
 * ECDSA P-256 with SHA-256, as `node:crypto` and Sigstore write it. Bad keys and signatures give false.
 */
export function verifySignature(claim: {
  readonly type: KeyType;
  readonly publicKey: string;
  readonly message: Uint8Array;
  readonly signature: Uint8Array;
}): boolean {
  const key = rawPublicKey(claim.type, claim.publicKey);
  if (key === undefined) return false;
  const { type, message, signature } = claim;
  return type === 'ed25519'
    ? verifyEd25519({ key, message, signature })
    : verifyP256({ key, message, signature, format: 'der' });
}

/** The bare key of either spelling of a public key; `undefined` when it is neither. */
export function rawPublicKey(type: KeyType, publicKey: string): Uint8Array | undefined {
  const bytes = fromBase64(publicKey);
  const prefix = SPKI[type];
  if (bytes?.length === RAW_BYTES[type]) return bytes;
  const isSpki = bytes?.length === prefix.length + RAW_BYTES[type];
  return isSpki && equalBytes(bytes.subarray(0, prefix.length), prefix)
    ? bytes.slice(prefix.length)
    : undefined;
}

/** The DER SubjectPublicKeyInfo of a bare key. */
export function subjectPublicKeyInfo(type: KeyType, key: Uint8Array): Uint8Array {
  if (key.length !== RAW_BYTES[type]) throw new TypeError(`not a bare ${type} key`);
  return concat(SPKI[type], key);
}

interface RawClaim {
  readonly key: Uint8Array;
  readonly message: Uint8Array;
  readonly signature: Uint8Array;
}

/** Ed25519 with the strict rules of RFC 8032: canonical encodings only. */
export function verifyEd25519({ key, message, signature }: RawClaim): boolean {
  return quietly(() => ed25519.verify(signature, message, key, { zip215: false }));
}

/** ECDSA over P-256 and SHA-256; a high S is accepted, since OpenSSL and authenticators make them. */
export function verifyP256(claim: RawClaim & { readonly format: 'der' | 'compact' }): boolean {
  const { key, message, signature, format } = claim;
  return quietly(() => p256.verify(signature, message, key, { lowS: false, format }));
}

/** The library throws on malformed keys and signatures; here they are simply not valid. */
function quietly(verify: () => boolean): boolean {
  try {
    return verify();
  } catch {
    return false;
  }
}

function hexConstant(hex: string): Uint8Array {
  return fromHex(hex) ?? new Uint8Array();
}
