import type { Json } from '../canonical/jcs.ts';
import { levelsWithin } from '../grants/facts/github-permissions.ts';
import type { Level } from '../grants/model.ts';
import type { Witness } from '../questions/answer.ts';
import { distinct, type Plain, textsOf } from './mutant.ts';
import type { Suggestion, Survivor } from './suggestion.ts';

const WHO: readonly string[] = ['app', 'client', 'key', 'subject', 'provider'];
const WHERE: readonly string[] = ['repository', 'organization', 'audience', 'resource'];

/** Denials that may catch widened grants, the most general first. */
export function grantsSuggestions(survivor: Survivor): Suggestion[] {
  const { mutant, witness } = survivor;
  const some = (words: readonly string[]): Plain =>
    Object.fromEntries(words.flatMap((word) => entry(witness, word)));
  const right = ['permission', 'level', 'scope', 'action'];
  const general: Suggestion =
    mutant.kind === 'any-resource'
      ? { name: 'nowhere-else', pattern: some([...WHO, ...WHERE]) }
      : { name: 'no-more-rights', pattern: some([...WHO, ...right]) };
  const all = some([...WHO, ...right, ...WHERE, 'path']);
  return [...allOthers(survivor, some(WHO)), general, { name: 'not-this-request', pattern: all }];
}

function entry(witness: Witness, word: string): [string, Json][] {
  const value = witness[word];
  return typeof value === 'string' ? [[word, value]] : [];
}

const PLACES: readonly string[] = [
  'permissions',
  'repositoryPermissions',
  'organizationPermissions',
  'accountPermissions',
];

/** Everything but what the grant gives, and everywhere but where it gives it. */
function allOthers({ mutant }: Survivor, who: Plain): Suggestion[] {
  const { before, kind, word } = mutant;
  if (kind === 'any-resource') {
    const left = textsOf(before[word]);
    const name = word === 'repositories' ? 'notRepository' : 'notResource';
    return [{ name: 'nowhere-else', pattern: { ...who, [name]: [...left] } }];
  }
  const held = PLACES.flatMap((place) => Object.entries((before[place] ?? {}) as Plain));
  const rights = held.flatMap(([name, level]) =>
    levelsWithin(name, level as Level).map((one) => `${name}:${one}`),
  );
  const notActions = distinct([
    ...rights,
    ...(held.length > 0 ? ['metadata:read'] : []),
    ...textsOf(before['scopes']),
  ]);
  return [{ name: 'no-more-rights', pattern: { ...who, notActions } }];
}
