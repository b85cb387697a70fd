import { ALL } from './sets.ts';

/** Texts as a pattern names them: all, one, or all with a prefix. */
export type TextSet =
  | { readonly kind: 'all' }
  | { readonly kind: 'one'; readonly text: string }
  | { readonly kind: 'prefix'; readonly prefix: string };

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
  return set.kind === 'one' ? set.text === text : text.startsWith(set.prefix);
}

/**
 * Members that stand for the set: familiar ones, then one with a fresh text, which is in nothing that does not contain
 * the whole set.
 */
export function membersOf(set: TextSet, familiar: readonly string[], fresh: string): string[] {
  if (set.kind === 'one') return [set.text];
  if (set.kind === 'all') return [...familiar, fresh];
  return [...familiar.filter((text) => text.startsWith(set.prefix)), `${set.prefix}${fresh}`];
}
