import { ALL } from './sets.ts';

/** Texts as a pattern names them: all, one, all with a prefix, or all but some. */
export type TextSet =
  | { readonly kind: 'all' }
  | { readonly kind: 'one'; readonly text: string }
  | { readonly kind: 'prefix'; readonly prefix: string }
  | { readonly kind: 'except'; readonly texts: readonly string[] };

export const EVERYTHING: TextSet = { kind: 'all' };

/** Reads `*`, `text` or `text*`; null where a `*` stands elsewhere. */
export function readTextSet(text: string): TextSet | null {
  if (text === ALL) return EVERYTHING;
  const star = text.indexOf(ALL);
  if (star < 0) return { kind: 'one', text };
  return star === text.length - 1 ? { kind: 'prefix', prefix: text.slice(0, -1) } : null;
}

export function hasText(set: TextSet, text: string): boolean {
  if (set.kind === 'all') return true;
  if (set.kind === 'except') return !set.texts.includes(text);
  return set.kind === 'one' ? set.text === text : text.startsWith(set.prefix);
}

/**
 * Members that stand for the set: familiar ones, then one with a fresh text, which is in nothing that does not contain
 * the whole set.
 */
export function membersOf(set: TextSet, familiar: readonly string[], fresh: string): string[] {
  if (set.kind === 'one') return [set.text];
  if (set.kind === 'all') return [...familiar, fresh];
  if (set.kind === 'except') {
    const other = freshBeside(set.texts, fresh);
    return [...familiar.filter((text) => hasText(set, text)), other];
  }
  return [...familiar.filter((text) => text.startsWith(set.prefix)), `${set.prefix}${fresh}`];
}

/** Longer than the fresh text and in nothing that does not hold the whole set either; not one of the exceptions. */
function freshBeside(texts: readonly string[], fresh: string): string {
  let text = fresh;
  while (texts.includes(text)) text += 'x';
  return text;
}
