import type { GlobPart, Term } from './glob-smt.ts';

/** Gives the part for `${key}` or `${key, 'fallback'}`. */
export type ReadVariable = (key: string, fallback: string | null) => Term;

/** A pattern of a policy, and the formula for all its variables having a value; without one it matches nothing. */
export interface PatternText {
  readonly parts: readonly GlobPart[];
  readonly isPresent: readonly string[];
}

/** How `*` and `?` are read: as wildcards, or as characters. */
export type Wildcards = 'glob' | 'literal';

/**
 * Reads a pattern. Policy variables and the escapes of `*`, `?` and `$` exist only in version 2012-10-17; `variables`
 * is null in an older policy, where a dollar is a dollar.
 */
export function readPattern(
  text: string,
  wildcards: Wildcards,
  variables: ReadVariable | null,
): PatternText {
  const isPresent: string[] = [];
  const pieces = variables === null ? [text] : text.split(/(\$\{[^{}]*\})/);
  const parts = pieces.flatMap((piece, at): GlobPart[] => {
    // split() puts what its group matched at the odd places.
    if (at % 2 === 0 || variables === null) return plainParts(piece, wildcards);
    const value = special(piece.slice(2, -1), variables);
    if (typeof value === 'string') return [{ kind: 'text', text: value }];
    if (value.fallback === null) isPresent.push(value.isPresent);
    return [value];
  });
  return { parts, isPresent };
}

function plainParts(text: string, wildcards: Wildcards): GlobPart[] {
  const pieces = wildcards === 'glob' ? text.split(/([*?])/) : [text];
  return pieces
    .filter((piece) => piece !== '')
    .map((piece): GlobPart => {
      if (piece !== '*' && piece !== '?') return { kind: 'text', text: piece };
      if (wildcards === 'literal') return { kind: 'text', text: piece };
      return { kind: piece === '*' ? 'many' : 'one', isFree: true };
    });
}

function special(body: string, variables: ReadVariable): string | Term {
  if (body === '*' || body === '?' || body === '$') return body;
  const comma = body.indexOf(',');
  if (comma < 0) return variables(body.trim(), null);
  const fallback = body
    .slice(comma + 1)
    .trim()
    .replace(/^'(.*)'$/s, '$1');
  return variables(body.slice(0, comma).trim(), fallback);
}
