import { byCodeUnit } from './jcs.ts';

/** Sorted by code unit, without duplicates. */
export function sortedList(values: readonly string[]): string[] {
  return [...new Set(values)].sort(byCodeUnit);
}
