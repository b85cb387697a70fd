import type { Json } from '../bytes/json.ts';
import type { Refusal } from '../refusal.ts';

/** A JSON Schema (2020-12) fragment. */
export type JsonSchema = { readonly [key: string]: unknown };

/**
 * One definition of a format: how it is read and its JSON Schema. The TypeScript type is the parameter; `object`
 * does not compile when fields and type differ.
 */
export interface Schema<T> {
  /** Reads a value; what is wrong goes to `faults`. The result may be used only when no fault was added. */
  read(value: Json, place: Place): T;
  readonly json: JsonSchema;
}

/** Where a value stands (JSON pointer), and the faults found so far: all of them are reported at once. */
export interface Place {
  readonly pointer: string;
  /** Steps of the pointer: what refers to itself stops at {@link MAX_DEPTH}. */
  readonly depth: number;
  readonly faults: Refusal[];
}

/** A document with this many faults is refused without counting further: 16 MB can hold millions. */
export const MAX_FAULTS = 100;

/** The place of a member or item below. */
export function below(place: Place, step: string | number): Place {
  const escaped = String(step).replaceAll('~', '~0').replaceAll('/', '~1');
  return {
    pointer: `${place.pointer}/${escaped}`,
    depth: place.depth + 1,
    faults: place.faults,
  };
}

/** Adds a fault about the value at `place`, unless there are {@link MAX_FAULTS} already. */
export function fault(
  place: Place,
  code: string,
  why: string,
  details: Record<string, unknown> = {},
): void {
  if (place.faults.length >= MAX_FAULTS) return;
  const where = place.pointer === '' ? 'the document' : `\`${place.pointer}\``;
  place.faults.push({
    code,
    message: `${where} ${why}`,
    details: { pointer: place.pointer, ...details },
  });
}
