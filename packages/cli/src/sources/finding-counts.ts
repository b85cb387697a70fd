import { languageOf } from '@countersign/analysis';
import type { FoundPolicy } from '@countersign/connectors';

/** Findings of one policy by severity. */
export type FindingCounts = Readonly<Record<string, number>>;

/** How many findings a policy has, by severity, the worst first; a policy that is not decided here has none. */
export function findingCounts({ language: name, text }: FoundPolicy): FindingCounts {
  const language = languageOf(name);
  if (typeof language === 'string') return {};
  const read = language.read(text);
  if (!read.ok) return {};
  const counts: Record<string, number> = {};
  for (const { severity } of language.explain(read.value).findings) {
    const word = severity ?? 'note';
    counts[word] = (counts[word] ?? 0) + 1;
  }
  return Object.fromEntries(
    ['error', 'high', 'medium', 'low', 'note']
      .filter((word) => counts[word] !== undefined)
      .map((word) => [word, counts[word] ?? 0]),
  );
}
