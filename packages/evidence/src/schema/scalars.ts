import type { Json } from '../bytes/json.ts';
import { quoted } from '../refusal.ts';
import type { Digest, Id, Instant } from '../values.ts';
import { fault, type Place, type Schema } from './schema.ts';

function stringMatching<T extends string>(pattern: RegExp, what: string): Schema<T> {
  return {
    read(value: Json, place: Place): T {
      if (typeof value !== 'string')
        fault(place, 'WRONG_TYPE', `is ${kindOf(value)}, expected ${what}`);
      else if (!pattern.test(value))
        fault(place, 'WRONG_VALUE', `is ${quoted(value)}, expected ${what}`);
      return value as T;
    },
    json: { type: 'string', pattern: pattern.source, description: what },
  };
}

/** What a JSON value is, in words. */
export function kindOf(value: Json): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'an object';
  return `a ${typeof value}`;
}

/** `sha256:` and 64 lower-case hex digits. */
export const digestSchema: Schema<Digest> = stringMatching(
  /^sha256:[0-9a-f]{64}$/,
  'a digest `sha256:<64 hex>`',
);

/** UUIDv7 (RFC 9562), lower case. */
export const idSchema: Schema<Id> = stringMatching(
  /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
  'a UUIDv7 in lower case',
);

const INSTANT =
  /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z$/;

/** RFC 3339 UTC with milliseconds; a day that the month does not have is refused. */
export const instantSchema: Schema<Instant> = {
  read(value, place) {
    const shaped = stringMatching<Instant>(INSTANT, 'a time `YYYY-MM-DDTHH:MM:SS.mmmZ`');
    const before = place.faults.length;
    const read = shaped.read(value, place);
    if (place.faults.length === before && typeof value === 'string' && !hasDay(value))
      fault(place, 'WRONG_VALUE', `is ${quoted(value)}, a day that its month does not have`);
    return read;
  },
  json: { type: 'string', pattern: INSTANT.source, description: 'RFC 3339 UTC with milliseconds' },
};

function hasDay(text: string): boolean {
  const [year = 0, month = 0, day = 0] = text.slice(0, 10).split('-').map(Number);
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const days = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
  return day <= (days[month - 1] ?? 0);
}

/**
 * What changes how a text is read without being seen: controls, bidi marks, zero-width and filler characters. Written
 * out, because what Unicode calls a format character grows, and a permanent format must not.
 */
const INVISIBLE =
  '\\u{0}-\\u{1f}\\u{7f}-\\u{9f}\\u{ad}\\u{34f}\\u{61c}\\u{115f}-\\u{1160}\\u{17b4}-\\u{17b5}\\u{180e}\\u{200b}-\\u{200f}' +
  '\\u{2028}-\\u{202e}\\u{2060}-\\u{206f}\\u{3164}\\u{d800}-\\u{dfff}\\u{fe00}-\\u{fe0f}\\u{feff}\\u{ffa0}' +
  '\\u{fff9}-\\u{fffb}\\u{e0000}-\\u{e0fff}';
const VISIBLE = new RegExp(`^[^${INVISIBLE}]*$`, 'u');

/** Text of `min` (0 or 1) to `max` characters (code points), without invisible characters. */
export function text(max: number, min: 0 | 1 = 1): Schema<string> {
  return {
    read(value, place) {
      if (typeof value !== 'string')
        fault(place, 'WRONG_TYPE', `is ${kindOf(value)}, expected a text`);
      else if (value.length < min) fault(place, 'WRONG_VALUE', 'is empty');
      else if (isLonger(value, max))
        fault(place, 'TOO_LONG', `has more than ${max} characters`, { max });
      else if (!VISIBLE.test(value))
        fault(place, 'WRONG_VALUE', 'has a control or invisible character');
      return value as string;
    },
    json: { type: 'string', minLength: min, maxLength: max, pattern: VISIBLE.source },
  };
}

function isLonger(value: string, max: number): boolean {
  return value.length > 2 * max || (value.length > max && [...value].length > max);
}

/** Text that matches a pattern; `what` says it in words. */
export function matching(pattern: RegExp, what: string): Schema<string> {
  return stringMatching<string>(pattern, what);
}

/** A safe integer from `min` to `max`. */
export function integer(min: number, max: number = Number.MAX_SAFE_INTEGER): Schema<number> {
  return {
    read(value, place) {
      if (typeof value !== 'number')
        fault(place, 'WRONG_TYPE', `is ${kindOf(value)}, expected an integer`);
      else if (!Number.isSafeInteger(value) || value < min || value > max) {
        fault(place, 'WRONG_VALUE', `is ${value}, expected an integer from ${min} to ${max}`);
      }
      return value as number;
    },
    json: { type: 'integer', minimum: min, maximum: max },
  };
}

export const booleanSchema: Schema<boolean> = {
  read(value, place) {
    if (typeof value !== 'boolean')
      fault(place, 'WRONG_TYPE', `is ${kindOf(value)}, expected true or false`);
    return value as boolean;
  },
  json: { type: 'boolean' },
};

/** One of a few fixed values. */
export function oneOf<const T extends string | number>(...values: readonly T[]): Schema<T> {
  return {
    read(value, place) {
      if (!values.some((known) => known === value)) {
        const written = isScalar(value) ? quoted(String(value)) : kindOf(value);
        fault(
          place,
          'WRONG_VALUE',
          `is ${written}, expected ${values.map((known) => `\`${known}\``).join(', ')}`,
        );
      }
      return value as T;
    },
    json: { enum: values },
  };
}

const isScalar = (value: Json): boolean => typeof value === 'string' || typeof value === 'number';
