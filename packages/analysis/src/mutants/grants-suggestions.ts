import type { Json } from '../canonical/jcs.ts';
import type { Witness } from '../questions/answer.ts';
import type { Plain } from './mutant.ts';
import type { Suggestion, Survivor } from './suggestion.ts';

const WHO: readonly string[] = ['app', 'client', 'key', 'subject', 'provider'];
const WHERE: readonly string[] = ['repository', 'organization', 'audience', 'resource'];

/** Denials that may catch widened grants, the most general first. */
export function grantsSuggestions({ mutant, witness }: Survivor): Suggestion[] {
  const some = (words: readonly string[]): Plain =>
    Object.fromEntries(words.flatMap((word) => entry(witness, word)));
  const right = ['permission', 'level', 'scope', 'action'];
  const general: Suggestion =
    mutant.kind === 'any-resource'
      ? { name: 'nowhere-else', pattern: some([...WHO, ...WHERE]) }
      : { name: 'no-more-rights', pattern: some([...WHO, ...right]) };
  const all = some([...WHO, ...right, ...WHERE, 'path']);
  return [general, { name: 'not-this-request', pattern: all }];
}

function entry(witness: Witness, word: string): [string, Json][] {
  const value = witness[word];
  return typeof value === 'string' ? [[word, value]] : [];
}
