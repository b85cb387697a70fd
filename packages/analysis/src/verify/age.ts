/** Seconds of a day. */
export const DAY = 86_400;

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})$/;

/** Seconds between two instants (RFC 3339), negative where the first is later; null: one of them is none. */
export function secondsBetween(earlier: string | null, later: string): number | null {
  if (earlier === null || !INSTANT.test(earlier) || !INSTANT.test(later)) return null;
  const difference = (Date.parse(later) - Date.parse(earlier)) / 1000;
  return Number.isFinite(difference) ? difference : null;
}

/** `3 days`, `2 hours`, `40 seconds`: whole units, rounded down. */
export function ageText(seconds: number): string {
  const units = [
    [DAY, 'day'],
    [3600, 'hour'],
    [60, 'minute'],
    [1, 'second'],
  ] as const;
  const [size, name] = units.find(([one]) => seconds >= one) ?? [1, 'second'];
  const count = Math.floor(seconds / size);
  return `${count} ${name}${count === 1 ? '' : 's'}`;
}
