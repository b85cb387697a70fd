import type { Json } from '../bytes/json.ts';
import { isWellFormed } from '../bytes/utf8.ts';
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
    const isInstant = typeof value === 'string' && INSTANT.test(value) && hasDay(value);
    if (!isInstant) fault(place, 'WRONG_VALUE', 'is not a time `YYYY-MM-DDTHH:MM:SS.mmmZ`');
    return value as Instant;
  },
  json: { type: 'string', pattern: INSTANT.source, description: 'RFC 3339 UTC with milliseconds' },
};

function hasDay(text: string): boolean {
  const [year = 0, month = 0, day = 0] = text.slice(0, 10).split('-').map(Number);
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const days = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
  return day <= (days[month - 1] ?? 0);
}

/** Text of at most `max` characters, without control characters. */
export function text(max: number): Schema<string> {
  return {
    read(value, place) {
      if (typeof value !== 'string')
        fault(place, 'WRONG_TYPE', `is ${kindOf(value)}, expected a text`);
      else if (value.length > max)
        fault(place, 'TOO_LONG', `has ${value.length} characters, at most ${max} are read`);
      else if (!isWellFormed(value) || hasControl(value))
        fault(place, 'WRONG_VALUE', 'has a control character');
      return value as string;
    },
    json: { type: 'string', maxLength: max },
  };
}

function hasControl(value: string): boolean {
  for (let at = 0; at < value.length; at++) {
    const code = value.charCodeAt(at);
    if (code < 0x20 || code === 0x7f) return true;
  }
  return false;
}

/** Text that matches a pattern; `what` says it in words. */
export function matching(pattern: RegExp, what: string): Schema<string> {
  return stringMatching<string>(pattern, what);
}

/** Standard base64 with padding. */
export const base64Schema: Schema<string> = stringMatching(
  /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/,
  'base64',
);

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
        const written = typeof value === 'string' ? quoted(value) : kindOf(value);
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
