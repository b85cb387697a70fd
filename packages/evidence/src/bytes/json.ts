import { accepted, type Parsed, type Refusal, refusal, refused } from '../refusal.ts';
import { scanJson } from './json-scan.ts';
import { decodeUtf8 } from './utf8.ts';

/** What JSON can say. */
export type Json =
  | null
  | boolean
  | number
  | string
  | readonly Json[]
  | { readonly [key: string]: Json };

/** Bounds on hostile input. */
export interface JsonLimits {
  /** Bytes of UTF-8. */
  readonly maxBytes: number;
  /** Arrays and objects inside each other. */
  readonly maxDepth: number;
}

/** Deepest nesting that is read or written. */
export const MAX_DEPTH = 64;

/** Largest document read by default: a Roster of about 20,000 humans. */
export const MAX_JSON_BYTES: number = 16 * 1024 * 1024;

/**
 * Reads strict JSON (RFC 8259). Refuses TOO_LARGE, NOT_UTF8, NOT_JSON, DUPLICATE_KEY, TOO_DEEP and LONE_SURROGATE,
 * each with line and column (counted in characters from 1) where it has one; every duplicate at once.
 */
export function parseJson(bytes: Uint8Array, limits: Partial<JsonLimits> = {}): Parsed<Json> {
  const { maxBytes = MAX_JSON_BYTES, maxDepth = MAX_DEPTH } = limits;
  if (bytes.length > maxBytes) return refused(tooLarge(bytes.length, maxBytes));
  const text = decodeUtf8(bytes);
  if (text === undefined) return refused(refusal('NOT_UTF8', 'the bytes are not UTF-8'));
  const faults = scanJson(text, maxDepth);
  if (faults.length > 0) return { ok: false, refusals: faults };
  // The scan accepted the whole grammar, so this cannot throw; it is faster than building values by hand.
  return accepted(JSON.parse(text) as Json);
}

function tooLarge(size: number, maxBytes: number): Refusal {
  return refusal('TOO_LARGE', `the document has ${size} bytes, at most ${maxBytes} are read`, {
    size,
    maxBytes,
  });
}

/** Whether a value is a JSON object (not null, not an array). */
export function isJsonObject(value: unknown): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
