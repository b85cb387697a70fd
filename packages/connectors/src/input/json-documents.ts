import { type Json, parseJson, utf8 } from '@countersign/evidence';
import { type Parsed, type Refusal, refusal, refused } from '../refusal.ts';

/** Largest input, in bytes: accounts of 10,000 roles and plans of 20,000 resources print tens of megabytes. */
export const MAX_INPUT_BYTES = 268_435_456;

/** Deepest nesting: a policy in a module in a module is at about 20, and no tool writes 64. */
const MAX_DEPTH = 64;

/** Documents of one input: pages of one account have 1,000 items at most each. */
const MAX_DOCUMENTS = 10_000;

/** Documents whose faults are told: each costs a look back for its line. */
const MAX_BROKEN = 20;

/**
 * Reads JSON documents that follow each other, as pages of a command are written one after the other. Refused, all at
 * once with lines of the whole input: what is no JSON, a name twice, too large, too deep, no document.
 */
export function jsonDocuments(input: string | Uint8Array): Parsed<readonly Json[]> {
  const bytes = typeof input === 'string' ? utf8(input) : input;
  if (bytes.length > MAX_INPUT_BYTES) {
    const message = `the input has ${bytes.length} bytes, at most ${MAX_INPUT_BYTES} are read`;
    return refused(refusal('TOO_LARGE', message, { size: bytes.length }));
  }
  const parts = split(bytes);
  if (parts.length === 0) return refused(refusal('NOT_JSON', 'the input is empty', { line: 1 }));
  if (parts.length > MAX_DOCUMENTS) {
    const message = `the input holds more than ${MAX_DOCUMENTS} documents`;
    return refused(refusal('TOO_LARGE', message, { documents: parts.length }));
  }
  const read = parts.map((part) => ({ part, parsed: parseDocument(bytes, part) }));
  const broken = read.filter(({ parsed }) => !parsed.ok).slice(0, MAX_BROKEN);
  const refusals = broken.flatMap(({ part, parsed }) =>
    parsed.ok ? [] : parsed.refusals.map((one) => moved(one, linesBefore(bytes, part.start))),
  );
  if (refusals.length > 0) return { ok: false, refusals };
  return { ok: true, value: read.flatMap(({ parsed }) => (parsed.ok ? [parsed.value] : [])) };
}

/** Reads one JSON document, with the limits of this package. */
export function parseDocument(
  bytes: Uint8Array,
  part: { readonly start: number; readonly end: number },
): Parsed<Json> {
  const limits = { maxBytes: MAX_INPUT_BYTES, maxDepth: MAX_DEPTH };
  return parseJson(bytes.subarray(part.start, part.end), limits);
}

interface Part {
  readonly start: number;
  readonly end: number;
}

const [OPEN_BRACE, CLOSE_BRACE, OPEN_BRACKET, CLOSE_BRACKET] = [0x7b, 0x7d, 0x5b, 0x5d];
const [QUOTE, BACKSLASH, NEWLINE] = [0x22, 0x5c, 0x0a];

/** Where documents start and end, by their brackets; text outside of brackets is a part that is refused later. */
function split(bytes: Uint8Array): Part[] {
  const parts: Part[] = [];
  for (let from = afterSpace(bytes, 0); from < bytes.length; ) {
    const end = endOfDocument(bytes, from);
    parts.push({ start: from, end });
    // One more than is read: a hostile input of closing brackets ends here.
    if (parts.length > MAX_DOCUMENTS) break;
    from = afterSpace(bytes, end);
  }
  return parts;
}

function afterSpace(bytes: Uint8Array, from: number): number {
  let at = from;
  while (at < bytes.length && isSpace(bytes[at] ?? 0)) at += 1;
  return at;
}

/** After the bracket that closes the first one, or at the end of the input. */
function endOfDocument(bytes: Uint8Array, from: number): number {
  let depth = 0;
  for (let at = from; at < bytes.length; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte === QUOTE) at = endOfText(bytes, at);
    const step = change(byte);
    depth += step;
    if (step < 0 && depth <= 0) return at + 1;
  }
  return bytes.length;
}

function change(byte: number): number {
  if (byte === OPEN_BRACE || byte === OPEN_BRACKET) return 1;
  return byte === CLOSE_BRACE || byte === CLOSE_BRACKET ? -1 : 0;
}

/** The closing quote of a text; a line break inside is no JSON and the parser says so. */
function endOfText(bytes: Uint8Array, open: number): number {
  let at = open + 1;
  while (at < bytes.length && bytes[at] !== QUOTE) at += bytes[at] === BACKSLASH ? 2 : 1;
  return at;
}

function isSpace(byte: number): boolean {
  return byte === 0x20 || byte === 0x09 || byte === NEWLINE || byte === 0x0d;
}

function linesBefore(bytes: Uint8Array, end: number): number {
  let lines = 0;
  for (let at = 0; at < end; at += 1) if (bytes[at] === NEWLINE) lines += 1;
  return lines;
}

function moved(one: Refusal, lines: number): Refusal {
  const own = one.details?.['line'];
  if (typeof own !== 'number') return one;
  return { ...one, details: { ...one.details, line: own + lines } };
}
