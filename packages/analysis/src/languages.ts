import { awsIam } from './aws-iam/language.ts';
import { grants } from './grants/language.ts';
import { kubernetesRbac } from './kubernetes-rbac/language.ts';
import type { Language, LanguageName } from './questions/language.ts';

/** Every language that is decided, by name. To add one, add it here. */
export const LANGUAGES: ReadonlyMap<string, Language> = new Map<string, Language>(
  [erased(awsIam), erased(kubernetesRbac), erased(grants)].map((one) => [one.name, one]),
);

/** Names of policy languages that are known, decided here or not. */
const KNOWN: readonly (LanguageName | 'cedar')[] = [
  'aws-iam',
  'kubernetes-rbac',
  'grants',
  'cedar',
];

/** The language of a name; `not-decided` for one that is known and not decided here. */
export function languageOf(name: string): Language | 'not-decided' | 'unknown' {
  const language = LANGUAGES.get(name);
  if (language !== undefined) return language;
  return KNOWN.some((one) => one === name) ? 'not-decided' : 'unknown';
}

/** A policy goes back only to the language that read it, so that what it is made of is its own matter. */
function erased<P>(language: Language<P>): Language {
  return language as unknown as Language;
}
