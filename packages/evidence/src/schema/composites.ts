import { isJsonObject, type Json, MAX_DEPTH } from '../bytes/json.ts';
import { quoted } from '../refusal.ts';
import { kindOf, oneOf, text } from './scalars.ts';
import { below, fault, MAX_FAULTS, type Place, type Schema } from './schema.ts';
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
      unknownFields(place, value, known);
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

function unknownFields(place: Place, value: object, known: readonly string[]): void {
  for (const field of Object.keys(value)) {
    if (known.includes(field)) continue;
    // Thousands of unknown names would each be compared with all known ones.
    if (place.faults.length >= MAX_FAULTS) return;
    const near = suggestion(field, known);
    const help = near === null ? '' : `, did you mean \`${near}\``;
    fault(place, 'UNKNOWN_FIELD', `has an unknown field ${quoted(field)}${help}`, {
      field,
      suggestion: near,
    });
  }
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
      if (!isJsonObject(value)) {
        fault(place, 'WRONG_TYPE', `is ${kindOf(value)}, expected an object`);
        return value as T;
      }
      const present = names.filter((name) => Object.hasOwn(value, name));
      const shape = present.length === 1 ? shapes[present[0] ?? ''] : undefined;
      if (shape !== undefined) return shape.read(value, place);
      noShape(place, names, present);
      // A misspelt name is the likely reason; say so.
      const known = Object.values(shapes).flatMap(({ json }) =>
        Object.keys(Object(json['properties'])),
      );
      unknownFields(place, value, known);
      return value as T;
    },
    json: { oneOf: names.map((name) => shapes[name]?.json ?? {}) },
  };
}

/** An object whose names are free: each 1 to 256 visible characters, 1 to `max` of them, all of one type. */
export function record<T>(item: Schema<T>, max: number): Schema<{ readonly [name: string]: T }> {
  const name = text(256);
  return {
    read(value, place) {
      if (!isJsonObject(value)) {
        fault(place, 'WRONG_TYPE', `is ${kindOf(value)}, expected an object`);
        return {};
      }
      const members = Object.entries(value);
      if (members.length === 0 || members.length > max)
        fault(place, 'WRONG_LENGTH', `has ${members.length} fields, expected 1 to ${max}`);
      for (const [key, one] of members.slice(0, max)) {
        name.read(key, place);
        item.read(one, below(place, key));
      }
      return value as { readonly [name: string]: T };
    },
    json: {
      type: 'object',
      propertyNames: name.json,
      additionalProperties: item.json,
      minProperties: 1,
      maxProperties: max,
    },
  };
}

/** One of two schemas, told apart by what the value is. */
export function either<T>(
  isFirst: (value: Json) => boolean,
  first: Schema<T>,
  second: Schema<T>,
): Schema<T> {
  return {
    read: (value, place) => (isFirst(value) ? first : second).read(value, place),
    json: { anyOf: [first.json, second.json] },
  };
}

/** One of several object shapes, told apart by the text in one field that all have. */
export function byValue<T>(field: string, shapes: Readonly<Record<string, Schema<T>>>): Schema<T> {
  const values = Object.keys(shapes);
  return {
    read(value, place) {
      if (!isJsonObject(value)) {
        fault(place, 'WRONG_TYPE', `is ${kindOf(value)}, expected an object`);
        return value as T;
      }
      const told = Object.hasOwn(value, field) ? value[field] : undefined;
      const shape = values.find((one) => one === told);
      if (shape !== undefined) return shapes[shape]?.read(value, place) ?? (value as T);
      if (told === undefined) fault(place, 'MISSING_FIELD', `has no field \`${field}\``, { field });
      else oneOf(...values).read(told, below(place, field));
      const known = Object.values(shapes).flatMap(({ json }) =>
        Object.keys(Object(json['properties'])),
      );
      unknownFields(place, value, [...new Set(known)]);
      return value as T;
    },
    json: { oneOf: values.map((one) => shapes[one]?.json ?? {}) },
  };
}

function noShape(place: Place, names: readonly string[], present: readonly string[]): void {
  const all = names.map((name) => `\`${name}\``).join(', ');
  if (present.length === 0) fault(place, 'MISSING_FIELD', `has none of the fields ${all}`);
  else fault(place, 'WRONG_VALUE', `has more than one of the fields ${all}`);
}

/** One of several versions of a document, told apart by `v`; one that is not known is refused with those that are. */
export function byVersion<T>(versions: ReadonlyMap<number, Schema<T>>): Schema<T> {
  const known = [...versions.keys()];
  return {
    read(value, place) {
      const written = isJsonObject(value) ? value['v'] : undefined;
      const version = typeof written === 'number' ? versions.get(written) : undefined;
      if (version !== undefined) return version.read(value, place);
      const [oldest] = versions.values();
      if (oldest === undefined) throw new RangeError('a document needs at least one version');
      if (!isJsonObject(value) || written === undefined) return oldest.read(value, place);
      oneOf(...known).read(written, below(place, 'v'));
      // What else is wrong is told by the oldest version, which has the fewest fields.
      return oldest.read({ ...value, v: known[0] ?? written }, place);
    },
    json: { oneOf: [...versions.values()].map(({ json }) => json) },
  };
}

/**
 * A schema that refers to itself; `name` is its place under `$defs`. Values that never were bytes can be deeper than
 * those, so the depth is bounded here too.
 */
export function recursive<T>(name: string, make: () => Schema<T>): Schema<T> {
  let made: Schema<T> | undefined;
  return {
    read(value, place) {
      if (place.depth >= MAX_DEPTH) {
        fault(place, 'TOO_DEEP', `is nested deeper than ${MAX_DEPTH}`);
        return value as T;
      }
      made ??= make();
      return made.read(value, place);
    },
    json: { $ref: `#/$defs/${name}` },
  };
}

/** What contradicts itself in a value whose fields are each as they should be; `pointer` starts at that value. */
export interface Contradiction {
  readonly pointer: string;
  readonly why: string;
}

/** A schema with further conditions on the whole value, looked at once all its parts are sound. */
export function refined<T>(
  schema: Schema<T>,
  check: (value: T) => readonly Contradiction[],
): Schema<T> {
  return {
    read(value, place) {
      const before = place.faults.length;
      const read = schema.read(value, place);
      if (place.faults.length > before || before >= MAX_FAULTS) return read;
      for (const { pointer, why } of check(read)) {
        fault({ ...place, pointer: place.pointer + pointer }, 'WRONG_VALUE', why);
      }
      return read;
    },
    json: schema.json,
  };
}

/** A list in which no two items have the same key. */
export function distinct<T>(
  schema: Schema<readonly T[]>,
  keyOf: (item: T) => string,
): Schema<readonly T[]> {
  return refined(schema, (items) => repeated(items.map(keyOf)));
}

/** A list of texts without repetition. */
export function uniqueList<T extends string>(
  item: Schema<T>,
  max: number,
  min = 0,
): Schema<readonly T[]> {
  const { read, json } = distinct(list(item, max, min), (one) => one);
  return { read, json: { ...json, uniqueItems: true } };
}

/** A list of texts in the order of their code units, each once. */
export function sortedList<T extends string>(
  item: Schema<T>,
  max: number,
  min = 0,
): Schema<readonly T[]> {
  const { read, json } = refined(list(item, max, min), (items) =>
    items.flatMap((one, at) => {
      const before = items[at - 1];
      if (before === undefined || before < one) return [];
      return [{ pointer: `/${at}`, why: `is ${quoted(one)}, which is not in order or repeats` }];
    }),
  );
  return { read, json: { ...json, uniqueItems: true } };
}

/** A contradiction for each text that stood before. */
export function repeated(texts: readonly string[]): readonly Contradiction[] {
  const seen = new Set<string>();
  return texts.flatMap((text, at) => {
    const isNew = !seen.has(text);
    seen.add(text);
    return isNew ? [] : [{ pointer: `/${at}`, why: `repeats ${quoted(text)}` }];
  });
}
