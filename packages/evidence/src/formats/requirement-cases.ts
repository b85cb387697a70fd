import { isJsonObject, type Json } from '../bytes/json.ts';
import { type Parsed, quoted, type Refusal } from '../refusal.ts';
import { suggestion } from '../schema/suggestion.ts';
import type { Requirement } from './requirement.ts';
import { type AwsCase, GRANTS_LISTS, GRANTS_TEXTS, RBAC_WORDS } from './requirement-v2.ts';
import type { PolicyLanguage } from './values.ts';

/** One line of a need, flat, in the language's own words: what proofs take as a pattern, and a name. */
export interface FlatCase {
  readonly id: string;
  readonly [word: string]: Json;
}

/** The cases of a need as people write them and proofs take them; a word left out means anything. */
export interface FlatCases {
  readonly allow: readonly FlatCase[];
  readonly deny: readonly FlatCase[];
}

/** The part of a Requirement document that its cases decide. */
export type CasesPart = Pick<Requirement, 'v' | 'language' | 'allow' | 'deny'>;

/**
 * Puts cases as people write them, one word or a list, singular or plural, into the canonical form: version 1 where
 * that can say them, else version 2. Refuses UNKNOWN_FIELD with the word that was meant, WRONG_TYPE, MISSING_FIELD and
 * WRONG_VALUE for a word given twice, each with its pointer and all at once. What the words hold is for the parser of
 * the format and the pattern parser of the language to say.
 */
export function readRequirementCases(
  language: PolicyLanguage,
  cases: FlatCases,
): Parsed<CasesPart> {
  const faults: Refusal[] = [];
  const read = (side: 'allow' | 'deny'): readonly WrittenCase[] =>
    cases[side].map((one, at) => writtenCase(language, one, { pointer: `/${side}/${at}`, faults }));
  const allow = read('allow');
  const deny = read('deny');
  if (faults.length > 0) return { ok: false, refusals: faults };
  const written = language === 'aws-iam' ? awsPart(allow, deny) : { v: 2, language, allow, deny };
  return { ok: true, value: written as CasesPart };
}

type WrittenCase = { readonly id: string } & Readonly<Record<string, Json>>;

interface At {
  readonly pointer: string;
  readonly faults: Refusal[];
}

/** Words by the canonical word that they are: people write `verb` or `verbs`. */
const WORDS: Readonly<Record<PolicyLanguage, ReadonlyMap<string, string>>> = {
  'aws-iam': named({
    action: 'actions',
    resource: 'resources',
    principal: 'principals',
    actions: 'actions',
    resources: 'resources',
    principals: 'principals',
    context: 'context',
  }),
  'kubernetes-rbac': named({
    ...Object.fromEntries(
      RBAC_WORDS.flatMap((word) => [word, word.slice(0, -1)].map((w) => [w, word])),
    ),
    resourceName: 'names',
    resourceNames: 'names',
    nonResourceURL: 'paths',
    nonResourceURLs: 'paths',
  }),
  grants: named({
    ...Object.fromEntries([...GRANTS_TEXTS, ...GRANTS_LISTS].map((word) => [word, word])),
    action: 'actions',
    resource: 'resources',
  }),
};

function named(words: Readonly<Record<string, string>>): ReadonlyMap<string, string> {
  return new Map(Object.entries(words));
}

function canonicalWords(language: PolicyLanguage): readonly string[] {
  return [...new Set(WORDS[language].values())];
}

function writtenCase(language: PolicyLanguage, { id, ...given }: FlatCase, at: At): WrittenCase {
  const found = new Map<string, Json>();
  for (const [name, value] of Object.entries(given)) {
    const word = WORDS[language].get(name);
    const place = { ...at, pointer: `${at.pointer}/${name}` };
    if (word === undefined) unknownWord(language, name, place);
    else if (found.has(word)) fault(place, 'WRONG_VALUE', `says \`${word}\` a second time`);
    else if (value !== null) found.set(word, wordValue(language, word, value, place));
  }
  if (language === 'aws-iam') requireWords(found, ['actions', 'resources'], at);
  const words = canonicalWords(language).map((word) => [word, found.get(word) ?? null] as const);
  return { id, ...Object.fromEntries(words) };
}

function unknownWord(language: PolicyLanguage, name: string, place: At): void {
  const meant = suggestion(name, [...WORDS[language].keys()]);
  const help = meant === null ? '' : `, did you mean \`${meant}\``;
  fault(place, 'UNKNOWN_FIELD', `is no word of a case in \`${language}\`${help}`, {
    field: name,
    suggestion: meant,
  });
}

function requireWords(found: ReadonlyMap<string, Json>, words: readonly string[], at: At): void {
  for (const field of words) {
    if (!found.has(field)) fault(at, 'MISSING_FIELD', `has no field \`${field}\``, { field });
  }
}

function wordValue(language: PolicyLanguage, word: string, value: Json, place: At): Json {
  if (word === 'principals') return principals(value, place);
  if (word === 'context') return context(value, place);
  if (language === 'grants' && GRANTS_TEXTS.some((one) => one === word)) {
    if (typeof value === 'string') return value;
    fault(place, 'WRONG_TYPE', 'must be a text');
    return null;
  }
  return texts(value, place);
}

function texts(value: Json, place: At): readonly string[] {
  const list: readonly Json[] = Array.isArray(value) ? value : [value];
  const found = list.filter((one) => typeof one === 'string');
  if (found.length < list.length || found.length === 0) {
    fault(place, 'WRONG_TYPE', 'must be a text or a list of texts');
  }
  return [...new Set(found)].sort();
}

/** `*`, ARNs and accounts as they stand, or `{AWS | Service | Federated | CanonicalUser: …}`. */
function principals(value: Json, place: At): AwsCase['principals'] {
  if (!isJsonObject(value)) return [{ type: 'AWS', ids: texts(value, place) }];
  const written = Object.entries(value).map(([type, ids]) => ({
    type: type as 'AWS',
    ids: texts(ids, { ...place, pointer: `${place.pointer}/${type}` }),
  }));
  return written.toSorted((left, right) => (left.type < right.type ? -1 : 1));
}

function context(value: Json, place: At): AwsCase['context'] {
  if (!isJsonObject(value)) {
    fault(place, 'WRONG_TYPE', 'must be an object of condition keys with their values');
    return null;
  }
  const keys = Object.entries(value).map(([key, values]) => ({
    key,
    values: texts(asTexts(values), { ...place, pointer: `${place.pointer}/${escaped(key)}` }),
  }));
  return keys.toSorted((left, right) => (left.key < right.key ? -1 : 1));
}

/** `true` and `15` are values of condition keys too. */
function asTexts(values: Json): Json {
  const list: readonly Json[] = Array.isArray(values) ? values : [values];
  return list.map((one) =>
    typeof one === 'boolean' || typeof one === 'number' ? String(one) : one,
  );
}

const escaped = (step: string): string => step.replaceAll('~', '~0').replaceAll('/', '~1');

function fault(
  { pointer, faults }: At,
  code: string,
  why: string,
  details: Readonly<Record<string, unknown>> = {},
): void {
  faults.push({ code, message: `${quoted(pointer)} ${why}`, details: { pointer, ...details } });
}

/** Version 1 wherever no case says who asks or under which conditions. */
function awsPart(allow: readonly WrittenCase[], deny: readonly WrittenCase[]): object {
  const isPlain = [...allow, ...deny].every(
    (one) => one['principals'] === null && one['context'] === null,
  );
  if (!isPlain) return { v: 2, language: 'aws-iam', allow, deny };
  const plain = ({ id, actions, resources }: WrittenCase) => ({ id, actions, resources });
  return { v: 1, language: 'aws-iam', allow: allow.map(plain), deny: deny.map(plain) };
}

/** The cases of a Requirement of either version, flat, without the words that say nothing. */
export function casesOf({ allow, deny }: Pick<Requirement, 'allow' | 'deny'>): FlatCases {
  return { allow: allow.map(flatCase), deny: deny.map(flatCase) };
}

function flatCase(one: { readonly id: string }): FlatCase {
  const { principals: who, context: keys, ...words } = one as Partial<AwsCase> & { id: string };
  const said = Object.entries(words).filter(([, value]) => value !== null);
  return {
    ...Object.fromEntries(said),
    id: one.id,
    ...(who ? { principals: Object.fromEntries(who.map(({ type, ids }) => [type, ids])) } : {}),
    ...(keys ? { context: Object.fromEntries(keys.map(({ key, values }) => [key, values])) } : {}),
  };
}
