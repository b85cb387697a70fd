/** Gives the value of a policy variable by its key as written, or undefined where the request has none. */
export type Lookup = (key: string) => string | undefined;

/** One character of a policy text once its variables are filled in. */
export interface SourceChar {
  readonly char: string;
  /** Came from a variable or an escape: itself, no wildcard, and no end of a segment. */
  readonly isFixed: boolean;
}

/**
 * A policy text with its variables filled in, or undefined where one of them has no value and no default. Without a
 * lookup (`Version` 2008-10-17) the text has no variables.
 */
export function fillVariables(text: string, lookup: Lookup | null): SourceChar[] | undefined {
  const pieces = lookup === null ? [text] : text.split(/(\$\{[^{}]*\})/);
  const chars: SourceChar[] = [];
  for (const [index, piece] of pieces.entries()) {
    // split() puts what its group matched at the odd places.
    const isFixed = index % 2 === 1;
    const value = isFixed && lookup !== null ? variableValue(piece.slice(2, -1), lookup) : piece;
    if (value === undefined) return undefined;
    for (const char of value) chars.push({ char, isFixed });
  }
  return chars;
}

function variableValue(body: string, lookup: Lookup): string | undefined {
  if (body === '*' || body === '?' || body === '$') return body;
  const comma = body.indexOf(',');
  if (comma < 0) return lookup(body.trim());
  const fallback = body
    .slice(comma + 1)
    .trim()
    .replace(/^'(.*)'$/s, '$1');
  return lookup(body.slice(0, comma).trim()) ?? fallback;
}
