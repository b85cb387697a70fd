import { parseRequestPattern } from '../aws-iam/questions/request-pattern.ts';
import type { Json } from '../canonical/jcs.ts';
import { sortedList } from '../canonical/sorted-list.ts';
import { parseRequestPattern as parseGrantsPattern } from '../grants/questions/pattern.ts';
import { readRbacPattern } from '../kubernetes-rbac/questions/request-pattern.ts';
import { step } from '../parse/faults.ts';
import { suggest } from '../parse/suggest.ts';
import type { LanguageName } from '../questions/language.ts';
import type { Parsed, Refusal } from '../refusal.ts';
import { CASE_WORDS, type CaseWord, MAX_CASES } from './case-words.ts';
import { grantsCase } from './grants-case.ts';
import { readWord, type Say } from './read-word.ts';
import type { RequirementCase, RequirementCases } from './requirement-case.ts';

/**
 * Reads a case: `{id, …}` with the words of the language, singular or plural, one text or a list. What comes back has the
 * words of `CASE_WORDS`, lists sorted and without duplicates. Refused, all at once, each with a JSON pointer: unknown or
 * doubled words, wrong types, invisible characters, and what is no pattern of the language.
 */
export function readCase(
  language: LanguageName,
  value: unknown,
  pointer = '',
): Parsed<RequirementCase> {
  const refusals: Refusal[] = [];
  const say: Say = (code, message, at) =>
    void refusals.push({ code, message, details: { pointer: at } });
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    say('WRONG_TYPE', 'a case must be an object with an `id`', pointer);
    return { ok: false, refusals };
  }
  const given = new Map<string, unknown>(Object.entries(value));
  const id = readId(given.get('id'), pointer, say);
  const read = readWords(language, given, pointer, say);
  checkNeeded(language, read, pointer, say);
  if (refusals.length === 0) checkPattern(language, read, given, pointer, say);
  if (refusals.length > 0) return { ok: false, refusals };
  const words = Object.fromEntries([...read].map(([name, { value: one }]) => [name, one]));
  return { ok: true, value: { id, ...(language === 'grants' ? grantsCase(words, given) : words) } };
}

const ID = /^[a-z0-9][a-z0-9-]{0,63}$/;

function readId(value: unknown, pointer: string, say: Say): string {
  if (value === undefined) say('MISSING_ELEMENT', 'the case has no `id`', pointer);
  else if (typeof value !== 'string' || !ID.test(value))
    say('WRONG_VALUE', '`id` must be a name in lower case, digits and `-`', step(pointer, 'id'));
  return typeof value === 'string' ? value : '';
}

interface ReadWord {
  readonly spelled: string;
  readonly value: Json;
}

function readWords(
  language: LanguageName,
  given: ReadonlyMap<string, unknown>,
  pointer: string,
  say: Say,
): Map<string, ReadWord> {
  const words = CASE_WORDS[language];
  const read = new Map<string, ReadWord>();
  for (const [spelled, value] of given) {
    // Null is how a canonical case says that a word is left out.
    if (spelled === 'id' || value === null || value === undefined) continue;
    const at = step(pointer, spelled);
    const word = words.find(({ name, also }) => name === spelled || also.includes(spelled));
    if (word === undefined) say('UNKNOWN_ELEMENT', unknownWord(spelled, words), at);
    else if (read.has(word.name))
      say('CONFLICTING_ELEMENTS', `\`${spelled}\` says what another word says already`, at);
    else read.set(word.name, { spelled, value: readWord(word, spelled, value, at, say) });
  }
  return read;
}

function checkNeeded(
  language: LanguageName,
  read: ReadonlyMap<string, ReadWord>,
  pointer: string,
  say: Say,
): void {
  if (language === 'aws-iam' && !(read.has('actions') || read.has('notActions')))
    say('MISSING_ELEMENT', 'the case has no `actions`', pointer);
  if (read.size === 0 && language !== 'aws-iam')
    say('MISSING_ELEMENT', 'the case says nothing about requests', pointer);
}

function unknownWord(spelled: string, words: readonly CaseWord[]): string {
  const meant = suggest(
    spelled,
    words.flatMap(({ name, also }) => [name, ...also]),
  );
  const help = meant === undefined ? '' : `; did you mean \`${meant}\``;
  return `a case has no word \`${spelled}\`${help}`;
}

/** Each text by itself first, so that a fault has its place, then all together. */
function checkPattern(
  language: LanguageName,
  read: ReadonlyMap<string, ReadWord>,
  given: ReadonlyMap<string, unknown>,
  pointer: string,
  say: Say,
): void {
  let isClean = true;
  const check = (words: Readonly<Record<string, Json>>, at: string): void => {
    for (const { code, message } of patternFaults(language, words)) {
      isClean = false;
      say(code, message, at);
    }
  };
  for (const { spelled } of read.values()) {
    const value = given.get(spelled) as Json;
    const at = step(pointer, spelled);
    if (!Array.isArray(value)) check({ [spelled]: value }, at);
    else for (const [index, one] of value.entries()) check({ [spelled]: one }, step(at, index));
  }
  if (!isClean) return;
  const words = [...read.values()].map(({ spelled, value }) => [spelled, value] as const);
  check(Object.fromEntries(words), pointer);
}

function patternFaults(
  language: LanguageName,
  words: Readonly<Record<string, Json>>,
): readonly Refusal[] {
  const read = readPattern(language, words);
  return read.ok ? [] : read.refusals;
}

function readPattern(
  language: LanguageName,
  words: Readonly<Record<string, Json>>,
): Parsed<unknown> {
  switch (language) {
    case 'aws-iam': {
      const hasActions = Object.keys(words).some((word) => /^(?:not)?actions?$/i.test(word));
      return parseRequestPattern(hasActions ? words : { ...words, actions: '*' });
    }
    case 'kubernetes-rbac':
      return readRbacPattern(words);
    case 'grants':
      return parseGrantsPattern(words);
    default:
      return language satisfies never;
  }
}

/**
 * Reads `{allow, deny}`, each a list of cases; every id is of one case. Whether there must be a denial is for who asks: a
 * requirement needs one (R19), a draft from a policy has none.
 */
export function readCases(
  language: LanguageName,
  value: unknown,
  pointer = '',
  maxCases: number = MAX_CASES,
): Parsed<RequirementCases> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    const message = 'cases must be an object with `allow` and `deny`';
    return { ok: false, refusals: [{ code: 'WRONG_TYPE', message, details: { pointer } }] };
  }
  const lists = new Map<string, unknown>(Object.entries(value));
  const allow = readList(language, lists.get('allow'), step(pointer, 'allow'), maxCases);
  const deny = readList(language, lists.get('deny'), step(pointer, 'deny'), maxCases);
  const unknown = [...lists.keys()]
    .filter((name) => name !== 'allow' && name !== 'deny')
    .map((name) => ({
      code: 'UNKNOWN_ELEMENT',
      message: `cases have no \`${name}\``,
      details: { pointer: step(pointer, name) },
    }));
  const refusals = [...unknown, ...allow.refusals, ...deny.refusals];
  refusals.push(...doubledIds([...allow.cases, ...deny.cases]));
  if (refusals.length > 0) return { ok: false, refusals };
  return { ok: true, value: { allow: allow.cases.map(known), deny: deny.cases.map(known) } };
}

interface Placed {
  readonly one: RequirementCase;
  readonly pointer: string;
}

function known({ one }: Placed): RequirementCase {
  return one;
}

function readList(
  language: LanguageName,
  value: unknown,
  pointer: string,
  maxCases: number,
): { cases: Placed[]; refusals: Refusal[] } {
  const fault = (code: string, message: string): { cases: Placed[]; refusals: Refusal[] } => ({
    cases: [],
    refusals: [{ code, message, details: { pointer } }],
  });
  if (value === undefined) return { cases: [], refusals: [] };
  if (!Array.isArray(value)) return fault('WRONG_TYPE', 'must be a list of cases');
  if (value.length > maxCases) return fault('WRONG_VALUE', `has more than ${maxCases} cases`);
  const read = value.map((one: unknown, at) => {
    const place = step(pointer, at);
    return { pointer: place, parsed: readCase(language, one, place) };
  });
  return {
    cases: read.flatMap(({ pointer: at, parsed }) =>
      parsed.ok ? [{ one: parsed.value, pointer: at }] : [],
    ),
    refusals: read.flatMap(({ parsed }) => (parsed.ok ? [] : parsed.refusals)),
  };
}

function doubledIds(cases: readonly Placed[]): Refusal[] {
  return cases.flatMap(({ one: { id }, pointer }, at) =>
    cases.findIndex(({ one }) => one.id === id) === at
      ? []
      : [
          {
            code: 'CASE_TWICE',
            message: `\`${id}\` names another case already`,
            details: { pointer: step(pointer, 'id') },
          },
        ],
  );
}

/** Every word of the language, null where the case leaves it out: how a requirement document holds it. */
export function canonicalCase(language: LanguageName, one: RequirementCase): RequirementCase {
  const words = CASE_WORDS[language].map(({ name }) => [name, sortedWord(one[name] ?? null)]);
  return { id: one.id, ...Object.fromEntries(words) };
}

function sortedWord(value: Json): Json {
  if (Array.isArray(value)) return sortedList(value as readonly string[]);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [name, sortedWord(one as Json)]),
  );
}

/** A case as it is asked about: without the words that are null. */
export function caseOf(canonical: RequirementCase): RequirementCase {
  const words = Object.entries(canonical).filter(([, value]) => value !== null);
  return { id: canonical.id, ...Object.fromEntries(words) };
}
