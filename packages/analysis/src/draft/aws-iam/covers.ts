import { matchesArn, matchesText } from '../../aws-iam/service-table/matches-text.ts';
import { sortedList } from '../../canonical/sorted-list.ts';
import { foldCase } from '../../engine/fold.ts';

/** Whether every action of one pattern is one of the other; errs towards false. */
export function coversAction(outer: string, inner: string): boolean {
  return coversFolded(foldCase(outer), foldCase(inner));
}

function coversFolded(outer: string, inner: string): boolean {
  if (outer === inner || outer === '*') return true;
  return !(outer.includes('?') && inner.includes('*')) && matchesText(outer, inner);
}

/** The same of resources, segment by segment, so that it holds however wildcards treat colons; errs towards false. */
export function coversResource(outer: string, inner: string): boolean {
  if (outer === inner || outer === '*') return true;
  if (outer.includes('${') || inner.includes('${')) return false;
  if (outer.includes('?') && inner.includes('*')) return false;
  return outer.startsWith('arn:') && matchesArn(outer, inner);
}

/** Patterns of one kind with what they cover; only wildcards cover more than themselves, so that few are compared. */
export class Covering {
  readonly #exact: ReadonlySet<string>;
  readonly #wild: readonly { readonly key: string; readonly beginning: string }[];
  readonly #kind: Kind;

  constructor(patterns: readonly string[], kind: Kind) {
    this.#kind = kind;
    this.#exact = new Set(patterns.map((one) => keyOf(one, kind)));
    this.#wild = [...this.#exact]
      .filter((key) => /[*?]/.test(key))
      .map((key) => ({ key, beginning: key.slice(0, key.search(/[*?]/)) }));
  }

  /** Whether one of the patterns covers a pattern; errs towards false. */
  covers(inner: string): boolean {
    const key = keyOf(inner, this.#kind);
    return this.#exact.has(key) || this.#coversAsPart(key);
  }

  /** Whether a pattern other than itself does. */
  coversAsPart(inner: string): boolean {
    return this.#coversAsPart(keyOf(inner, this.#kind));
  }

  #coversAsPart(inner: string): boolean {
    const covers = this.#kind === 'action' ? coversFolded : coversResource;
    return this.#wild.some(
      ({ key, beginning }) => inner.startsWith(beginning) && key !== inner && covers(key, inner),
    );
  }
}

type Kind = 'action' | 'resource';

/** Actions are compared without case. */
function keyOf(pattern: string, kind: Kind): string {
  return kind === 'action' ? foldCase(pattern) : pattern;
}

/** The patterns that no other one of them covers, sorted; of two that are the same the first stays. */
export function uncovered(patterns: readonly string[], kind: Kind): string[] {
  const distinct = new Map<string, string>();
  for (const pattern of sortedList(patterns)) {
    const key = keyOf(pattern, kind);
    if (!distinct.has(key)) distinct.set(key, pattern);
  }
  if (![...distinct.keys()].some((key) => /[*?]/.test(key))) return [...distinct.values()];
  const kept: string[] = [];
  const all = new Covering([...distinct.values()], kind);
  for (const pattern of distinct.values()) {
    // Two spellings of one set of texts cover each other: the first that is kept stands for both.
    const isCovered = all.coversAsPart(pattern);
    if (
      !isCovered ||
      (isTwin(pattern, distinct.values(), kind) && !new Covering(kept, kind).covers(pattern))
    )
      kept.push(pattern);
  }
  return kept;
}

/** Whether all that cover the pattern are covered by it too: `a**` and `a*`. */
function isTwin(pattern: string, others: Iterable<string>, kind: Kind): boolean {
  const covers = kind === 'action' ? coversAction : coversResource;
  for (const other of others)
    if (
      keyOf(other, kind) !== keyOf(pattern, kind) &&
      covers(other, pattern) &&
      !covers(pattern, other)
    )
      return false;
  return true;
}
