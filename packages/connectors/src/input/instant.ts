const WRITTEN =
  /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}:\d{2})(?:[.,](\d{1,9}))?(Z|[+-]\d{2}:?\d{2})?$/;

/**
 * The instant of a time as AWS and Kubernetes write it (`2020-01-29T21:24:20Z`, `2020-01-29 21:24:20+00:00`, fractions
 * of up to nanoseconds), in UTC with milliseconds, cut and not rounded. Null for what is none, also for a time without
 * a zone.
 */
export function instantOf(text: string): string | null {
  const [, day, time, fraction = '', zone] = WRITTEN.exec(text) ?? [];
  if (day === undefined || time === undefined || zone === undefined) return null;
  const offset = zone === 'Z' ? 'Z' : `${zone.slice(0, 3)}:${zone.slice(-2)}`;
  const date = new Date(`${day}T${time}.${fraction.slice(0, 3).padEnd(3, '0')}${offset}`);
  return Number.isNaN(date.getTime()) ? null : date.toISOString();
}

/** The instant of a record of a log, whose times are UTC, also where a data lake has dropped the zone. */
export function instantOfRecord(text: string): string | null {
  return instantOf(text) ?? instantOf(`${text}Z`);
}

/** The later of two instants; `null` is none. */
export function later(left: string | null, right: string | null): string | null {
  if (left === null || right === null) return left ?? right;
  return left < right ? right : left;
}
