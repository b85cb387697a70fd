import { accepted, type Parsed, refusal, refused } from '../refusal.ts';
import { type Json, type JsonLimits, MAX_DEPTH, parseJson } from './json.ts';
import { equalBytes } from './octets.ts';
import { isWellFormed, utf8 } from './utf8.ts';

/**
 * RFC 8785 text of a value: keys sorted by UTF-16 code unit, no white space, integers in the safe range only.
 * Throws a TypeError on anything that has no such text: floats, NaN, bigint, undefined, functions, class instances,
 * lone surrogates, nesting deeper than 64.
 */
export function canonicalText(value: unknown): string {
  return write(value, 0);
}

/** UTF-8 of {@link canonicalText}; what is hashed, signed and logged. */
export function canonicalBytes(value: unknown): Uint8Array {
  return utf8(canonicalText(value));
}

function write(value: unknown, depth: number): string {
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return writeText(value);
  if (typeof value === 'number') return writeInteger(value);
  if (typeof value !== 'object') throw new TypeError(`${typeof value} has no canonical form`);
  if (depth >= MAX_DEPTH)
    throw new TypeError(`nesting deeper than ${MAX_DEPTH} has no canonical form`);
  return Array.isArray(value) ? writeArray(value, depth) : writeObject(value, depth);
}

function writeText(text: string): string {
  if (!isWellFormed(text)) throw new TypeError('a lone surrogate has no canonical form');
  // RFC 8785 section 3.2.2.2 is ECMAScript's own serialization of strings.
  return JSON.stringify(text);
}

function writeInteger(value: number): string {
  // Integers only, and -0 is 0 (RFC 8785 section 3.2.2.3): beyond 2^53 two readers may see two numbers.
  if (!Number.isSafeInteger(value)) throw new TypeError(`${value} is not a safe integer`);
  return String(value === 0 ? 0 : value);
}

function writeArray(items: readonly unknown[], depth: number): string {
  // A hole reads as undefined and is refused like it.
  return `[${Array.from(items, (item) => write(item, depth + 1)).join(',')}]`;
}

function writeObject(value: object, depth: number): string {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) {
    throw new TypeError('only plain objects have a canonical form');
  }
  const members = Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, member]) => `${writeText(key)}:${write(member, depth + 1)}`);
  return `{${members.join(',')}}`;
}

/**
 * Reads JSON whose bytes are exactly their own canonical form. Refuses what {@link parseJson} refuses, and with
 * NOT_CANONICAL what is JSON but spelled in another way.
 */
export function parseCanonical(bytes: Uint8Array, limits: Partial<JsonLimits> = {}): Parsed<Json> {
  const parsed = parseJson(bytes, limits);
  if (!parsed.ok) return parsed;
  const expected = tryCanonical(parsed.value);
  if (expected !== undefined && equalBytes(expected, bytes)) return accepted(parsed.value);
  return refused(
    refusal(
      'NOT_CANONICAL',
      'the bytes are JSON but not in canonical form (RFC 8785, integers only)',
    ),
  );
}

function tryCanonical(value: Json): Uint8Array | undefined {
  try {
    return canonicalBytes(value);
  } catch {
    return undefined;
  }
}
