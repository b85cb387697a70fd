import { canonicalBytes, parseCanonical } from '../bytes/canonical.ts';
import { isJsonObject, type Json } from '../bytes/json.ts';
import { accepted, type Parsed, quoted, type Refusal, refusal, refused } from '../refusal.ts';

/** `_type` of every statement (in-toto Attestation Framework v1). */
export const STATEMENT_TYPE = 'https://in-toto.io/Statement/v1';

/** What a statement is about: matched by digest alone, the name is for people. */
export interface Subject {
  readonly name: string;
  /** 64 lower-case hex digits, without `sha256:`, as in-toto writes it. */
  readonly digest: { readonly sha256: string };
}

/** A statement's parts, its `_type` and `predicateType` checked. */
export interface Statement {
  readonly subject: readonly Subject[];
  readonly predicate: Json;
}

/** Canonical bytes of an in-toto v1 statement: the payload of an envelope. */
export function statement(
  predicateType: string,
  subject: readonly Subject[],
  predicate: unknown,
): Uint8Array {
  return canonicalBytes({ _type: STATEMENT_TYPE, predicate, predicateType, subject });
}

/**
 * Reads a statement of one predicate type. Verifiers use the bytes as received, so they must be canonical; unknown
 * fields are refused, since these statements are ours. Refuses what `parseCanonical` refuses, STATEMENT_FORMAT and
 * PREDICATE_TYPE.
 */
export function parseStatement(bytes: Uint8Array, predicateType: string): Parsed<Statement> {
  const json = parseCanonical(bytes);
  if (!json.ok) return json;
  if (!isJsonObject(json.value)) return refused(badFormat('', 'is not an object'));
  const { _type, predicate, predicateType: actual, subject, ...rest } = json.value;
  const faults = Object.keys(rest).map((key) =>
    badFormat(`/${key}`, `is an unknown field ${quoted(key)}`),
  );
  if (_type !== STATEMENT_TYPE) faults.push(badFormat('/_type', `is not \`${STATEMENT_TYPE}\``));
  if (actual !== predicateType) {
    const message = `the statement is a ${quoted(String(actual))}, expected ${quoted(predicateType)}`;
    faults.push(refusal('PREDICATE_TYPE', message, { expected: predicateType }));
  }
  if (predicate === undefined) faults.push(badFormat('/predicate', 'is missing'));
  const subjects = readSubjects(subject, faults);
  if (faults.length > 0 || predicate === undefined) return refused(...faults);
  return accepted({ subject: subjects, predicate });
}

function readSubjects(value: Json | undefined, faults: Refusal[]): readonly Subject[] {
  const items: readonly Json[] = Array.isArray(value) ? value : [];
  if (items.length === 0)
    faults.push(badFormat('/subject', 'is not a list of at least one subject'));
  return items.flatMap((item, at) => {
    const subject = readSubject(item);
    if (subject !== undefined) return [subject];
    faults.push(badFormat(`/subject/${at}`, 'is not a `name` and one `sha256` digest'));
    return [];
  });
}

function readSubject(item: Json): Subject | undefined {
  if (!isJsonObject(item) || Object.keys(item).length !== 2) return undefined;
  const { name, digest } = item;
  if (typeof name !== 'string' || !isJsonObject(digest)) return undefined;
  const { sha256, ...others } = digest;
  const isSha256 = typeof sha256 === 'string' && /^[0-9a-f]{64}$/.test(sha256);
  return isSha256 && Object.keys(others).length === 0 ? { name, digest: { sha256 } } : undefined;
}

function badFormat(pointer: string, why: string): Refusal {
  const place = pointer === '' ? 'the statement' : `the statement's ${quoted(pointer)}`;
  return refusal('STATEMENT_FORMAT', `${place} ${why}`, { pointer });
}
