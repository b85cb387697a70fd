import { draftFromRequirement } from '../draft/drafters.ts';
import { languageOf } from '../languages.ts';
import type { Parsed, Refusal } from '../refusal.ts';
import type { RequirementCases } from '../requirement/requirement-case.ts';
import type { Language } from './language.ts';

/** The questions that are asked by name, with their members as plain JSON. */
export type QuestionName = 'diff' | 'prove' | 'evaluate' | 'explain' | 'draft';

/** What is asked, as a batch line says it, or what is answered (DESIGN section 7). */
export type Fields = Readonly<Record<string, unknown>>;

/** The answer to a question that is plain JSON, or every reason why there is none; `fallback` is the language of one that names none. */
export function answerQuestion(
  name: QuestionName,
  fields: Fields,
  fallback: string,
): Parsed<Fields> {
  const language = decidedLanguage(fields['language'] ?? fallback);
  if (!language.ok) return language;
  return ANSWERS[name](fields, language.value);
}

/** The language of a name, or why it is none that is decided here. */
export function decidedLanguage(name: unknown): Parsed<Language> {
  const language = typeof name === 'string' ? languageOf(name) : 'unknown';
  if (language === 'unknown') {
    return refuse('UNKNOWN_LANGUAGE', `\`${String(name)}\` is not a policy language`);
  }
  if (language === 'not-decided') {
    return refuse('LANGUAGE_NOT_DECIDED', `this version does not decide \`${String(name)}\``);
  }
  return { ok: true, value: language };
}

const ANSWERS = { diff, prove, evaluate, explain, draft } as const;

function diff(fields: Fields, language: Language): Parsed<Fields> {
  const [from, to] = [side('from', fields, language), side('to', fields, language)];
  if (!from.ok || !to.ok) return together([from, to]);
  return { ok: true, value: { ...language.diff(from.value, to.value) } };
}

/** One side of a diff: a member, or null for nothing. */
function side(name: 'from' | 'to', fields: Fields, language: Language): Parsed<unknown> {
  const member = fields[name];
  if (member === null) return { ok: true, value: null };
  if (member === undefined) {
    return refuse('MISSING_FIELD', `the line has no \`${name}\`; \`null\` means nothing`);
  }
  return read(member, name, language);
}

function prove(fields: Fields, language: Language): Parsed<Fields> {
  const { property, pattern } = fields;
  if (typeof property !== 'string') {
    return refuse('MISSING_FIELD', 'the line has no `property`, or it is not a text');
  }
  const policies = members(fields, language);
  if (!policies.ok) return policies;
  const question = { property, policies: policies.value };
  const proof = language.prove(pattern === undefined ? question : { ...question, pattern });
  return proof.ok ? { ok: true, value: { ...proof.value } } : proof;
}

function evaluate(fields: Fields, language: Language): Parsed<Fields> {
  const policies = members(fields, language);
  if (!policies.ok) return policies;
  const answer = language.evaluate(policies.value, fields['request']);
  if (!answer.ok) return answer;
  const { decision, explicit, reasons, errors } = answer.value;
  return { ok: true, value: { decision, explicit, reasons, errors } };
}

function explain(fields: Fields, language: Language): Parsed<Fields> {
  const { policy } = fields;
  if (policy === undefined) return refuse('MISSING_FIELD', 'the line has no `policy`');
  const parsed = read(policy, 'policy', language);
  return parsed.ok ? { ok: true, value: { ...language.explain(parsed.value) } } : parsed;
}

/** The smallest policy that allows the cases of a requirement, proved; refusals as `draftFromRequirement` has them. */
function draft(fields: Fields, language: Language): Parsed<Fields> {
  const { requirement, denies = 'none', grantee, name } = fields;
  if (typeof requirement !== 'object' || requirement === null) {
    return refuse('MISSING_FIELD', 'the line has no `requirement` with `allow` and `deny`');
  }
  if (denies !== 'none' && denies !== 'explicit') {
    return refuse('WRONG_VALUE', '`denies` is `none` or `explicit`');
  }
  const drafted = draftFromRequirement(language.name, requirement as RequirementCases, {
    denies,
    ...(typeof grantee === 'string' ? { grantee } : {}),
    ...(typeof name === 'string' ? { name } : {}),
  });
  return drafted.ok ? { ok: true, value: { ...drafted.value } } : drafted;
}

function members(fields: Fields, language: Language): Parsed<readonly unknown[]> {
  const { policies } = fields;
  if (!Array.isArray(policies)) {
    return refuse('MISSING_FIELD', 'the line has no list of `policies`');
  }
  const parsed = policies.map((member: unknown, index) =>
    read(member ?? [], `policies/${index}`, language),
  );
  if (!parsed.every((one) => one.ok)) return together(parsed);
  return { ok: true, value: parsed.map(({ value }) => value) };
}

/** A member as the language reads it; each refusal says which member it is of. */
function read(member: unknown, name: string, language: Language): Parsed<unknown> {
  const parsed = language.read(member);
  if (parsed.ok) return parsed;
  return {
    ok: false,
    refusals: parsed.refusals.map((one) => ({ ...one, details: { member: name, ...one.details } })),
  };
}

function together(parsed: readonly Parsed<unknown>[]): { ok: false; refusals: Refusal[] } {
  return { ok: false, refusals: parsed.flatMap((one) => (one.ok ? [] : one.refusals)) };
}

function refuse(code: string, message: string): { ok: false; refusals: Refusal[] } {
  return { ok: false, refusals: [{ code, message }] };
}
