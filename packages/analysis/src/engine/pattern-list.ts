import { byCodeUnit } from '../canonical/jcs.ts';
import type { Pattern } from './pattern.ts';

const SMALL = 8;

/** A union of patterns that finds, by literal prefix, those which can share a string with a given one. */
export class PatternList {
  readonly patterns: readonly Pattern[];
  readonly hasAll: boolean;
  private keyText: string | undefined;
  private index: PrefixIndex | undefined;
  private readonly known = new Map<string, readonly Pattern[]>();

  constructor(patterns: readonly Pattern[]) {
    this.patterns = [...new Set(patterns)];
    this.hasAll = this.patterns.some((pattern) => pattern.isAll);
  }

  /** Equal keys mean equal lists of one question. */
  get key(): string {
    this.keyText ??= this.hasAll
      ? '*'
      : this.patterns
          .map((pattern) => pattern.id)
          .sort((left, right) => left - right)
          .join(',');
    return this.keyText;
  }

  /** Every member that may meet `other`; one of two prefixes must begin the other. */
  near(other: Pattern): readonly Pattern[] {
    if (this.patterns.length <= SMALL) return this.patterns;
    const known = this.known.get(other.prefix);
    if (known !== undefined) return known;
    this.index ??= new PrefixIndex(this.patterns);
    const found = [...this.index.shorter(other.prefix), ...this.index.longer(other.prefix)];
    this.known.set(other.prefix, found);
    return found;
  }
}

/** Patterns by literal prefix. */
class PrefixIndex {
  private readonly byPrefix = new Map<string, Pattern[]>();
  private readonly sorted: readonly Pattern[];
  /** The lengths that prefixes have, rising. */
  private readonly lengths: readonly number[];

  constructor(patterns: readonly Pattern[]) {
    this.sorted = [...patterns].sort((left, right) => byCodeUnit(left.prefix, right.prefix));
    for (const pattern of patterns) {
      // A literal with a shorter prefix is another string, so it never meets.
      if (pattern.literal !== null) continue;
      const same = this.byPrefix.get(pattern.prefix);
      if (same === undefined) this.byPrefix.set(pattern.prefix, [pattern]);
      else same.push(pattern);
    }
    const lengths = new Set([...this.byPrefix.keys()].map(({ length }) => length));
    this.lengths = [...lengths].sort((left, right) => left - right);
  }

  shorter(prefix: string): Pattern[] {
    const found: Pattern[] = [];
    for (const length of this.lengths) {
      if (length >= prefix.length) break;
      const same = this.byPrefix.get(prefix.slice(0, length));
      if (same !== undefined) found.push(...same);
    }
    return found;
  }

  longer(prefix: string): Pattern[] {
    const found: Pattern[] = [];
    for (let index = this.firstFrom(prefix); index < this.sorted.length; index += 1) {
      const pattern = this.sorted[index];
      if (!pattern?.prefix.startsWith(prefix)) break;
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
