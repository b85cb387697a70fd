/** Times in milliseconds as flat figures: `p50Milliseconds` and so on, after a prefix. */
export function quantiles(prefix: string, times: readonly number[]): Record<string, number> {
  const sorted = [...times].sort((left, right) => left - right);
  return Object.fromEntries(
    SHARES.map(([name, share]) => [named(prefix, `${name}Milliseconds`), at(sorted, share)]),
  );
}

const SHARES = [
  ['p50', 0.5],
  ['p95', 0.95],
  ['p99', 0.99],
  ['max', 1],
] as const;

/** One quantile of sorted or unsorted times, to a thousandth. */
export function quantile(times: readonly number[], share: number): number {
  return at(
    [...times].sort((left, right) => left - right),
    share,
  );
}

function at(sorted: readonly number[], share: number): number {
  return round(sorted[Math.floor(share * (sorted.length - 1))] ?? 0);
}

/** A figure to a thousandth. */
export function round(value: number): number {
  return Math.round(value * 1000) / 1000;
}

/** `z3` and `p50Ratio` make `z3P50Ratio`; without a prefix the name stays. */
export function named(prefix: string, name: string): string {
  return prefix === '' ? name : `${prefix}${name.charAt(0).toUpperCase()}${name.slice(1)}`;
}
