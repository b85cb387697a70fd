import { isWellFormed } from '../parse/well-formed.ts';

/** What canonical documents are made of: no fractions, nothing undefined. */
export type Json =
  | null
  | boolean
  | number
  | string
  | readonly Json[]
  | { readonly [name: string]: Json };

/** RFC 8785 text of a value; integers only. Throws on a fraction, an unsafe integer or a lone surrogate: a bug here. */
export function canonicalJson(value: Json): string {
  if (typeof value === 'string') return canonicalString(value);
  if (typeof value === 'number') return canonicalInteger(value);
  if (value === null || typeof value === 'boolean') return String(value);
  if (isList(value)) return `[${value.map(canonicalJson).join(',')}]`;
  const members = Object.keys(value)
    .sort(byCodeUnit)
    .map((name) => `${canonicalString(name)}:${canonicalJson(value[name] ?? null)}`);
  return `{${members.join(',')}}`;
}

/** RFC 8785 section 3.2.3: names order by UTF-16 code unit. */
export function byCodeUnit(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

/** Order of the UTF-8 bytes, which is the order of code points. */
export function byUtf8Bytes(left: string, right: string): number {
  const length = Math.min(left.length, right.length);
  for (let index = 0; index < length; index += 1) {
    const one = left.charCodeAt(index);
    const other = right.charCodeAt(index);
    if (one !== other) return surrogateRank(one) - surrogateRank(other);
  }
  return left.length - right.length;
}

/** Surrogates stand for code points above every other code unit, so they come last. */
function surrogateRank(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit > 0xdfff ? unit - 0x800 : unit + 0x2000;
}

function isList(
  value: readonly Json[] | { readonly [name: string]: Json },
): value is readonly Json[] {
  return Array.isArray(value);
}

function canonicalString(value: string): string {
  if (!isWellFormed(value)) throw new RangeError('a string holds half of a surrogate pair');
  return JSON.stringify(value);
}

function canonicalInteger(value: number): string {
  if (!Number.isSafeInteger(value)) throw new RangeError(`${value} is not a safe integer`);
  return String(value);
}
