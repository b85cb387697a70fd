import { fromBase64, toBase64 } from '../bytes/base64.ts';
import { sha256 } from '../bytes/digest.ts';
import { toHex } from '../bytes/hex.ts';
import { concat } from '../bytes/octets.ts';
import { utf8 } from '../bytes/utf8.ts';
import { accepted, type Parsed, quoted, refusal, refused } from '../refusal.ts';

/** Signature type of a log's own Ed25519 key (C2SP signed-note). */
export const NOTE_ED25519 = 0x01;

const ED25519_KEY_BYTES = 32;

/** An Ed25519 key by which notes are checked, with the name it signs under. */
export interface VerifierKey {
  readonly name: string;
  /** First 4 bytes of {@link noteKeyHash}: tells signature lines apart, proves nothing. */
  readonly keyId: Uint8Array;
  /** 32 bytes. */
  readonly publicKey: Uint8Array;
}

/** Whether a text can name a note's key: not empty, no white space, no `+`, no control character. */
export function isKeyName(name: string): boolean {
  return /^[^\s+\p{C}]+$/u.test(name);
}

/** SHA-256(name‖0x0A‖type‖key): the whole of a key id; Sigstore calls it the log id. */
export function noteKeyHash(name: string, type: number, publicKey: Uint8Array): Uint8Array {
  return sha256(concat(utf8(name), Uint8Array.of(0x0a, type), publicKey));
}

/** The 4-byte key id of C2SP signed-note. */
export function keyId(name: string, type: number, publicKey: Uint8Array): Uint8Array {
  return noteKeyHash(name, type, publicKey).slice(0, 4);
}

/** The key as other tools take it: `<name>+<key id in hex>+<base64 of 0x01‖key>` (C2SP signed-note). */
export function verifierKey(name: string, publicKey: Uint8Array): string {
  if (!isKeyName(name)) throw new TypeError(`${quoted(name)} cannot name a key`);
  if (publicKey.length !== ED25519_KEY_BYTES) throw new TypeError('an Ed25519 key has 32 bytes');
  const typed = concat(Uint8Array.of(NOTE_ED25519), publicKey);
  return `${name}+${toHex(keyId(name, NOTE_ED25519, publicKey))}+${toBase64(typed)}`;
}

/** Reads what {@link verifierKey} writes; refuses VERIFIER_KEY, also when the key id is not the key's. */
export function parseVerifierKey(text: string): Parsed<VerifierKey> {
  const [, name = '', , typed = ''] = /^([^+]+)\+([0-9a-f]{8})\+(.+)$/.exec(text) ?? [];
  const bytes = fromBase64(typed);
  const isEd25519 = bytes?.length === ED25519_KEY_BYTES + 1 && bytes[0] === NOTE_ED25519;
  if (!(isEd25519 && isKeyName(name))) return badKey(text);
  const publicKey = bytes.slice(1);
  if (verifierKey(name, publicKey) !== text) return badKey(text);
  return accepted({ name, keyId: keyId(name, NOTE_ED25519, publicKey), publicKey });
}

function badKey(text: string): Parsed<never> {
  return refused(
    refusal('VERIFIER_KEY', `${quoted(text)} is not an Ed25519 verifier key \`name+id+key\``),
  );
}
