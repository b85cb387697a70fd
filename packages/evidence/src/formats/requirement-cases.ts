import type { Json } from '../bytes/json.ts';
import type { Requirement } from './requirement.ts';
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
 * What a Requirement document says of cases whose every word is there, as `canonicalCase` of the analysis makes them:
 * version 1 wherever that can say it. Whether the document is one, its parser says.
 */
export function casesPart(language: PolicyLanguage, { allow, deny }: FlatCases): CasesPart {
  const isPlain = language === 'aws-iam' && [...allow, ...deny].every(isVersion1);
  const part = isPlain
    ? { v: 1, language, allow: allow.map(version1), deny: deny.map(version1) }
    : { v: 2, language, allow, deny };
  return part as unknown as CasesPart;
}

/** Version 1 has no words for who asks, under which conditions, and for what is left out. */
function isVersion1(one: FlatCase): boolean {
  return BEYOND_VERSION_1.every((word) => (one[word] ?? null) === null);
}

const BEYOND_VERSION_1: readonly string[] = ['principals', 'context', 'notActions', 'notResources'];

/** No resources named are all of them. */
function version1({ id, actions, resources }: FlatCase): FlatCase {
  return { id, actions: actions ?? [], resources: resources ?? ['*'] };
}

/** The cases of a Requirement of either version, flat, without the words that say nothing. */
export function casesOf({ allow, deny }: Pick<Requirement, 'allow' | 'deny'>): FlatCases {
  return { allow: allow.map(said), deny: deny.map(said) };
}

function said(one: { readonly id: string }): FlatCase {
  const words = Object.entries(one).filter(([, value]) => value !== null);
  return { ...Object.fromEntries(words), id: one.id };
}
