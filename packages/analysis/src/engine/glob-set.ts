import type { Budget } from './budget.ts';
import { findString } from './emptiness.ts';
import {
  ANY,
  accepts,
  charactersOf,
  covers,
  intersects,
  isStar,
  makePattern,
  normalise,
  type Pattern,
  pointsOf,
  STAR,
} from './pattern.ts';

/** What holds between two patterns. */
type Relation = 'disjoint' | 'inside' | 'around' | 'equal' | 'overlap';

/** Strings that every pattern of `all` and none of `none` match; never empty: `sample` is one of them. */
export interface Piece {
  readonly all: readonly Pattern[];
  readonly none: readonly Pattern[];
  readonly sample: string;
}

/** `?*:?*`: a service and a name. */
export const EVERY_ACTION: readonly number[] = [ANY, STAR, 58, ANY, STAR];

/** `?*`: anything but the empty string. */
export const EVERY_VALUE: readonly number[] = [ANY, STAR];

const FILLS: readonly string[] = ['example', 'x', '', '0', 'a-b/c'];

/** Patterns and what is known about pairs of them, for one question. */
export class Patterns {
  readonly budget: Budget;
  readonly everything: Pattern;
  /** Contains every action there is, and nothing else. */
  readonly everyAction: Pattern;
  /** Contains every value of a key: anything but the empty string. */
  readonly everyValue: Pattern;
  private readonly interned = new Map<string, Pattern[]>();
  private count = 0;
  private readonly byText = new Map<string, Pattern>();
  private readonly relations = new Map<number, Relation>();
  private readonly proper = new Map<number, Map<number, boolean>>();
  private readonly samples = new Map<string, string | null>();

  constructor(budget: Budget) {
    this.budget = budget;
    this.everything = this.intern('*', [STAR]);
    this.everyAction = { ...this.intern('*', EVERY_ACTION), isAll: true };
    this.everyValue = { ...this.intern('*', EVERY_VALUE), isAll: true };
  }

  /** The pattern of one string. */
  literal(text: string): Pattern {
    return this.intern(text, pointsOf(text));
  }

  /** The pattern of a text in which `*` and `?` are wildcards. */
  glob(text: string): Pattern {
    const tokens = pointsOf(text).map((point) =>
      point === 42 ? STAR : point === 63 ? ANY : point,
    );
    return this.intern(text, normalise(tokens));
  }

  /** The pattern of these tokens, shown as this text. */
  intern(text: string, tokens: readonly number[]): Pattern {
    const same = this.interned.get(text);
    const known = same?.find((pattern) => areEqual(pattern.tokens, tokens));
    if (known !== undefined) return known;
    const pattern = makePattern(this.count++, text, tokens);
    if (same === undefined) this.interned.set(text, [pattern]);
    else same.push(pattern);
    return pattern;
  }

  /** The pattern of a text, read once; `read` must give the same tokens for the same text. */
  cached(text: string, read: () => readonly number[] | null): Pattern {
    const known = this.byText.get(text);
    if (known !== undefined) return known;
    const tokens = read();
    const pattern = tokens === null ? this.everyAction : this.intern(text, tokens);
    this.byText.set(text, pattern);
    return pattern;
  }

  relation(left: Pattern, right: Pattern): Relation {
    if (left === right) return 'equal';
    if (right.isAll && this.isProper(left, right)) return 'inside';
    if (left.isAll && this.isProper(right, left)) return 'around';
    this.budget.charge(1 + Math.floor(cells(left.tokens.length, right.tokens.length) / 16));
    const quick = quickRelation(left, right);
    if (quick !== undefined) return quick;
    const key = left.id * 2 ** 24 + right.id;
    const known = this.relations.get(key);
    if (known !== undefined) return known;
    const found = this.relate(left, right);
    this.relations.set(key, found);
    return found;
  }

  /** Whether all the pattern matches is of the field that `everything` is all of: no empty value, no half an action. */
  private isProper(pattern: Pattern, everything: Pattern): boolean {
    if (everything.tokens.length === 1) return true;
    const known = this.proper.get(everything.id)?.get(pattern.id);
    if (known !== undefined) return known;
    const found = covers(everything.tokens, pattern.tokens);
    const all = this.proper.get(everything.id) ?? new Map<number, boolean>();
    this.proper.set(everything.id, all.set(pattern.id, found));
    return found;
  }

  private relate(left: Pattern, right: Pattern): Relation {
    this.budget.charge(1 + cells(left.tokens.length, right.tokens.length));
    if (!intersects(left.tokens, right.tokens)) return 'disjoint';
    const isInside = this.isInside(left, right);
    const isAround = this.isInside(right, left);
    if (isInside) return isAround ? 'equal' : 'inside';
    return isAround ? 'around' : 'overlap';
  }

  private isInside(left: Pattern, right: Pattern): boolean {
    if (covers(right.tokens, left.tokens)) return true;
    if (FILLS.some((fill) => !this.accepts(right, fillIn(left, fill)))) return false;
    return findString([left], [right], this.budget) === null;
  }

  /** The piece, or null if no string is in it. */
  piece(all: readonly Pattern[], none: readonly Pattern[], hint?: string): Piece | null {
    const size = cells(sizeOf(all), sizeOf(all) + sizeOf(none));
    this.budget.charge(1 + Math.floor(size / 16) + Math.floor(none.length / 4));
    const sample = this.quickSample(all, none, hint) ?? this.exactSample(all, none);
    return sample === null ? null : { all, none, sample };
  }

  private quickSample(
    all: readonly Pattern[],
    none: readonly Pattern[],
    hint?: string,
  ): string | undefined {
    if (hint !== undefined && !none.some((pattern) => this.accepts(pattern, hint))) return hint;
    const literal = all.find((pattern) => pattern.literal !== null)?.literal;
    if (typeof literal === 'string') return this.contains(all, none, literal) ? literal : undefined;
    for (const pattern of all) {
      const filled = FILLS.map((fill) => fillIn(pattern, fill));
      const found = filled.find((text) => this.contains(all, none, text));
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** Whether the pattern matches the text; long texts cost steps. */
  accepts(pattern: Pattern, text: string): boolean {
    const size = cells(pattern.tokens.length, text.length);
    this.budget.charge(Math.floor(size / (pattern.hasSegmentTokens ? 4 : 16)));
    return accepts(pattern, text);
  }

  private contains(all: readonly Pattern[], none: readonly Pattern[], text: string): boolean {
    return (
      all.every((pattern) => this.accepts(pattern, text)) &&
      !none.some((pattern) => this.accepts(pattern, text))
    );
  }

  private exactSample(all: readonly Pattern[], none: readonly Pattern[]): string | null {
    const literal = all.find((pattern) => pattern.literal !== null);
    // A literal is its only candidate, and quickSample has tried it.
    if (literal !== undefined) return null;
    const key = `${all.map(({ id }) => id).join()}!${none.map(({ id }) => id).join()}`;
    const known = this.samples.get(key);
    if (known !== undefined) return known;
    const found = findString(all, none, this.budget);
    this.samples.set(key, found);
    return found;
  }
}

function areEqual(one: readonly number[], other: readonly number[]): boolean {
  if (one.length !== other.length) return false;
  for (let index = 0; index < one.length; index += 1) if (one[index] !== other[index]) return false;
  return true;
}

/** Whether a string is in the piece of these patterns. */
export function contains(all: readonly Pattern[], none: readonly Pattern[], text: string): boolean {
  return (
    all.every((pattern) => accepts(pattern, text)) &&
    !none.some((pattern) => accepts(pattern, text))
  );
}

/** Steps for a table of this size: 256 cells are one. */
function cells(width: number, height: number): number {
  return Math.floor((width * height) / 256);
}

function sizeOf(patterns: readonly Pattern[]): number {
  return patterns.reduce((sum, pattern) => sum + pattern.tokens.length, 0);
}

/** The string of a pattern with every star replaced by `fill` and every `?` by `x`. */
export function fillIn(pattern: Pattern, fill: string): string {
  let text = '';
  for (const token of pattern.tokens) {
    if (isStar(token)) text += token === STAR ? fill : fill.replaceAll(':', '');
    else text += String.fromCodePoint(charactersOf(token)[0] ?? 120);
  }
  return text;
}

function quickRelation(left: Pattern, right: Pattern): Relation | undefined {
  if (isApart(left, right)) return 'disjoint';
  if (left.literal !== null) return literalRelation(left.literal, right);
  if (right.literal !== null) return accepts(left, right.literal) ? 'around' : 'disjoint';
  return quickPrefixes(left, right);
}

/** One of two prefixes must begin the other, and one of two suffixes end it, or no string has both. */
function isApart(left: Pattern, right: Pattern): boolean {
  return (
    (!left.prefix.startsWith(right.prefix) && !right.prefix.startsWith(left.prefix)) ||
    (!left.suffix.endsWith(right.suffix) && !right.suffix.endsWith(left.suffix))
  );
}

function literalRelation(literal: string, right: Pattern): Relation {
  if (right.literal === literal) return 'equal';
  return accepts(right, literal) ? 'inside' : 'disjoint';
}

/** `abc*` against `ab*`: the shorter prefix is around the longer. */
function quickPrefixes(left: Pattern, right: Pattern): Relation | undefined {
  if (right.isPrefix && left.prefix.startsWith(right.prefix)) return 'inside';
  return left.isPrefix && right.prefix.startsWith(left.prefix) ? 'around' : undefined;
}
