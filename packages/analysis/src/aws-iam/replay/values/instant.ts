import { type Decimal, readDecimal } from './decimal.ts';

const ISO =
  /^(\d{4})(?:-(\d{2})(?:-(\d{2})(?:T(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?(Z|[+-]\d{2}:\d{2}))?)?)?$/;
const EPOCH = /^-?\d{1,15}$/;
const MONTH_DAYS: readonly number[] = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/**
 * Seconds since 1970 of a W3C profile date (year, month, day, or day and time with an offset) or of epoch seconds.
 * Four digits alone are both a year and a number of seconds: `ambiguous`. Undefined for any other text.
 */
export function readInstant(text: string): Decimal | 'ambiguous' | undefined {
  if (/^\d{4}$/.test(text)) return 'ambiguous';
  if (EPOCH.test(text)) return readDecimal(text);
  const match = ISO.exec(text);
  if (match === null) return undefined;
  const [, year, month = '01', day = '01', hour = '00', minute = '00', second = '00'] = match;
  const days = dayNumber(Number(year), Number(month), Number(day));
  const clock = secondOfDay(Number(hour), Number(minute), Number(second));
  const offset = offsetSeconds(match[8] ?? 'Z');
  if (days === undefined || clock === undefined || offset === undefined) return undefined;
  return withFraction(days * 86_400 + clock - offset, match[7] ?? '');
}

/** ISO text in UTC of whole seconds since 1970, of the years 0000 to 9999; undefined for any other number. */
export function isoOf(seconds: number): string | undefined {
  if (!(seconds >= -62_167_219_200 && seconds <= 253_402_300_799)) return undefined;
  const days = Math.floor(seconds / 86_400);
  const clock = seconds - days * 86_400;
  const pad = (value: number, width: number): string => String(value).padStart(width, '0');
  const time = [Math.floor(clock / 3600), Math.floor(clock / 60) % 60, clock % 60];
  return `${calendarDay(days, pad)}T${time.map((part) => pad(part, 2)).join(':')}Z`;
}

function withFraction(seconds: number, fraction: string): Decimal {
  const whole = BigInt(seconds) * 10n ** BigInt(fraction.length);
  return { digits: whole + BigInt(`0${fraction}`), scale: fraction.length };
}

/** Days since 1970-01-01 in the Gregorian calendar. */
function dayNumber(year: number, month: number, day: number): number | undefined {
  const length = monthLength(year, month);
  if (length === undefined || day < 1 || day > length) return undefined;
  let days = daysBeforeYear(year) - daysBeforeYear(1970) + day - 1;
  for (let earlier = 1; earlier < month; earlier += 1) days += monthLength(year, earlier) ?? 0;
  return days;
}

function daysBeforeYear(year: number): number {
  const past = year - 1;
  return 365 * year + Math.floor(past / 4) - Math.floor(past / 100) + Math.floor(past / 400);
}

function monthLength(year: number, month: number): number | undefined {
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  return month === 2 && isLeap ? 29 : MONTH_DAYS[month - 1];
}

function secondOfDay(hour: number, minute: number, second: number): number | undefined {
  if (hour > 23 || minute > 59 || second > 59) return undefined;
  return hour * 3600 + minute * 60 + second;
}

function offsetSeconds(zone: string): number | undefined {
  if (zone === 'Z') return 0;
  const size = secondOfDay(Number(zone.slice(1, 3)), Number(zone.slice(4)), 0);
  if (size === undefined) return undefined;
  return zone.startsWith('-') ? -size : size;
}

function calendarDay(days: number, pad: (value: number, width: number) => string): string {
  let year = 1970 + Math.floor(days / 366);
  while ((dayNumber(year + 1, 1, 1) ?? Number.POSITIVE_INFINITY) <= days) year += 1;
  while ((dayNumber(year, 1, 1) ?? Number.NEGATIVE_INFINITY) > days) year -= 1;
  let rest = days - (dayNumber(year, 1, 1) ?? 0);
  let month = 1;
  for (let length = monthLength(year, 1) ?? 0; rest >= length; ) {
    rest -= length;
    month += 1;
    length = monthLength(year, month) ?? Number.POSITIVE_INFINITY;
  }
  return `${pad(year, 4)}-${pad(month, 2)}-${pad(rest + 1, 2)}`;
}
