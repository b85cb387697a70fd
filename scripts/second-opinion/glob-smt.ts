import { and, NotEncoded, or, quoted } from './smt-text.ts';
import type { Subjects } from './subjects.ts';

/** The value of a policy variable: that of a subject, or where it is absent a text, if there is one. */
export interface Term {
  readonly kind: 'term';
  readonly subject: string;
  readonly isPresent: string;
  readonly fallback: string | null;
}

/** A glob in pieces: text, a wildcard that may or may not match a colon, or the value of a policy variable. */
export type GlobPart =
  | { readonly kind: 'text'; readonly text: string }
  | Term
  | { readonly kind: 'many' | 'one'; readonly isFree: boolean };

const NOT_COLON = '(re.diff re.allchar (str.to_re ":"))';

/** Whether the subject matches the glob. */
export function globMatches(
  parts: readonly GlobPart[],
  subject: string,
  subjects: Subjects,
): string {
  const term = parts.find(({ kind }) => kind === 'term');
  if (term?.kind !== 'term' || subjects.scope === 'all') {
    return subjects.atom(subject, parts, (value) => matches(parts, value));
  }
  return or(
    subjects.choices(term).map(({ when, text }) => {
      const filled = parts.map((part): GlobPart => (part === term ? { kind: 'text', text } : part));
      return and([...when, globMatches(filled, subject, subjects)]);
    }),
  );
}

/**
 * Globs whose only wildcards are free stars at the ends, or one in the middle, become equalities, prefixes and suffixes,
 * which solvers take better than regular expressions and which stay exact with terms inside; the rest is a regular
 * expression.
 */
function matches(parts: readonly GlobPart[], value: string): string {
  const plain = plainForm(fixedRuns(parts), value);
  if (plain !== null) return plain;
  if (parts.some(({ kind }) => kind === 'term')) {
    throw new NotEncoded('a policy variable between wildcards');
  }
  return `(str.in_re ${value} ${regexOf(parts)})`;
}

/** The glob as a regular expression; without terms. */
export function regexOf(parts: readonly GlobPart[]): string {
  const items = parts.map((part) => {
    if (part.kind === 'text') return `(str.to_re ${quoted(part.text)})`;
    if (part.kind === 'term') throw new NotEncoded('a policy variable in a regular expression');
    const one = part.isFree ? 're.allchar' : NOT_COLON;
    return part.kind === 'one' ? one : `(re.* ${one})`;
  });
  if (items.length === 0) return '(str.to_re "")';
  return items.length === 1 ? (items[0] ?? '') : `(re.++ ${items.join(' ')})`;
}

/** A glob cut at its free stars, each run a string-valued term; null where another wildcard stands. */
function fixedRuns(parts: readonly GlobPart[]): readonly string[] | null {
  const runs: string[][] = [[]];
  for (const part of parts) {
    if (part.kind === 'text') runs.at(-1)?.push(quoted(part.text));
    else if (part.kind === 'term') runs.at(-1)?.push(termText(part));
    else if (part.kind === 'many' && part.isFree) runs.push([]);
    else return null;
  }
  return runs.filter((run, at) => run.length > 0 || at === 0 || at === runs.length - 1).map(concat);
}

function termText({ subject, isPresent, fallback }: Term): string {
  return fallback === null ? subject : `(ite ${isPresent} ${subject} ${quoted(fallback)})`;
}

function concat(terms: readonly string[]): string {
  if (terms.length === 0) return '""';
  return terms.length === 1 ? (terms[0] ?? '""') : `(str.++ ${terms.join(' ')})`;
}

function plainForm(runs: readonly string[] | null, subject: string): string | null {
  if (runs === null) return null;
  const [first = '""', ...rest] = runs;
  const last = rest.at(-1);
  if (last === undefined) return `(= ${subject} ${first})`;
  const ends = [
    ...(first === '""' ? [] : [`(str.prefixof ${first} ${subject})`]),
    ...(last === '""' ? [] : [`(str.suffixof ${last} ${subject})`]),
  ];
  if (rest.length === 1) return and([...ends, ...noOverlap(ends, [first, last], subject)]);
  const middle = rest[0] ?? '""';
  if (rest.length === 2 && ends.length === 0) return `(str.contains ${subject} ${middle})`;
  return null;
}

/** A start and an end must not share characters. */
function noOverlap(
  ends: readonly string[],
  runs: readonly string[],
  subject: string,
): readonly string[] {
  if (ends.length < 2) return [];
  const lengths = runs.map((run) => `(str.len ${run})`);
  return [`(>= (str.len ${subject}) (+ ${lengths.join(' ')}))`];
}

/** Characters of a pattern that stand for themselves, with `*` and `?` as free wildcards. */
export function freeGlob(text: string): GlobPart[] {
  return text
    .split(/([*?])/)
    .filter((piece) => piece !== '')
    .map((piece): GlobPart => {
      if (piece === '*') return { kind: 'many', isFree: true };
      return piece === '?' ? { kind: 'one', isFree: true } : { kind: 'text', text: piece };
    });
}

/** Fields of an ARN, cut at the first five colons. */
export const ARN_FIELDS = 6;

/** The parts with wildcards kept within the fields of an ARN, but for the last; null for one with fewer fields. */
export function withinFields(parts: readonly GlobPart[]): GlobPart[] | null {
  let colons = 0;
  const kept = parts.map((part): GlobPart => {
    if (part.kind === 'text') colons += part.text.split(':').length - 1;
    if (part.kind === 'text' || part.kind === 'term') return part;
    return { ...part, isFree: colons >= ARN_FIELDS - 1 };
  });
  return colons < ARN_FIELDS - 1 ? null : kept;
}
