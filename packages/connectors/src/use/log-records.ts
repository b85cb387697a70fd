import { decodeUtf8, isJsonObject, type Json, utf8 } from '@countersign/evidence';
import { jsonDocuments, MAX_INPUT_BYTES, parseDocument } from '../input/json-documents.ts';
import { type Parsed, refusal, refused } from '../refusal.ts';

/** Records of one log: a busy account writes a million a day. */
const MAX_RECORDS = 5_000_000;

/** A record of a log, or a line that is none. */
export interface LogRecord {
  readonly value: { readonly [name: string]: Json } | null;
  /** Line of the input, or number of the record in its list, from 1. */
  readonly at: number;
}

/**
 * Records of a log: JSON Lines, or JSON documents whose lists `openedBy` opens. A line that is no JSON object is a
 * record without a value: one torn line is no reason not to read a log, and is counted. Refused: too large, other
 * documents that are no JSON.
 */
export function logRecords(
  input: string | Uint8Array,
  openedBy: (value: Json) => readonly Json[],
): Parsed<readonly LogRecord[]> {
  const bytes = typeof input === 'string' ? utf8(input) : input;
  if (bytes.length > MAX_INPUT_BYTES) {
    const message = `the log has ${bytes.length} bytes, at most ${MAX_INPUT_BYTES} are read; give it in parts`;
    return refused(refusal('TOO_LARGE', message, { size: bytes.length }));
  }
  const values = isLines(bytes) ? lines(bytes, openedBy) : documents(bytes, openedBy);
  if (values.ok && values.value.length > MAX_RECORDS)
    return refused(refusal('TOO_LARGE', `the log has more than ${MAX_RECORDS} records`));
  return values;
}

const NEWLINE = 0x0a;

/** JSON Lines: the first line is a whole document. */
function isLines(bytes: Uint8Array): boolean {
  const start = bytes.findIndex((byte) => !isSpace(byte));
  const end = bytes.indexOf(NEWLINE, Math.max(start, 0));
  return start >= 0 && end > 0 && parseDocument(bytes, { start, end }).ok;
}

function isSpace(byte: number): boolean {
  return byte === 0x20 || byte === 0x09 || byte === NEWLINE || byte === 0x0d;
}

function lines(
  bytes: Uint8Array,
  openedBy: (value: Json) => readonly Json[],
): Parsed<readonly LogRecord[]> {
  const records: LogRecord[] = [];
  let line = 0;
  for (let start = 0; start < bytes.length; ) {
    const next = bytes.indexOf(NEWLINE, start);
    const end = next < 0 ? bytes.length : next;
    line += 1;
    for (const value of valuesIn(bytes, { start, end }, openedBy))
      records.push({ value: isJsonObject(value) ? value : null, at: line });
    start = end + 1;
  }
  return { ok: true, value: records };
}

/** The records of one line: none of a blank one, `null` for what is no JSON. */
function valuesIn(
  bytes: Uint8Array,
  part: { readonly start: number; readonly end: number },
  openedBy: (value: Json) => readonly Json[],
): readonly Json[] {
  if (isBlank(bytes, part.start, part.end)) return [];
  const text = decodeUtf8(bytes.subarray(part.start, part.end));
  const value = text === undefined ? null : plainJson(text);
  return value === null ? [null] : openedBy(value);
}

/**
 * A log is evidence and no policy, and a hundred times as long: of a name that stands twice the later counts, as it does
 * for whoever else reads the log, and the reading takes a fifth of the time.
 */
function plainJson(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return null;
  }
}

function isBlank(bytes: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at += 1) if (!isSpace(bytes[at] ?? 0)) return false;
  return true;
}

function documents(
  bytes: Uint8Array,
  openedBy: (value: Json) => readonly Json[],
): Parsed<readonly LogRecord[]> {
  const read = jsonDocuments(bytes);
  if (!read.ok) return read;
  const values = read.value.flatMap((value) =>
    Array.isArray(value) ? (value as readonly Json[]).flatMap(openedBy) : openedBy(value),
  );
  return {
    ok: true,
    value: values.map((value, index) => ({
      value: isJsonObject(value) ? value : null,
      at: index + 1,
    })),
  };
}

/** Reads JSON that stands as a text in JSON; null: it is none. */
export function innerJson(text: string): Json {
  const bytes = utf8(text);
  const parsed = parseDocument(bytes, { start: 0, end: bytes.length });
  return parsed.ok ? parsed.value : null;
}

/** The value of a member as a text; null: it is none. */
export function textIn(value: Json | undefined, name: string): string | null {
  const member = memberOf(value, name);
  return typeof member === 'string' && member !== '' ? member : null;
}

/** A member of an object; undefined where there is none. */
export function memberOf(value: Json | undefined, name: string): Json | undefined {
  return isJsonObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}
