import type { Literal } from './literal.ts';

/** Whole numbers from `low` to `high`, both included; null is unbounded. */
export interface Range {
  readonly low: bigint | null;
  readonly high: bigint | null;
}

/** Numbers a field can still be, as disjoint ranges in rising order, and whether it can be absent. */
export interface RangeValue {
  readonly absent: boolean;
  readonly ranges: readonly Range[];
}

/** A field whose values are points of one line: numbers, instants or addresses, each with its own scale. */
export interface RangeField {
  readonly field: number;
  readonly universe: RangeValue;
}

/** A point of the ranges; a field that is absent holds if `holdsAbsent`. */
export class RangeLiteral implements Literal<RangeValue> {
  readonly field: number;
  readonly key: string;
  readonly ranges: readonly Range[];
  readonly holdsAbsent: boolean;
  private readonly of: RangeField;

  constructor(of: RangeField, ranges: readonly Range[], holdsAbsent: boolean) {
    this.of = of;
    this.field = of.field;
    this.ranges = unite(ranges);
    this.holdsAbsent = holdsAbsent;
    this.key = `${of.field}#${holdsAbsent ? '?' : ''}${this.ranges.map(({ low, high }) => `${low}-${high}`).join()}`;
  }

  meets(value: RangeValue = this.of.universe): boolean {
    return this.inside(value) !== null;
  }

  inside(value: RangeValue = this.of.universe): RangeValue | null {
    return narrow(value, this.ranges, this.holdsAbsent);
  }

  outside(value: RangeValue = this.of.universe): RangeValue | null {
    return narrow(value, complement(this.ranges), !this.holdsAbsent);
  }
}

function narrow(
  value: RangeValue,
  ranges: readonly Range[],
  holdsAbsent: boolean,
): RangeValue | null {
  const absent = value.absent && holdsAbsent;
  const kept = common(value.ranges, ranges);
  return kept.length > 0 || absent ? { absent, ranges: kept } : null;
}

/** The points of both; each is disjoint and rising. */
function common(left: readonly Range[], right: readonly Range[]): readonly Range[] {
  const kept: Range[] = [];
  let at = 0;
  for (const one of left) {
    // What ends before this range begins meets no later one either.
    while (endsBefore(right[at], one)) at += 1;
    for (let other = at; other < right.length && !endsBefore(one, right[other]); other += 1)
      kept.push(...meet(one, right[other] ?? one));
  }
  return kept;
}

function endsBefore(one: Range | undefined, other: Range | undefined): boolean {
  const [high, low] = [one?.high ?? null, other?.low ?? null];
  return one !== undefined && high !== null && low !== null && high < low;
}

function meet(one: Range, other: Range): Range[] {
  const low = one.low === null || (other.low !== null && other.low > one.low) ? other.low : one.low;
  const high =
    one.high === null || (other.high !== null && other.high < one.high) ? other.high : one.high;
  return low !== null && high !== null && low > high ? [] : [{ low, high }];
}

/** The same points as disjoint ranges in rising order; empty ranges vanish. */
export function unite(ranges: readonly Range[]): readonly Range[] {
  const sorted = ranges
    .filter(({ low, high }) => low === null || high === null || low <= high)
    .sort(byLow);
  const united: Range[] = [];
  for (const range of sorted) {
    const last = united.at(-1);
    const touches =
      last !== undefined &&
      (last.high === null || range.low === null || range.low <= last.high + 1n);
    if (!touches) united.push(range);
    else united[united.length - 1] = { low: last.low, high: higher(last.high, range.high) };
  }
  return united;
}

function byLow({ low: one }: Range, { low: other }: Range): number {
  if (one === other) return 0;
  if (one === null) return -1;
  return other === null || one > other ? 1 : -1;
}

function higher(one: bigint | null, other: bigint | null): bigint | null {
  if (one === null || other === null) return null;
  return one > other ? one : other;
}

/** Every point outside; the ranges are disjoint and rising. */
export function complement(ranges: readonly Range[]): readonly Range[] {
  const outside: Range[] = [];
  let low: bigint | null = null;
  for (const range of ranges) {
    if (range.low !== null) outside.push({ low, high: range.low - 1n });
    if (range.high === null) return outside;
    low = range.high + 1n;
  }
  return [...outside, { low, high: null }];
}
