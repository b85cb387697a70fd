import type { Range } from '../../engine/range-literal.ts';
import type { Relation } from './operator.ts';

/**
 * Lines that numbers, instants and addresses stand on. Numbers and instants are dense: a value `x` is the even point
 * `2·x·10^18`, and the odd point above it stands for everything up to the next value anybody can write with 18 digits.
 */
const DIGITS = 18;
const UNIT = 10n ** BigInt(DIGITS);
/** From one whole number to the next, so one second on the line of instants. */
const SECOND = 2n * UNIT;

const NUMBER = /^([+-]?)(\d{1,100})(?:\.(\d{1,18}))?$/;

/** The point of a decimal number with up to 18 digits after the point; undefined for anything else. */
export function numberPoint(text: string): bigint | undefined {
  const found = NUMBER.exec(text);
  if (found === null) return undefined;
  const [, sign, whole = '0', fraction = ''] = found;
  const value = BigInt(whole) * UNIT + BigInt(fraction.padEnd(DIGITS, '0'));
  return 2n * (sign === '-' ? -value : value);
}

/** A decimal number at or just above a point. */
export function numberText(point: bigint): string {
  const sign = point < 0n ? '-' : '';
  // An odd point lies between two even ones, on either side of zero half a digit further from it.
  const twice = point < 0n ? -point : point;
  const size = twice / 2n;
  const fraction = (size % UNIT).toString().padStart(DIGITS, '0') + (twice % 2n === 0n ? '' : '5');
  return `${sign}${size / UNIT}.${fraction}`.replace(/\.?0+$/, '');
}

/** The points a relation to one point allows. */
export function relationRange(relation: Relation, point: bigint): Range {
  switch (relation) {
    case 'equal':
      return { low: point, high: point };
    case 'less':
      return { low: null, high: point - 1n };
    case 'less-equal':
      return { low: null, high: point };
    case 'greater':
      return { low: point + 1n, high: null };
    case 'greater-equal':
      return { low: point, high: null };
    default:
      return relation satisfies never;
  }
}

/** The instants whose whole seconds, rounded down, stand in a relation to a point. */
export function wholeSecondRange(relation: Relation, point: bigint): Range {
  const beyond = ((point % SECOND) + SECOND) % SECOND;
  const down = point - beyond;
  const up = beyond === 0n ? point : down + SECOND;
  switch (relation) {
    case 'equal':
      return { low: up, high: down + SECOND - 1n };
    case 'less':
      return { low: null, high: up - 1n };
    case 'less-equal':
      return { low: null, high: down + SECOND - 1n };
    case 'greater':
      return { low: down + SECOND, high: null };
    case 'greater-equal':
      return { low: up, high: null };
    default:
      return relation satisfies never;
  }
}

const INSTANT =
  /^(\d{4})-(\d\d)-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?(Z|[+-]\d\d:[0-5]\d))?$/;
const SECONDS = /^-?\d{1,15}$/;
const YEAR = /^\d{4}$/;

/**
 * The point of an ISO 8601 day or of a time with its zone, or of whole seconds since 1970, in seconds on the line of
 * numbers. Undefined also for four digits: a year or a number of seconds, AWS does not say which.
 */
export function instantPoint(text: string): bigint | undefined {
  const found = INSTANT.exec(text);
  if (found === null) return SECONDS.test(text) && !YEAR.test(text) ? numberPoint(text) : undefined;
  const [, year, month, day, hour = '0', minute = '0', second = '0', fraction = '', zone = 'Z'] =
    found;
  const [y, m, d] = [Number(year), Number(month), Number(day)];
  const isReal =
    m >= 1 && m <= 12 && d >= 1 && d <= monthDays(y, m) && Number(hour) < 24 && Number(minute) < 60;
  const offset = zoneSeconds(zone);
  if (!isReal || Number(second) > 59 || Math.abs(offset) >= 86_400) return undefined;
  const seconds =
    daysSince1970(y, m, d) * 86_400 + Number(hour) * 3600 + Number(minute) * 60 + Number(second);
  // The fraction counts upwards before 1970, too.
  return 2n * (BigInt(seconds - offset) * UNIT + BigInt(fraction.padEnd(DIGITS, '0')));
}

function zoneSeconds(zone: string): number {
  if (zone === 'Z') return 0;
  const digits = zone.slice(1).replace(':', '');
  const size = Number(digits.slice(0, 2)) * 3600 + Number(digits.slice(2)) * 60;
  return zone.startsWith('-') ? -size : size;
}

function monthDays(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

/** Days from 1970-01-01 in the proleptic Gregorian calendar. */
function daysSince1970(year: number, month: number, day: number): number {
  const shifted = month > 2 ? year : year - 1;
  const era = Math.floor(shifted / 400);
  const ofEra = shifted - era * 400;
  const ofYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  return (
    era * 146_097 + ofEra * 365 + Math.floor(ofEra / 4) - Math.floor(ofEra / 100) + ofYear - 719_468
  );
}

/** An instant at or just above a point, as ISO 8601 in the years 0 to 9999 and else in seconds. */
export function instantText(point: bigint): string {
  const beyond = ((point % SECOND) + SECOND) % SECOND;
  const whole = (point - beyond) / SECOND;
  if (whole < -62_167_219_200n || whole > 253_402_300_799n) return numberText(point);
  const seconds = Number(whole);
  const days = Math.floor(seconds / 86_400);
  const [year, month, day] = civilDate(days);
  const rest = seconds - days * 86_400;
  const two = (value: number): string => String(value).padStart(2, '0');
  const time = `${two(Math.floor(rest / 3600))}:${two(Math.floor(rest / 60) % 60)}:${two(rest % 60)}`;
  const fraction = beyond === 0n ? '' : numberText(beyond).slice(1);
  return `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}T${time}${fraction}Z`;
}

function civilDate(days: number): [number, number, number] {
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const ofEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (ofEra - Math.floor(ofEra / 1460) + Math.floor(ofEra / 36_524) - Math.floor(ofEra / 146_096)) /
      365,
  );
  const ofYear =
    ofEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const part = Math.floor((5 * ofYear + 2) / 153);
  const month = part < 10 ? part + 3 : part - 9;
  const day = ofYear - Math.floor((153 * part + 2) / 5) + 1;
  return [yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day];
}

/** IPv6 addresses stand above all IPv4 ones. */
const V6 = 2n ** 40n;

/** All addresses there are. */
export const ADDRESSES: readonly Range[] = [
  { low: 0n, high: 2n ** 32n - 1n },
  { low: V6, high: V6 + 2n ** 128n - 1n },
];

/** A decimal number as addresses have it: with a leading zero it is read as octal by some. */
const DECIMAL = /^(?:0|[1-9]\d{0,2})$/;

/** The points of an address or a CIDR block (RFC 4632, RFC 4291); bits beyond the prefix are ignored. */
export function addressRange(text: string): Range | undefined {
  const [address = '', prefix, ...rest] = text.split('/');
  if (rest.length > 0) return undefined;
  const isV6 = address.includes(':');
  const value = isV6 ? v6Value(address) : v4Value(address);
  const bits = isV6 ? 128 : 32;
  const length = prefix === undefined ? bits : DECIMAL.test(prefix) ? Number(prefix) : -1;
  if (value === undefined || length < 0 || length > bits) return undefined;
  const size = 2n ** BigInt(bits - length);
  const low = (isV6 ? V6 : 0n) + (value / size) * size;
  return { low, high: low + size - 1n };
}

function v4Value(text: string): bigint | undefined {
  const parts = text.split('.');
  const isFour = parts.length === 4 && parts.every((part) => DECIMAL.test(part));
  if (!isFour || parts.some((part) => Number(part) > 255)) return undefined;
  return parts.reduce((value, part) => value * 256n + BigInt(part), 0n);
}

function v6Value(text: string): bigint | undefined {
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const [head, tail] = halves.map((half, at) => groupsOf(half, at === halves.length - 1));
  if (head === undefined || (halves.length === 2 && tail === undefined)) return undefined;
  const missing = 8 - head.length - (tail?.length ?? 0);
  if (halves.length === 1 ? missing !== 0 : missing < 1) return undefined;
  const groups = [...head, ...Array<bigint>(missing).fill(0n), ...(tail ?? [])];
  return groups.reduce((value, group) => value * 65_536n + group, 0n);
}

/** 16-bit groups; the last may be an IPv4 address, which is two. */
function groupsOf(text: string, isEnd: boolean): bigint[] | undefined {
  if (text === '') return [];
  const groups: bigint[] = [];
  const parts = text.split(':');
  for (const [index, part] of parts.entries()) {
    const isLast = isEnd && index === parts.length - 1;
    const v4 = isLast && part.includes('.') ? v4Value(part) : undefined;
    if (v4 !== undefined) groups.push(v4 / 65_536n, v4 % 65_536n);
    else if (/^[0-9a-fA-F]{1,4}$/.test(part)) groups.push(BigInt(`0x${part}`));
    else return undefined;
  }
  return groups;
}

/** The address of a point. */
export function addressText(point: bigint): string {
  if (point < V6) {
    return [24n, 16n, 8n, 0n].map((shift) => (point >> shift) & 255n).join('.');
  }
  const value = point - V6;
  const groups = Array.from({ length: 8 }, (_, index) =>
    ((value >> BigInt(16 * (7 - index))) & 65_535n).toString(16),
  );
  return groups.join(':').replace(/(?:^|:)0(?::0)+(?::|$)/, '::');
}
