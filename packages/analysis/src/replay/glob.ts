/** Which wildcards stop at a colon. The replay has its own words for the readings of a `Resource`. */
export type ColonRule = 'crosses' | 'crosses-at-segment-end' | 'stays';

/** Whether a glob matches a text; `fixed[i]` marks characters of the glob that are not wildcards. */
export function globMatches(glob: readonly GlobChar[], text: string): boolean {
  const chars = Array.from(text);
  let ends = new Set<number>([0]);
  for (const item of glob) {
    ends = item.repeat ? spread(ends, chars, item) : advance(ends, chars, item);
    if (ends.size === 0) return false;
  }
  return ends.has(chars.length);
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

function advance(ends: ReadonlySet<number>, chars: readonly string[], item: GlobChar): Set<number> {
  const next = new Set<number>();
  for (const end of ends) {
    const char = chars[end];
    if (char !== undefined && fits(item, char)) next.add(end + 1);
  }
  return next;
}

function spread(ends: ReadonlySet<number>, chars: readonly string[], item: GlobChar): Set<number> {
  const next = new Set<number>();
  for (const start of ends) {
    for (let end = start; !next.has(end); end += 1) {
      next.add(end);
      const char = chars[end];
      if (char === undefined || !fits(item, char)) break;
    }
  }
  return next;
}

/** The glob of an action pattern, both sides to be lower-cased. */
export function actionGlob(text: string): GlobChar[] {
  return Array.from(text.toLowerCase(), (char) => plain(char));
}

function plain(char: string): GlobChar {
  if (char === '*') return { is: null, repeat: true, colon: true };
  if (char === '?') return { is: null, repeat: false, colon: true };
  return { is: char, repeat: false, colon: true };
}

/** Gives the value of a policy variable, or undefined where the request has none. */
export type Lookup = (key: string) => string | undefined;

/** The glob of a resource pattern for one request, or undefined where a variable has no value. */
export function resourceGlob(
  text: string,
  rule: ColonRule,
  lookup: Lookup | null,
): GlobChar[] | undefined {
  const glob: GlobChar[] = [];
  let rest = rule === 'stays' ? completed(text, lookup !== null) : text;
  for (let segment = 0; rest !== ''; ) {
    const special = lookup === null ? null : /^\$\{([^{}]*)\}/.exec(rest);
    if (special !== null && lookup !== null) {
      const value = variableValue(special[1] ?? '', lookup);
      if (value === undefined) return undefined;
      for (const char of value) glob.push({ is: char, repeat: false, colon: true });
      rest = rest.slice(special[0].length);
      continue;
    }
    const char = String.fromCodePoint(rest.codePointAt(0) ?? 0);
    rest = rest.slice(char.length);
    if (char === ':') segment += 1;
    const isEnd = rest === '' || rest.startsWith(':');
    const isFree = segment >= 5 || rule === 'crosses' || isBare(text);
    const crosses = isFree || (rule === 'crosses-at-segment-end' && char === '*' && isEnd);
    glob.push({ ...plain(char), colon: crosses });
  }
  return glob;
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

function variableValue(body: string, lookup: Lookup): string | undefined {
  if (body === '*' || body === '?' || body === '$') return body;
  const comma = body.indexOf(',');
  if (comma < 0) return lookup(body.trim().toLowerCase());
  const fallback = body
    .slice(comma + 1)
    .trim()
    .replace(/^'(.*)'$/s, '$1');
  return lookup(body.slice(0, comma).trim().toLowerCase()) ?? fallback;
}
