import type { Parsed, Refusal } from '../refusal.ts';

/** Largest policy text that is read, in bytes of UTF-8. */
export const MAX_POLICY_BYTES = 262_144;

/** Characters that change what a reader sees without being seen: bidi controls, zero-width, other controls. */
const INVISIBLE_RANGES: readonly (readonly [number, number])[] = [
  [0x00, 0x08],
  [0x0b, 0x0c],
  [0x0e, 0x1f],
  [0x7f, 0x9f],
  [0xad, 0xad],
  [0x34f, 0x34f],
  [0x61c, 0x61c],
  [0x115f, 0x1160],
  [0x17b4, 0x17b5],
  [0x180e, 0x180e],
  [0x200b, 0x200f],
  [0x2028, 0x202e],
  [0x2060, 0x206f],
  [0x3164, 0x3164],
  [0xfe00, 0xfe0f],
  [0xfeff, 0xfeff],
  [0xffa0, 0xffa0],
  [0xfff9, 0xfffb],
  [0xe0000, 0xe0fff],
];
const INVISIBLE = new RegExp(
  `[${INVISIBLE_RANGES.map(([low, high]) => `\\u{${low.toString(16)}}-\\u{${high.toString(16)}}`).join('')}]`,
  'gu',
);

/** The text of a policy file, or why it is not one: too large, not UTF-8, invisible characters, all at once. */
export function readPolicyText(input: string | Uint8Array, maxBytes: number): Parsed<string> {
  const size = typeof input === 'string' ? utf8Length(input, maxBytes) : input.length;
  if (size > maxBytes) return refuse(tooLarge(maxBytes));
  const text = typeof input === 'string' ? input : decodeUtf8(input);
  if (typeof text !== 'string') return refuse(text);
  const refusals = invisibleCharacters(text);
  return refusals.length > 0 ? { ok: false, refusals } : { ok: true, value: text };
}

/** The invisible character in a string, as `U+202E`, or nothing. Escapes can carry what the raw text does not. */
export function findInvisible(value: string): string | undefined {
  INVISIBLE.lastIndex = 0;
  const found = INVISIBLE.exec(value)?.[0];
  return found === undefined ? undefined : codePointName(found);
}

function refuse(refusal: Refusal): Parsed<string> {
  return { ok: false, refusals: [refusal] };
}

function tooLarge(maxBytes: number): Refusal {
  const message = `the policy is larger than ${maxBytes} bytes`;
  return { code: 'POLICY_TOO_LARGE', message, details: { line: 1, column: 1, maxBytes } };
}

function utf8Length(text: string, stopAbove: number): number {
  if (text.length > stopAbove) return text.length;
  let size = 0;
  for (const char of text) size += codePointLength(char.codePointAt(0) ?? 0);
  return size;
}

function codePointLength(code: number): number {
  if (code < 0x80) return 1;
  if (code < 0x800) return 2;
  return code < 0x10000 ? 3 : 4;
}

function invisibleCharacters(text: string): Refusal[] {
  const refusals: Refusal[] = [];
  for (const match of text.matchAll(INVISIBLE)) {
    const name = codePointName(match[0]);
    const message = `the text holds the invisible character \`${name}\``;
    refusals.push({ code: 'INVISIBLE_CHARACTER', message, details: place(text, match.index) });
  }
  return refusals;
}

function codePointName(char: string): string {
  return `U+${(char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}

function place(text: string, index: number): { line: number; column: number } {
  const before = text.slice(0, index);
  const lineStart = before.lastIndexOf('\n') + 1;
  return { line: before.split('\n').length, column: index - lineStart + 1 };
}

/** Strict UTF-8 (RFC 3629): no overlong forms, no surrogates, nothing above U+10FFFF. */
function decodeUtf8(bytes: Uint8Array): string | Refusal {
  const parts: string[] = [];
  let offset = 0;
  while (offset < bytes.length) {
    const code = codePointAt(bytes, offset);
    if (code === undefined) return notUtf8(bytes, offset);
    parts.push(String.fromCodePoint(code));
    offset += codePointLength(code);
  }
  return parts.join('');
}

function notUtf8(bytes: Uint8Array, offset: number): Refusal {
  const before = bytes.subarray(0, offset);
  const lineStart = before.lastIndexOf(10) + 1;
  const line = before.reduce((count, byte) => (byte === 10 ? count + 1 : count), 1);
  const message = `the text is not UTF-8: byte ${offset} cannot stand there`;
  return { code: 'NOT_UTF8', message, details: { line, column: offset - lineStart + 1, offset } };
}

function codePointAt(bytes: Uint8Array, offset: number): number | undefined {
  const first = bytes[offset] ?? 0;
  if (first < 0x80) return first;
  if (first < 0xc2 || first > 0xf4) return undefined;
  const length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  let code = first & (0xff >> (length + 1));
  for (let index = 1; index < length; index += 1) {
    const next = bytes[offset + index];
    if (next === undefined || (next & 0xc0) !== 0x80) return undefined;
    code = (code << 6) | (next & 0x3f);
  }
  return isScalarOfLength(code, length) ? code : undefined;
}

function isScalarOfLength(code: number, length: number): boolean {
  const isSurrogate = code >= 0xd800 && code <= 0xdfff;
  return codePointLength(code) === length && code <= 0x10ffff && !isSurrogate;
}
