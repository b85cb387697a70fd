import { decodeUtf8 } from './utf8.ts';

const STANDARD = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const VALUES: ReadonlyMap<number, number> = new Map(
  [...STANDARD].map((char, value) => [char.charCodeAt(0), value]),
);

const CODES: Uint8Array = Uint8Array.from(STANDARD, (char) => char.charCodeAt(0));
const PADDING = 61;

/** Standard base64 with padding (RFC 4648 section 4). */
export function toBase64(bytes: Uint8Array): string {
  const codes = new Uint8Array(Math.ceil(bytes.length / 3) * 4).fill(PADDING);
  let bits = 0;
  let written = 0;
  for (const [at, byte] of bytes.entries()) {
    bits = ((bits << 8) | byte) & 0xffff;
    const held = (at % 3) * 2 + 2;
    codes[written++] = codeOf(bits >> held);
    if (held === 6) codes[written++] = codeOf(bits);
  }
  const left = (bytes.length % 3) * 2;
  if (left > 0) codes[written] = codeOf(bits << (6 - left));
  return decodeUtf8(codes) ?? '';
}

const codeOf = (bits: number): number => CODES[bits & 63] ?? PADDING;

/**
 * Bytes of standard base64; `undefined` for white space, missing padding, the URL alphabet and for unused bits that
 * are not zero (RFC 4648 section 3.5), so that bytes have exactly one text.
 */
export function fromBase64(text: string): Uint8Array | undefined {
  if (text.length % 4 !== 0) return undefined;
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  const digits = text.length - padding;
  const bytes = new Uint8Array((text.length / 4) * 3 - padding);
  let bits = 0;
  let written = 0;
  for (let at = 0; at < digits; at += 1) {
    const value = VALUES.get(text.charCodeAt(at));
    if (value === undefined) return undefined;
    bits = ((bits << 6) | value) & 0xffff;
    const held = ((at + 1) * 6) % 8;
    if (held !== 6) bytes[written++] = bits >> held;
  }
  const unused = (digits * 6) % 8;
  return (bits & ((1 << unused) - 1)) === 0 ? bytes : undefined;
}

/** Base64url without padding (RFC 4648 section 5), as WebAuthn writes its challenge. */
export function toBase64Url(bytes: Uint8Array): string {
  return toBase64(bytes).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

/** Bytes of unpadded base64url; `undefined` for anything else. */
export function fromBase64Url(text: string): Uint8Array | undefined {
  if (/[+/=]/.test(text)) return undefined;
  const standard = text.replaceAll('-', '+').replaceAll('_', '/');
  return fromBase64(standard.padEnd(Math.ceil(standard.length / 4) * 4, '='));
}
