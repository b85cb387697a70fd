import type { Budget } from './budget.ts';
import { isStar, type Pattern, STAR, takes } from './pattern.ts';

/** Characters a witness is built of, nicest first. */
const NICE: readonly number[] = Array.from('xabcdefghijklmnopqrstuvwyz0123456789-_/.', (char) =>
  char.charCodeAt(0),
);
const COLON = 58;

interface State {
  readonly positions: readonly (readonly number[])[];
  readonly parent: number;
  readonly char: number;
}

/**
 * A shortest string that every pattern of `all` and no pattern of `none` matches, or null if there is none. Exact: a
 * breadth-first walk over the product of the patterns' position sets. Each state is a step of the budget.
 */
export function findString(
  all: readonly Pattern[],
  none: readonly Pattern[],
  budget: Budget,
): string | null {
  const patterns = [...all, ...none];
  const queue: State[] = [];
  const seen = new Set<string>();
  const push = (positions: readonly (readonly number[])[], parent: number, char: number): void => {
    const key = positions.join('|');
    if (isDead(positions, patterns, all.length) || seen.has(key)) return;
    budget.charge(1 + positions.reduce((sum, set) => sum + set.length, 0));
    seen.add(key);
    queue.push({ positions, parent, char });
  };
  push(
    patterns.map((pattern) => closure(pattern.tokens, [0])),
    -1,
    0,
  );
  for (let index = 0; index < queue.length; index += 1) {
    const state = queue[index];
    if (state === undefined) break;
    if (isAccepting(state.positions, patterns, all.length)) return spell(queue, index);
    for (const char of alphabet(state.positions, patterns)) {
      push(
        state.positions.map((set, at) => advance(patterns[at]?.tokens ?? [], set, char)),
        index,
        char,
      );
    }
  }
  return null;
}

function closure(tokens: readonly number[], start: readonly number[]): number[] {
  const reached = new Set<number>();
  for (const position of start) {
    reached.add(position);
    for (let at = position; isStar(tokens[at] ?? 0); at += 1) reached.add(at + 1);
  }
  return [...reached].sort((left, right) => left - right);
}

function advance(tokens: readonly number[], positions: readonly number[], char: number): number[] {
  const next: number[] = [];
  for (const position of positions) {
    const token = tokens[position];
    if (token === undefined || !takes(token, char)) continue;
    next.push(isStar(token) ? position : position + 1);
  }
  return closure(tokens, next);
}

/** No string from here: a wanted pattern has failed, or an unwanted one will match whatever follows. */
function isDead(
  positions: readonly (readonly number[])[],
  patterns: readonly Pattern[],
  wanted: number,
): boolean {
  return positions.some((set, at) => {
    if (at < wanted) return set.length === 0;
    const tokens = patterns[at]?.tokens ?? [];
    return tokens.at(-1) === STAR && set.includes(tokens.length - 1);
  });
}

function isAccepting(
  positions: readonly (readonly number[])[],
  patterns: readonly Pattern[],
  wanted: number,
): boolean {
  return positions.every(
    (set, at) => set.includes(patterns[at]?.tokens.length ?? -1) === at < wanted,
  );
}

/** Every character some pattern tells apart here, the colon, and one that none does. */
function alphabet(
  positions: readonly (readonly number[])[],
  patterns: readonly Pattern[],
): number[] {
  const named = new Set<number>();
  for (const [at, set] of positions.entries()) {
    for (const position of set) {
      const token = patterns[at]?.tokens[position];
      if (token !== undefined && token >= 0) named.add(token);
    }
  }
  named.add(COLON);
  let other = NICE.find((char) => !named.has(char));
  for (let char = 0x4e00; other === undefined; char += 1) if (!named.has(char)) other = char;
  return [other, ...named];
}

function spell(queue: readonly State[], end: number): string {
  const chars: number[] = [];
  for (let index = end; index > 0; index = queue[index]?.parent ?? 0)
    chars.push(queue[index]?.char ?? 0);
  return String.fromCodePoint(...chars.reverse());
}
