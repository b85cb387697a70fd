import type { Json } from '../canonical/jcs.ts';
import { type Plain, textsOf } from './mutant.ts';

type Condition = Readonly<Record<string, Plain>>;

/** A `Condition` element in the words of a case: operators and values by key. */
export function byKey(condition: Json): Plain {
  const keys = new Map<string, Record<string, Json>>();
  for (const [operator, named] of Object.entries(condition as Condition)) {
    for (const [key, values] of Object.entries(named)) {
      const known = keys.get(key) ?? {};
      keys.set(key, known);
      known[operator] = [...textsOf(values)];
    }
  }
  return Object.fromEntries(keys);
}

/** What a request that lacks the key, or has another value, meets: of each operator the one that holds where it does not. */
const OPPOSITES: ReadonlyMap<string, string> = new Map([
  ['StringEquals', 'StringNotEquals'],
  ['StringLike', 'StringNotLike'],
  ['StringEqualsIgnoreCase', 'StringNotEqualsIgnoreCase'],
  ['ArnEquals', 'ArnNotEquals'],
  ['ArnLike', 'ArnNotLike'],
  ['IpAddress', 'NotIpAddress'],
  ['NumericEquals', 'NumericNotEquals'],
  ['DateEquals', 'DateNotEquals'],
  ['ForAnyValue:StringEquals', 'ForAllValues:StringNotEquals'],
  ['ForAnyValue:StringLike', 'ForAllValues:StringNotLike'],
]);

/** The opposite of the one condition on a key, in the words of a case; null: there are several, or it cannot be said. */
export function oppositeOf(condition: Json, key: string): Json | null {
  const own = byKey(condition)[key];
  const [entry, ...others] = Object.entries((own ?? {}) as Plain);
  const opposite = entry === undefined ? undefined : OPPOSITES.get(entry[0]);
  if (entry === undefined || opposite === undefined || others.length > 0) return null;
  return { [opposite]: entry[1] };
}
