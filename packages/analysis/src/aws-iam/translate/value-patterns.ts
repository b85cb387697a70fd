import type { Patterns } from '../../engine/glob-set.ts';
import { EVERY_VALUE } from '../../engine/glob-set.ts';
import {
  ANY,
  covers,
  foldedToken,
  normalise,
  type Pattern,
  pointsOf,
  SEGMENT_ANY,
  SEGMENT_STAR,
  STAR,
  VARIABLE,
} from '../../engine/pattern.ts';
import type { Keys } from './keys.ts';
import type { Operator } from './operator.ts';
import { hasVariables, partsOf, type ValuePart } from './variables.ts';

/** The value of a variable's key, or undefined where the request has none. */
export type Lookup = (name: string) => string | undefined;

/** What a condition value matches. */
export type ValuePattern =
  | { readonly kind: 'plain'; readonly pattern: Pattern }
  /** Matches what its variables say, which nobody knows. */
  | { readonly kind: 'variable'; readonly names: readonly string[] }
  /** Matches nothing: a variable in it has no value. */
  | { readonly kind: 'nothing' }
  | { readonly kind: 'malformed'; readonly reason: string };

/** Reads values of conditions as patterns. */
export class ValuePatterns {
  private readonly patterns: Patterns;
  private readonly keys: Keys;
  private readonly numbers = new Map<string, number>();
  private readonly known = new Map<string, ValuePattern>();

  constructor(patterns: Patterns, keys: Keys) {
    this.patterns = patterns;
    this.keys = keys;
  }

  read(text: string, operator: Operator, isVariablesOn: boolean, lookup?: Lookup): ValuePattern {
    if (hasVariables(text, isVariablesOn) && takesVariables(operator))
      return this.withVariables(text, operator, lookup);
    const key = `${modeOf(operator)}${text}`;
    const known = this.known.get(key);
    if (known !== undefined) return known;
    const found = this.plain(text, operator, partsOf(text, false));
    this.known.set(key, found);
    return found;
  }

  /** Every variable is a star: contains whatever the value can match. */
  over(text: string, operator: Operator, isVariablesOn: boolean): Pattern {
    const tokens = this.symbolic(text, operator, isVariablesOn).map((token) =>
      token <= VARIABLE ? STAR : token,
    );
    const shown = text.replace(/\$\{[^{}]*\}/g, '*');
    return this.patterns.intern(shown, normalise(tokens));
  }

  /** Names equal matches alike: of one key with one pattern, or of two keys with each other. */
  matchName(name: string, text: string, operator: Operator, isVariablesOn: boolean): string {
    const parts = partsOf(text, isVariablesOn);
    const [first] = parts;
    const isLone = parts.length === 1 && first?.kind === 'variable' && first.fallback === undefined;
    if (isLone && operator.family === 'text' && !operator.ignoresCase) {
      return JSON.stringify(['equal', [name, this.keys.nameOf(first.key)].sort()]);
    }
    return JSON.stringify(['match', name, this.symbolic(text, operator, isVariablesOn)]);
  }

  /** The keys of the variables in a value. */
  namesIn(text: string, isVariablesOn: boolean): string[] {
    return partsOf(text, isVariablesOn).flatMap((part) =>
      part.kind === 'variable' ? [this.keys.nameOf(part.key)] : [],
    );
  }

  /** Those of them that must be there for the value to match anything. */
  needed(text: string, isVariablesOn: boolean): string[] {
    return partsOf(text, isVariablesOn).flatMap((part) =>
      part.kind === 'variable' && part.fallback === undefined ? [this.keys.nameOf(part.key)] : [],
    );
  }

  /** The number of a variable; its default is part of it. */
  numberOf(part: Extract<ValuePart, { kind: 'variable' }>): number {
    const id = JSON.stringify([this.keys.nameOf(part.key), part.fallback ?? null]);
    const known = this.numbers.get(id);
    if (known !== undefined) return known;
    this.numbers.set(id, this.numbers.size);
    return this.numbers.size - 1;
  }

  /** The value of a variable in a request, its default where the request has none. */
  valueOf(part: Extract<ValuePart, { kind: 'variable' }>, lookup: Lookup): string | undefined {
    return lookup(this.keys.nameOf(part.key)) ?? part.fallback;
  }

  /** Tokens in which each variable is one of its own, equal to itself only. */
  symbolic(text: string, operator: Operator, isVariablesOn: boolean): readonly number[] {
    const tokens = partsOf(text, isVariablesOn).map((part) =>
      part.kind === 'variable' ? VARIABLE - this.numberOf(part) : tokenOf(part, operator),
    );
    return operator.family === 'arn' ? normalise(inSegments(tokens, [])) : normalise(tokens);
  }

  private withVariables(
    text: string,
    operator: Operator,
    lookup: Lookup | undefined,
  ): ValuePattern {
    const parts = partsOf(text, true);
    const names = this.namesIn(text, true);
    if (names.length === 0) return this.plain(text, operator, parts);
    if (lookup === undefined) return { kind: 'variable', names };
    const filled = parts.map((part) => this.filled(part, lookup));
    const known = filled.filter((one) => one !== undefined);
    return known.length < filled.length
      ? { kind: 'nothing' }
      : this.plain(text, operator, known.flat());
  }

  /** A variable's value as characters that are themselves; undefined where it has none. */
  private filled(part: ValuePart, lookup: Lookup): readonly ValuePart[] | undefined {
    if (part.kind !== 'variable') return [part];
    const value = this.valueOf(part, lookup);
    return value === undefined
      ? undefined
      : pointsOf(value).map((point): ValuePart => ({ kind: 'escaped', point }));
  }

  private plain(text: string, operator: Operator, parts: readonly ValuePart[]): ValuePattern {
    if (parts.length === 0) return { kind: 'malformed', reason: EMPTY };
    const tokens = parts.map((part) => tokenOf(part, operator));
    if (operator.family !== 'arn') return this.pattern(text, normalise(tokens));
    const isFixed = parts.map((part) => part.kind === 'escaped');
    const colons = tokens.filter((token, index) => token === 58 && !isFixed[index]).length;
    if (colons < 5)
      return { kind: 'malformed', reason: 'compares with an ARN of fewer than six parts' };
    return this.pattern(text, normalise(inSegments(tokens, isFixed)));
  }

  private pattern(text: string, tokens: readonly number[]): ValuePattern {
    const pattern = covers(tokens, EVERY_VALUE)
      ? this.patterns.everyValue
      : this.patterns.intern(text, tokens);
    return { kind: 'plain', pattern };
  }
}

/** Some operators of AWS take an empty value as absent; whether all do is not said. */
const EMPTY = 'compares with an empty text, which may count as absent';

/** IAM user guide, policy variables: in string and ARN comparisons only. */
function takesVariables({ family }: Operator): boolean {
  return family === 'text' || family === 'arn';
}

function modeOf({ family, isLike, ignoresCase }: Operator): string {
  return `${family === 'arn' ? 'a' : 't'}${isLike ? 'l' : 'e'}${ignoresCase ? 'i' : 'c'}:`;
}

function tokenOf(part: ValuePart, { isLike, ignoresCase }: Operator): number {
  if (part.kind === 'variable') return STAR;
  if (part.kind === 'char' && isLike) {
    if (part.point === 42) return STAR;
    if (part.point === 63) return ANY;
  }
  return ignoresCase ? foldedToken(part.point) : part.point;
}

/** The six segments of an ARN are compared one by one, so wildcards of the first five stop at a colon. */
function inSegments(tokens: readonly number[], isFixed: readonly boolean[]): number[] {
  let colons = 0;
  return tokens.map((token, index) => {
    if (token === 58 && isFixed[index] !== true) colons += 1;
    if (colons >= 5) return token;
    return token === STAR ? SEGMENT_STAR : token === ANY ? SEGMENT_ANY : token;
  });
}
