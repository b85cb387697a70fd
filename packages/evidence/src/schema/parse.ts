import { parseCanonical } from '../bytes/canonical.ts';
import type { Json } from '../bytes/json.ts';
import type { Parsed, Refusal } from '../refusal.ts';
import type { JsonSchema, Schema } from './schema.ts';

/** Reads a value that is JSON already: a predicate, or part of another document. All faults at once, up to a hundred. */
export function readValue<T>(schema: Schema<T>, value: Json): Parsed<T> {
  const faults: Refusal[] = [];
  const read = schema.read(value, { pointer: '', depth: 0, faults });
  return faults.length === 0 ? { ok: true, value: read } : { ok: false, refusals: faults };
}

/** Reads canonical bytes (RFC 8785); other spellings of the same value are refused, because digests are over bytes. */
export function readBytes<T>(schema: Schema<T>, bytes: Uint8Array): Parsed<T> {
  const json = parseCanonical(bytes);
  return json.ok ? readValue(schema, json.value) : json;
}

/** A stand-alone JSON Schema document. */
export function jsonSchema(
  title: string,
  schema: Schema<unknown>,
  definitions: Readonly<Record<string, JsonSchema>> = {},
): JsonSchema {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: `urn:countersign:schema:${title}`,
    title,
    ...schema.json,
    ...(Object.keys(definitions).length === 0 ? {} : { $defs: definitions }),
  };
}

/** Reads a format from canonical bytes, or from a value that was read already. */
export function parserOf<T>(schema: Schema<T>): (input: Uint8Array | Json) => Parsed<T> {
  return (input) =>
    input instanceof Uint8Array ? readBytes(schema, input) : readValue(schema, input);
}
