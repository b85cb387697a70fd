import { isJsonObject, type Json } from '../bytes/json.ts';
import { quoted } from '../refusal.ts';
import { kindOf } from './scalars.ts';
import { below, fault, type JsonSchema, type Place, type Schema } from './schema.ts';
import { suggestion } from './suggestion.ts';

/** Fields of an object: each of the type's, and no other. */
export type Fields<T> = { readonly [K in keyof T]-?: Schema<T[K]> };

/** An object with exactly these fields: an unknown one is refused by name, a missing one too. */
export function object<T>(fields: Fields<T>): Schema<T> {
  const known = Object.keys(fields);
  return {
    read(value: Json, place: Place): T {
      if (!isJsonObject(value)) {
        fault(place, 'WRONG_TYPE', `is ${kindOf(value)}, expected an object`);
        return value as T;
      }
      for (const name of Object.keys(value)) {
        if (!known.includes(name)) unknownField(place, name, known);
      }
      const entries = known.map((name) => [name, readField(value, name, place)] as const);
      return Object.fromEntries(entries) as T;
    },
    json: {
      type: 'object',
      properties: Object.fromEntries(known.map((name) => [name, schemaOf(name).json])),
      required: known,
      additionalProperties: false,
    },
  };

  function schemaOf(name: string): Schema<unknown> {
    return fields[name as keyof T];
  }

  function readField(value: { readonly [key: string]: Json }, name: string, place: Place): unknown {
    const field = Object.hasOwn(value, name) ? value[name] : undefined;
    if (field === undefined) {
      fault(place, 'MISSING_FIELD', `has no field \`${name}\``, { field: name });
      return undefined;
    }
    return schemaOf(name).read(field, below(place, name));
  }
}

function unknownField(place: Place, name: string, known: readonly string[]): void {
  const near = suggestion(
    name,
    known.filter((one) => one !== name),
  );
  const help = near === null ? '' : `, did you mean \`${near}\``;
  fault(place, 'UNKNOWN_FIELD', `has an unknown field ${quoted(name)}${help}`, {
    field: name,
    suggestion: near,
  });
}

/** The value or `null`; what is optional is never absent. */
export function nullable<T>(schema: Schema<T>): Schema<T | null> {
  return {
    read: (value, place) => (value === null ? null : schema.read(value, place)),
    json: { anyOf: [schema.json, { type: 'null' }] },
  };
}

/** A list of `min` to `max` items. */
export function list<T>(item: Schema<T>, max: number, min = 0): Schema<readonly T[]> {
  return {
    read(value, place) {
      if (!Array.isArray(value)) {
        fault(place, 'WRONG_TYPE', `is ${kindOf(value)}, expected a list`);
        return [];
      }
      if (value.length > max || value.length < min) {
        fault(place, 'WRONG_LENGTH', `has ${value.length} items, expected ${min} to ${max}`);
        return [];
      }
      return value.map((one: Json, at) => item.read(one, below(place, at)));
    },
    json: { type: 'array', items: item.json, minItems: min, maxItems: max },
  };
}

/** One of several object shapes, told apart by which field is there: each shape is keyed by a field of its own. */
export function byField<T>(shapes: Readonly<Record<string, Schema<T>>>): Schema<T> {
  const names = Object.keys(shapes);
  return {
    read(value, place) {
      const present = isJsonObject(value) ? names.filter((name) => Object.hasOwn(value, name)) : [];
      const [only] = present;
      const shape = only !== undefined && present.length === 1 ? shapes[only] : undefined;
      if (shape === undefined) {
        fault(
          place,
          'WRONG_VALUE',
          `expected an object with exactly one of ${names.map((n) => `\`${n}\``).join(', ')}`,
        );
        return value as T;
      }
      return shape.read(value, place);
    },
    json: { oneOf: names.map((name) => shapes[name]?.json ?? {}) },
  };
}

/** A schema that refers to itself; `name` is its place under `$defs`. */
export function recursive<T>(name: string, make: () => Schema<T>): Schema<T> {
  let made: Schema<T> | undefined;
  return {
    read(value, place) {
      made ??= make();
      return made.read(value, place);
    },
    json: { $ref: `#/$defs/${name}` },
  };
}

/** Any JSON value: for payloads whose reader is elsewhere. */
export const anyJson: Schema<Json> = { read: (value) => value, json: {} };

/** A schema with a further condition on the whole value. */
export function refined<T>(
  schema: Schema<T>,
  check: (value: T) => { readonly pointer: string; readonly why: string } | null,
): Schema<T> {
  return {
    read(value, place) {
      const before = place.faults.length;
      const read = schema.read(value, place);
      if (place.faults.length > before) return read;
      const wrong = check(read);
      if (wrong !== null)
        fault({ ...place, pointer: place.pointer + wrong.pointer }, 'WRONG_VALUE', wrong.why);
      return read;
    },
    json: schema.json as JsonSchema,
  };
}
