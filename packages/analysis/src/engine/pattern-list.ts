import type { Pattern } from './pattern.ts';

const SMALL = 8;

/** A union of patterns that finds, by literal prefix, those which can share a string with a given one. */
export class PatternList {
  readonly patterns: readonly Pattern[];
  readonly hasAll: boolean;
  private readonly byPrefix = new Map<string, Pattern[]>();
  private readonly sorted: readonly Pattern[];
  private readonly longest: number;

  constructor(patterns: readonly Pattern[]) {
    this.patterns = [...new Set(patterns)];
    this.hasAll = this.patterns.some((pattern) => pattern.isAll);
    this.sorted = [...this.patterns].sort((left, right) => (left.prefix < right.prefix ? -1 : 1));
    this.longest = Math.max(0, ...this.patterns.map((pattern) => pattern.prefix.length));
    for (const pattern of this.patterns) {
      const same = this.byPrefix.get(pattern.prefix);
      if (same === undefined) this.byPrefix.set(pattern.prefix, [pattern]);
      else same.push(pattern);
    }
  }

  /** Every member that may meet `other`; one of two prefixes must begin the other. */
  near(other: Pattern): readonly Pattern[] {
    if (this.patterns.length <= SMALL) return this.patterns;
    const found: Pattern[] = [];
    for (let length = 0; length < other.prefix.length && length <= this.longest; length += 1) {
      const same = this.byPrefix.get(other.prefix.slice(0, length)) ?? [];
      for (const pattern of same) if (pattern.literal === null) found.push(pattern);
    }
    for (let index = this.firstFrom(other.prefix); index < this.sorted.length; index += 1) {
      const pattern = this.sorted[index];
      if (pattern === undefined || !pattern.prefix.startsWith(other.prefix)) break;
      found.push(pattern);
    }
    return found;
  }

  private firstFrom(prefix: string): number {
    let low = 0;
    let high = this.sorted.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.sorted[middle]?.prefix ?? '') < prefix) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
