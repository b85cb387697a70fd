import type { Language } from '../questions/language.ts';
import { canonicalGrants, parseCanonicalGrants } from './canonical.ts';
import { explain } from './explain.ts';
import { findingsOf } from './findings.ts';
import type { GrantsPolicy } from './model.ts';
import { parseGrants } from './parse/parse-grants.ts';
import { beyond } from './questions/beyond.ts';
import { diff } from './questions/diff.ts';
import { evaluate } from './questions/evaluate.ts';
import { GRANTS_PROPERTIES, prove } from './questions/prove.ts';

/** Finite permission sets: GitHub Apps on repositories, scopes of OAuth clients and API keys. */
export const grants: Language<GrantsPolicy> = {
  name: 'grants',
  properties: GRANTS_PROPERTIES,
  read: (member) => parseGrants(typeof member === 'string' ? member : JSON.stringify(member)),
  diff: (from, to, limits) => diff(from, to, limits?.steps),
  prove: (question, limits) => prove(question, limits?.steps),
  evaluate,
  explain,
  beyond: (policy, patterns, limits) => beyond(policy, patterns, limits?.steps),
  findings: (policy) => findingsOf(policy),
  canonical: canonicalGrants,
  parseCanonical: parseCanonicalGrants,
  canonicalIndex: (_, { statement }) => statement,
};
