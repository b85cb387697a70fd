import type { RequirementCase } from '@countersign/analysis';
import type { ReportedMutant } from './report.ts';

/** Widenings that one denial would catch; `denial` null where none was found that would. */
export interface MutantGroup {
  readonly denial: { readonly id: string; readonly words: string } | null;
  readonly widenings: readonly string[];
}

/** Surviving mutants by the denial worth adding, the denial that catches most first. */
export function mutantGroups(mutants: readonly ReportedMutant[]): readonly MutantGroup[] {
  const groups = new Map<
    string,
    { readonly one: RequirementCase | null; readonly whats: string[] }
  >();
  for (const { suggestion, what } of mutants) {
    const key = JSON.stringify(suggestion);
    const group = groups.get(key) ?? { one: suggestion, whats: [] };
    group.whats.push(what);
    groups.set(key, group);
  }
  return [...groups.values()]
    .toSorted((left, right) => right.whats.length - left.whats.length)
    .map(({ one, whats }) => ({
      denial: one === null ? null : { id: one.id, words: wordsOf(one) },
      widenings: whats,
    }));
}

/** Members of a list that a sentence names; the verdict as JSON has them all. */
const NAMED = 3;

function wordsOf({ id: _, ...words }: RequirementCase): string {
  return Object.entries(words)
    .map(([word, value]) => `${word} ${valueWords(value)}`)
    .join('; ');
}

function valueWords(value: unknown): string {
  if (!Array.isArray(value))
    return `\`${typeof value === 'string' ? value : JSON.stringify(value)}\``;
  const named = value.slice(0, NAMED).map((one) => `\`${String(one)}\``);
  const more = value.length - named.length;
  return `${named.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
