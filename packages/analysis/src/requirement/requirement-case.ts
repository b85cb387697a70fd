import type { Json } from '../canonical/jcs.ts';

/**
 * One line of a need, flat, in the language's own words: what `must-allow` and `must-deny` take as pattern, under a name.
 * A word that is left out means anything.
 */
export interface RequirementCase {
  readonly id: string;
  readonly [word: string]: Json;
}

/** What the identity must be able to do, and what it must not. */
export interface RequirementCases {
  readonly allow: readonly RequirementCase[];
  readonly deny: readonly RequirementCase[];
}

/** The requests of a case: all its words but the name, as `Language.prove` takes them for `must-allow` and `must-deny`. */
export function patternOf({ id: _, ...words }: RequirementCase): Readonly<Record<string, Json>> {
  return words;
}
