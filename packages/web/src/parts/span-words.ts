const UNITS: readonly (readonly [number, string])[] = [
  [86_400, 'day'],
  [3600, 'hour'],
  [60, 'minute'],
  [1, 'second'],
];

/** Seconds in the largest unit that says them exactly: a limit is shown as it was set. */
export function spanWords(seconds: number): string {
  const [size, unit] = UNITS.find(([one]) => seconds % one === 0) ?? [1, 'second'];
  return counted(seconds / size, unit);
}

/** Seconds in the largest unit that they fill, rounded down: an age is never shown younger by more than one such unit. */
export function ageWords(seconds: number): string {
  const [size, unit] = UNITS.find(([one]) => seconds >= one) ?? [1, 'second'];
  return counted(Math.floor(seconds / size), unit);
}

/** A number with its noun; plurals that do not just take an `s` are given. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
