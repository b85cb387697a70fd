import { fillVariables, type Lookup, type SourceChar } from './variables.ts';

/** Which wildcards stop at a colon. The replay has its own words for the readings of a `Resource`. */
export type ColonRule = 'crosses' | 'crosses-at-segment-end' | 'stays';

/** Whether a glob matches a text; `fixed[i]` marks characters of the glob that are not wildcards. */
export function globMatches(glob: readonly GlobChar[], text: string): boolean {
  const chars = Array.from(text);
  let ends: readonly number[] = [0];
  for (const item of glob) {
    ends = item.repeat ? spread(ends, chars, item) : advance(ends, chars, item);
    if (ends.length === 0) return false;
  }
  return ends.at(-1) === chars.length;
}

/** One element of a glob: a character (`is`) or any character, once or repeated, with or without the colon. */
export interface GlobChar {
  readonly is: string | null;
  readonly repeat: boolean;
  readonly colon: boolean;
}

function fits(item: GlobChar, char: string): boolean {
  return item.is === null ? item.colon || char !== ':' : item.is === char;
}

/** One character further; the places reached stay in rising order. */
function advance(ends: readonly number[], chars: readonly string[], item: GlobChar): number[] {
  const next: number[] = [];
  for (const end of ends) {
    const char = chars[end];
    if (char !== undefined && fits(item, char)) next.push(end + 1);
  }
  return next;
}

/** Any number of characters further; what an earlier start has reached, a later one need not reach again. */
function spread(ends: readonly number[], chars: readonly string[], item: GlobChar): number[] {
  const next: number[] = [];
  let reached = -1;
  const isAtEnd = (): boolean => {
    const char = chars[reached];
    return char === undefined || !fits(item, char);
  };
  for (const start of ends) {
    if (start <= reached) continue;
    reached = start;
    next.push(start);
    while (!isAtEnd()) {
      reached += 1;
      next.push(reached);
    }
  }
  return next;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: whatever is not ASCII
const OTHER = /[^\u0000-\u007f]/;

/** The 26 letters in lower case, every other character as it is. */
export function withoutCase(text: string): string {
  return OTHER.test(text)
    ? text.replace(/[A-Z]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) + 32))
    : text.toLowerCase();
}

/** The glob of an action pattern, both sides to be lower-cased. */
export function actionGlob(text: string): GlobChar[] {
  return Array.from(withoutCase(text), (char) => plain(char));
}

/** A character of a pattern: a wildcard that crosses everything, or itself. */
export function plain(char: string): GlobChar {
  if (char === '*') return { is: null, repeat: true, colon: true };
  if (char === '?') return { is: null, repeat: false, colon: true };
  return { is: char, repeat: false, colon: true };
}

/** The glob of a resource pattern for one request, or undefined where a variable has no value. */
export function resourceGlob(
  text: string,
  rule: ColonRule,
  lookup: Lookup | null,
): GlobChar[] | undefined {
  const chars = fillVariables(rule === 'stays' ? completed(text, lookup !== null) : text, lookup);
  if (chars === undefined) return undefined;
  const isFreeThroughout = rule === 'crosses' || isBare(text);
  let segment = 0;
  return chars.map(({ char, isFixed }, at): GlobChar => {
    if (isFixed) return { is: char, repeat: false, colon: true };
    if (char === ':') segment += 1;
    const isFree = isFreeThroughout || segment >= 5;
    return { ...plain(char), colon: isFree || crossesAtEnd(char, chars[at + 1], rule) };
  });
}

function crossesAtEnd(char: string, next: SourceChar | undefined, rule: ColonRule): boolean {
  const isEnd = next === undefined || (next.char === ':' && !next.isFixed);
  return rule === 'crosses-at-segment-end' && char === '*' && isEnd;
}

function isBare(text: string): boolean {
  return /^\*+$/.test(text);
}

/** An ARN with fewer than six fields has `*` in each missing one. */
function completed(text: string, hasVariables: boolean): string {
  if (!text.startsWith('arn:')) return text;
  const bare = hasVariables ? text.replace(/\$\{[^{}]*\}/g, '') : text;
  const fields = bare.split(':').length;
  return text + ':*'.repeat(Math.max(0, 6 - fields));
}
