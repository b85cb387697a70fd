import type { Budget } from './budget.ts';
import {
  ANY,
  charactersOf,
  isStar,
  NAME_ANY,
  type Pattern,
  SEGMENT_ANY,
  SEGMENT_STAR,
  STAR,
} from './pattern.ts';

/** Characters a witness is built of, nicest first. */
const NICE: readonly number[] = Array.from('xabcdefghijklmnopqrstuvwyz0123456789-_.', (char) =>
  char.charCodeAt(0),
);
const COLON = 58;
const SLASH = 47;

/**
 * A string that every pattern of `all` and no pattern of `none` matches, or null if there is none. Exact: a walk over
 * the product of the patterns' position sets, one bit a position, the states nearest to the end first. Each state costs
 * its words.
 */
export function findString(
  all: readonly Pattern[],
  none: readonly Pattern[],
  budget: Budget,
): string | null {
  const product = new Product(all, none);
  const states = new States(product.words);
  const queue = new Queue();
  const next = new Uint32Array(product.words);
  const push = (parent: number, char: number): void => {
    if (product.isDead(next) || !states.add(next, parent, char)) return;
    budget.charge(1 + product.words);
    queue.push(states.size - 1, product.distance(next));
  };
  product.start(next);
  push(-1, 0);
  const current = new Uint32Array(product.words);
  for (let index = queue.pop(); index !== undefined; index = queue.pop()) {
    states.read(index, current);
    if (product.isAccepting(current)) return states.spell(index);
    // The nicest character is pushed last, so that of equal ways it goes first.
    for (const [char, takes] of product.choices(current).reverse()) {
      product.advance(current, takes, next);
      push(index, char);
    }
  }
  return null;
}

/** States by how far they are from the end; of equals, the latest first. */
class Queue {
  private readonly buckets: number[][] = [];
  private lowest = 0;

  push(state: number, distance: number): void {
    while (this.buckets.length <= distance) this.buckets.push([]);
    this.buckets[distance]?.push(state);
    this.lowest = Math.min(this.lowest, distance);
  }

  pop(): number | undefined {
    while (this.lowest < this.buckets.length) {
      const state = this.buckets[this.lowest]?.pop();
      if (state !== undefined) return state;
      this.lowest += 1;
    }
    return undefined;
  }
}

/** The patterns side by side as one row of bits: bit `i` of a pattern is set when its first `i` tokens are used up. */
class Product {
  readonly words: number;
  private readonly stars: Uint32Array;
  private readonly first: Uint32Array;
  private readonly mustEnd: Uint32Array;
  private readonly mustNotEnd: Uint32Array;
  /** An unwanted pattern that has come to its last star matches whatever follows. */
  private readonly lost: Uint32Array;
  /** First and last position of each wanted pattern. */
  private readonly spans: (readonly [number, number])[] = [];
  /** All positions of each wanted pattern: with none left it has failed. */
  private readonly alive: Uint32Array[] = [];
  /** Positions whose token takes any character, any but the colon, and by character: exactly it. */
  private readonly any: Uint32Array;
  private readonly segment: Uint32Array;
  /** Positions whose token takes any character but the colon and the slash. */
  private readonly inName: Uint32Array;
  private hasNames: boolean = false;
  private readonly named = new Map<number, Uint32Array>();

  constructor(all: readonly Pattern[], none: readonly Pattern[]) {
    const bits = [...all, ...none].reduce((sum, { tokens }) => sum + tokens.length + 1, 0);
    this.words = Math.ceil(bits / 32);
    const row = (): Uint32Array => new Uint32Array(this.words);
    [this.stars, this.first, this.mustEnd, this.mustNotEnd] = [row(), row(), row(), row()];
    [this.lost, this.any, this.segment, this.inName] = [row(), row(), row(), row()];
    let offset = 0;
    for (const [index, { tokens }] of [...all, ...none].entries()) {
      this.place(tokens, offset, index < all.length);
      offset += tokens.length + 1;
    }
  }

  private place(tokens: readonly number[], offset: number, isWanted: boolean): void {
    set(this.first, offset);
    for (const [index, token] of tokens.entries()) {
      for (const row of this.rowsOf(token)) set(row, offset + index);
      if (isStar(token)) set(this.stars, offset + index);
    }
    const end = offset + tokens.length;
    set(isWanted ? this.mustEnd : this.mustNotEnd, end);
    if (!isWanted && tokens.at(-1) === STAR) set(this.lost, end - 1);
    if (!isWanted) return;
    const positions = new Uint32Array(this.words);
    for (let bit = offset; bit <= end; bit += 1) set(positions, bit);
    this.alive.push(positions);
    this.spans.push([offset, end]);
  }

  private rowsOf(token: number): readonly Uint32Array[] {
    if (token === ANY || token === STAR) return [this.any];
    if (token === SEGMENT_ANY || token === SEGMENT_STAR) return [this.segment];
    if (token === NAME_ANY) {
      this.hasNames = true;
      return [this.inName];
    }
    return charactersOf(token).map((char) => {
      const known = this.named.get(char) ?? new Uint32Array(this.words);
      this.named.set(char, known);
      return known;
    });
  }

  start(into: Uint32Array): void {
    into.set(this.first);
    this.skipStars(into);
  }

  /** Two stars never stand side by side, so one step over a star is all there is. */
  private skipStars(row: Uint32Array): void {
    let carry = 0;
    for (let word = 0; word < this.words; word += 1) {
      const before = (row[word] ?? 0) & (this.stars[word] ?? 0);
      row[word] = (row[word] ?? 0) | (before << 1) | carry;
      carry = before >>> 31;
    }
  }

  advance(from: Uint32Array, takes: Uint32Array, into: Uint32Array): void {
    let carry = 0;
    for (let word = 0; word < this.words; word += 1) {
      const taking = (from[word] ?? 0) & (takes[word] ?? 0);
      const stays = taking & (this.stars[word] ?? 0);
      const moves = taking & ~stays;
      into[word] = stays | (moves << 1) | carry;
      carry = moves >>> 31;
    }
    this.skipStars(into);
  }

  isDead(row: Uint32Array): boolean {
    return meets(row, this.lost) || this.alive.some((positions) => !meets(row, positions));
  }

  /** Tokens between the farthest position of each wanted pattern and its end, added up; no guarantee, only a guide. */
  distance(row: Uint32Array): number {
    let sum = 0;
    for (const [first, end] of this.spans) {
      let bit = end;
      while (bit > first && ((row[bit >>> 5] ?? 0) & (1 << (bit & 31))) === 0) bit -= 1;
      sum += end - bit;
    }
    return sum;
  }

  isAccepting(row: Uint32Array): boolean {
    return (
      !meets(row, this.mustNotEnd) &&
      this.mustEnd.every((bits, at) => (bits & ~(row[at] ?? 0)) === 0)
    );
  }

  /** One character that no pattern names here, then each that one does, and the colon; with the tokens that take it. */
  choices(row: Uint32Array): [number, Uint32Array][] {
    const found: [number, Uint32Array][] = [];
    for (const [char, positions] of this.named) {
      if (char === COLON || (this.hasNames && char === SLASH)) continue;
      if (meets(row, positions)) found.push([char, this.taking(char)]);
    }
    if (this.hasNames) found.push([SLASH, this.taking(SLASH)]);
    found.push([COLON, this.taking(COLON)]);
    const isNamed = (char: number): boolean => found.some(([one]) => one === char);
    let other = NICE.find((char) => !isNamed(char));
    for (let char = 0x4e00; other === undefined; char += 1) if (!isNamed(char)) other = char;
    return [[other, this.taking(-1)], ...found];
  }

  private readonly takings = new Map<number, Uint32Array>();

  /** The tokens that take a character; -1 is one that none names. */
  private taking(char: number): Uint32Array {
    const known = this.takings.get(char);
    if (known !== undefined) return known;
    const row = this.any.slice();
    const named = this.named.get(char);
    for (let word = 0; word < this.words; word += 1) {
      const inSegment = char === COLON ? 0 : (this.segment[word] ?? 0);
      const inName = char === COLON || char === SLASH ? 0 : (this.inName[word] ?? 0);
      row[word] = (row[word] ?? 0) | inSegment | inName | (named?.[word] ?? 0);
    }
    this.takings.set(char, row);
    return row;
  }
}

function set(row: Uint32Array, bit: number): void {
  row[bit >>> 5] = (row[bit >>> 5] ?? 0) | (1 << (bit & 31));
}

function meets(row: Uint32Array, other: Uint32Array): boolean {
  for (let word = 0; word < row.length; word += 1)
    if (((row[word] ?? 0) & (other[word] ?? 0)) !== 0) return true;
  return false;
}

/** Rows seen so far, each once, with how they were reached. */
class States {
  size = 0;
  private readonly words: number;
  private rows: Uint32Array;
  private readonly parents: number[] = [];
  private readonly chars: number[] = [];
  private readonly byHash = new Map<number, number[]>();

  constructor(words: number) {
    this.words = words;
    this.rows = new Uint32Array(words * 64);
  }

  /** False if the row is known. */
  add(row: Uint32Array, parent: number, char: number): boolean {
    const hash = hashOf(row);
    const same = this.byHash.get(hash);
    if (same?.some((index) => this.equals(index, row))) return false;
    if (same === undefined) this.byHash.set(hash, [this.size]);
    else same.push(this.size);
    this.store(row);
    this.parents.push(parent);
    this.chars.push(char);
    this.size += 1;
    return true;
  }

  read(index: number, into: Uint32Array): void {
    into.set(this.rows.subarray(index * this.words, (index + 1) * this.words));
  }

  spell(end: number): string {
    const chars: number[] = [];
    for (let index = end; index > 0; index = this.parents[index] ?? 0)
      chars.push(this.chars[index] ?? 0);
    return chars
      .reverse()
      .map((char) => String.fromCodePoint(char))
      .join('');
  }

  private equals(index: number, row: Uint32Array): boolean {
    const offset = index * this.words;
    for (let word = 0; word < this.words; word += 1)
      if (this.rows[offset + word] !== row[word]) return false;
    return true;
  }

  private store(row: Uint32Array): void {
    const offset = this.size * this.words;
    if (offset + this.words > this.rows.length) {
      const larger = new Uint32Array(this.rows.length * 2);
      larger.set(this.rows);
      this.rows = larger;
    }
    this.rows.set(row, offset);
  }
}

/** FNV-1a over the words. */
function hashOf(row: Uint32Array): number {
  let hash = 0x811c9dc5;
  for (const word of row) hash = Math.imul(hash ^ word, 0x01000193) ^ (hash >>> 15);
  return hash;
}
