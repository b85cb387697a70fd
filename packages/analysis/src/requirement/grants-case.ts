import type { Json } from '../canonical/jcs.ts';
import { readPatternWords } from '../grants/questions/words.ts';

/** The words of a grants case with its kind told, which `permission` or `audience` only hint at. */
export function grantsCase(
  words: Readonly<Record<string, Json>>,
  given: ReadonlyMap<string, unknown>,
): Readonly<Record<string, Json>> {
  const pattern = Object.fromEntries(
    [...given].filter(([name, one]) => name !== 'id' && one !== null),
  );
  const read = readPatternWords(pattern);
  return read.ok && read.value.kind !== null ? { ...words, kind: read.value.kind } : words;
}
