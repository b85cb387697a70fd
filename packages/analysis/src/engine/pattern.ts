/** Tokens below zero stand for sets of characters; others are code points. The `SEGMENT` kinds never match `:`. */
export const ANY = -1;
export const STAR = -2;
export const SEGMENT_ANY = -3;
export const SEGMENT_STAR = -4;
/** One of `0` to `9`. */
export const DIGIT = -5;
/** A character that neither `:` nor `/` is. */
export const NAME_ANY = -6;
/** `FOLDED - c` is the ASCII letter with the lower-case code `c`, in either case. */
const FOLDED = -100;
/** `VARIABLE - n` is the n-th policy variable, a string nobody knows; only cover() reads it. */
export const VARIABLE = -1000;
const COLON = 58;
const SLASH = 47;

/** The token of a character whose case does not matter; only the 26 ASCII letters have two. */
export function foldedToken(point: number): number {
  const lower = point >= 65 && point <= 90 ? point + 32 : point;
  return lower >= 97 && lower <= 122 ? FOLDED - lower : point;
}

/** The characters of a token that stands for a few; none for a wildcard. */
export function charactersOf(token: number): readonly number[] {
  if (token >= 0) return [token];
  if (token === DIGIT) return DIGITS;
  return isFolded(token) ? [FOLDED - token, FOLDED - token - 32] : [];
}

const DIGITS: readonly number[] = Array.from({ length: 10 }, (_, index) => 48 + index);

function isFolded(token: number): boolean {
  return token < FOLDED && token > VARIABLE;
}

/** A set of strings: the concatenation of its tokens. One text and its tokens are one pattern per question. */
export interface Pattern {
  readonly id: number;
  /** As a human wrote it. */
  readonly text: string;
  readonly tokens: readonly number[];
  /** The only string it matches, if it has no wildcard. */
  readonly literal: string | null;
  readonly prefix: string;
  /** What every string of it ends with. */
  readonly suffix: string;
  readonly isAll: boolean;
  /** Its literal prefix and then anything. */
  readonly isPrefix: boolean;
  readonly hasSegmentTokens: boolean;
}

/** A pattern from tokens that are already normalised. */
export function makePattern(id: number, text: string, tokens: readonly number[]): Pattern {
  const wild = tokens.findIndex((token) => token < 0);
  const head = wild < 0 ? tokens : tokens.slice(0, wild);
  const prefix = textOf(head);
  return {
    id,
    text,
    tokens,
    literal: wild < 0 ? prefix : null,
    prefix,
    suffix: textOf(tokens.slice(tokens.findLastIndex((token) => token < 0) + 1)),
    isPrefix: wild === tokens.length - 1 && tokens[wild] === STAR,
    isAll: tokens.length === 1 && tokens[0] === STAR,
    hasSegmentTokens: tokens.some((token) => token === SEGMENT_ANY || token === SEGMENT_STAR),
  };
}

/** The string of code points, however many. */
function textOf(points: readonly number[]): string {
  return points.map((point) => String.fromCodePoint(point)).join('');
}

/** Drops stars that a neighbouring star makes redundant. */
export function normalise(tokens: readonly number[]): number[] {
  const kept: number[] = [];
  for (const token of tokens) {
    const last = kept.at(-1);
    if (token === STAR && (last === STAR || last === SEGMENT_STAR)) kept[kept.length - 1] = STAR;
    else if (!(token === SEGMENT_STAR && (last === STAR || last === SEGMENT_STAR)))
      kept.push(token);
  }
  return kept;
}

export const isStar = (token: number): boolean => token === STAR || token === SEGMENT_STAR;

/** Whether a single-character or star token takes this character. */
export function takes(token: number, char: number): boolean {
  if (token >= 0) return token === char;
  if (token === ANY || token === STAR) return true;
  if (token === SEGMENT_ANY || token === SEGMENT_STAR) return char !== COLON;
  if (token === NAME_ANY) return char !== COLON && char !== SLASH;
  if (token === DIGIT) return char >= 48 && char <= 57;
  return isFolded(token) && (char === FOLDED - token || char === FOLDED - token - 32);
}

/** Whether every character of `inner` is one of `outer`. */
function includes(outer: number, inner: number): boolean {
  if (outer <= VARIABLE) return outer === inner;
  if (inner >= 0) return takes(outer, inner);
  if (inner <= VARIABLE) return outer === inner || outer === STAR;
  const isInnerFree = inner === ANY || inner === STAR;
  if (outer === ANY || outer === STAR) return true;
  if (outer === SEGMENT_ANY || outer === SEGMENT_STAR) return !isInnerFree;
  const few = charactersOf(inner);
  return outer === inner || (few.length > 0 && few.every((char) => takes(outer, char)));
}

/** Whether two character tokens share a character. */
function overlap(left: number, right: number): boolean {
  if (left >= 0) return takes(right, left);
  if (right >= 0) return takes(left, right);
  const few = charactersOf(left);
  if (few.length > 0) return few.some((char) => takes(right, char));
  const others = charactersOf(right);
  return others.length === 0 || others.some((char) => takes(left, char));
}

/** Whether the pattern matches the text; the cheap tests first. */
export function accepts(pattern: Pattern, text: string): boolean {
  // Every action is `?*:?*`, which a text made up for a witness may not be.
  if (pattern.isAll && pattern.tokens.length === 1) return true;
  if (pattern.literal !== null) return pattern.literal === text;
  if (!text.startsWith(pattern.prefix)) return false;
  if (pattern.isPrefix) return true;
  if (!text.endsWith(pattern.suffix)) return false;
  return pattern.hasSegmentTokens || SURROGATE.test(text)
    ? matches(pattern.tokens, pointsOf(text))
    : matchesFreely(pattern.tokens, text);
}

/** Characters beyond U+FFFF are two code units, so their texts go by code points. */
const SURROGATE = /[\ud800-\udfff]/;

/** Without segment tokens it is enough to go back to the latest star. */
function matchesFreely(tokens: readonly number[], text: string): boolean {
  let token = 0;
  let star = -1;
  let resume = 0;
  for (let point = 0; point < text.length; ) {
    const current = tokens[token];
    if (current === STAR) {
      star = token;
      resume = point;
      token += 1;
    } else if (current !== undefined && takes(current, text.charCodeAt(point))) {
      token += 1;
      point += 1;
    } else if (star < 0) {
      return false;
    } else {
      resume += 1;
      point = resume;
      token = star + 1;
    }
  }
  while (tokens[token] === STAR) token += 1;
  return token === tokens.length;
}

/**
 * Whether `outer` contains every string of `inner`, token by token. `true` is a proof, whatever the variables are;
 * `false` says nothing.
 */
export function covers(outer: readonly number[], inner: readonly number[]): boolean {
  let token = 0;
  let star = -1;
  let resume = 0;
  let index = 0;
  while (index < inner.length) {
    const current = at(outer, token);
    if (isStar(current)) {
      star = token;
      resume = index;
      token += 1;
    } else if (includesOne(current, at(inner, index))) {
      token += 1;
      index += 1;
    } else if (includes(at(outer, star), at(inner, resume))) {
      // The latest star takes one token more.
      resume += 1;
      index = resume;
      token = star + 1;
    } else {
      return false;
    }
  }
  return outer.slice(token).every(isStar);
}

/** Beyond the end of a pattern; no character is like it. */
const NO_TOKEN = 0x7fff_ffff;

function at(tokens: readonly number[], index: number): number {
  return tokens[index] ?? NO_TOKEN;
}

function includesOne(outer: number, inner: number): boolean {
  return !isStar(inner) && includes(outer, inner);
}

/** Whether the pattern matches: a walk over the positions it can be at, of which there are never more than stars. */
export function matches(tokens: readonly number[], points: readonly number[]): boolean {
  let positions = withoutStars(tokens, [0]);
  for (const point of points) {
    positions = withoutStars(tokens, advance(tokens, point, positions));
    if (positions.length === 0) return false;
  }
  return positions.at(-1) === tokens.length;
}

/** One character further; positions stay in rising order. */
function advance(tokens: readonly number[], point: number, positions: readonly number[]): number[] {
  const next: number[] = [];
  for (const position of positions) {
    const token = at(tokens, position);
    if (!takes(token, point)) continue;
    const reached = isStar(token) ? position : position + 1;
    if (next.at(-1) !== reached) next.push(reached);
  }
  return next;
}

/** A star may take nothing more. Two stars never stand side by side. */
function withoutStars(tokens: readonly number[], positions: number[]): number[] {
  for (let index = 0; index < positions.length; index += 1) {
    const position = positions[index] ?? 0;
    if (!isStar(at(tokens, position)) || positions[index + 1] === position + 1) continue;
    positions.splice(index + 1, 0, position + 1);
  }
  return positions;
}

function startRow(tokens: readonly number[]): Uint8Array {
  const row = new Uint8Array(tokens.length + 1);
  row[0] = 1;
  for (let index = 1; index <= tokens.length && isStar(tokens[index - 1] ?? 0); index += 1)
    row[index] = 1;
  return row;
}

/** Whether two patterns share a string; exact. */
export function intersects(left: readonly number[], right: readonly number[]): boolean {
  let row = startRow(right);
  for (const token of left) {
    const next = new Uint8Array(right.length + 1);
    if (isStar(token)) next[0] = row[0] ?? 0;
    for (let index = 1; index <= right.length; index += 1) {
      const other = right[index - 1] ?? 0;
      next[index] = meet(token, other, row, next, index) ? 1 : 0;
    }
    row = next;
  }
  return row[right.length] === 1;
}

/** One cell: a star is skipped or takes what stands opposite; two characters must overlap. */
function meet(
  token: number,
  other: number,
  row: Uint8Array,
  next: Uint8Array,
  index: number,
): boolean {
  const up = row[index] === 1;
  const back = next[index - 1] === 1;
  if (isStar(token) && isStar(other)) return up || back;
  if (isStar(token)) return up || (back && overlap(token, other));
  if (isStar(other)) return back || (up && overlap(token, other));
  return row[index - 1] === 1 && overlap(token, other);
}

/** Code points of a string. */
export function pointsOf(text: string): number[] {
  const points: number[] = [];
  for (let index = 0; index < text.length; index += 1) {
    const point = text.codePointAt(index) ?? 0;
    points.push(point);
    if (point > 0xffff) index += 1;
  }
  return points;
}
