import { canonicalJson, type Json } from '../../canonical/jcs.ts';
import type { Budget } from '../../engine/budget.ts';
import { GITHUB_PERMISSIONS, levelsWithin } from '../../grants/facts/github-permissions.ts';
import type { GrantsPolicy, Level } from '../../grants/model.ts';
import { parseGrants } from '../../grants/parse/parse-grants.ts';
import { parseRequestPattern, type RequestPattern } from '../../grants/questions/pattern.ts';
import { type Answer, ask, type Requests } from '../../grants/sets/ask.ts';
import { patternOf, type RequirementCase } from '../../requirement/requirement-case.ts';
import type { DraftNote, DraftProof } from '../drafter.ts';
import { grantsOfCase } from './grants-of-case.ts';

/**
 * Whether grants give nothing but what the cases ask for and what comes with it: lower levels of a permission,
 * `metadata: read` with every permission of a repository, scopes that a scope includes. What comes along is noted.
 */
export function beyondCases(
  policy: GrantsPolicy,
  cases: readonly RequirementCase[],
  budget: Budget,
): { readonly proof: DraftProof; readonly notes: readonly DraftNote[] } {
  const asked = cases.flatMap((one) => {
    const pattern = parseRequestPattern(patternOf(one));
    return pattern.ok ? [pattern.value] : [];
  });
  const outside = asked.map((pattern): Requests => ({ pattern }));
  const more = ask({ inside: [{ policy }], outside }, budget);
  const along = [...asked.flatMap(comesAlong), ...cases.flatMap(includedScopes)];
  const rest = ask({ inside: [{ policy }], outside: [...outside, ...along] }, budget);
  const rights = [...new Set([...more.certain, ...more.possible].map(({ atom }) => nameOf(atom)))];
  const message = `what is asked for brings along ${rights.map((one) => `\`${one}\``).join(', ')}`;
  return {
    proof: proofOf(rest),
    notes: rights.length === 0 ? [] : [{ code: 'COMES_ALONG', message }],
  };
}

function nameOf({ name, level }: { readonly name: string; readonly level: string | null }): string {
  return level === null ? name : `${name}:${level}`;
}

function proofOf({ certain, possible, stopped }: Answer): DraftProof {
  const beyond = [...certain, ...possible].map(({ atom }) => nameOf(atom));
  const isNothing = beyond.length + stopped.length === 0;
  return {
    name: 'nothing-beyond',
    verdict: isNothing ? 'proved' : 'undetermined',
    reason: isNothing ? null : [...stopped, ...beyond.map((one) => `gives \`${one}\``)].join('; '),
    witness: null,
  };
}

/** The lower levels of each permission, and the metadata of the repositories it is on. */
function comesAlong(pattern: RequestPattern): Requests[] {
  if (pattern.kind !== 'github-app') return [];
  const levels = (pattern.actions ?? []).flatMap((action) => {
    const [, name = '', level = pattern.level] =
      /^(.*?)(?::(read|write|admin))?$/.exec(action) ?? [];
    return level === null ? [] : levelsWithin(name, level as Level).map((one) => `${name}:${one}`);
  });
  const isOfRepository = (pattern.actions ?? []).some(
    (action) =>
      (GITHUB_PERMISSIONS.get(action.replace(/:.*$/, ''))?.of ?? 'repository') === 'repository',
  );
  const lower = { ...pattern, level: null, actions: levels };
  const metadata = { ...pattern, level: null, path: null, actions: ['metadata:read'] };
  return [
    ...(levels.length === 0 ? [] : [{ pattern: lower }]),
    ...(isOfRepository ? [{ pattern: metadata }] : []),
  ];
}

/** Scopes include scopes as the provider has it, so that the least grant of a case tells them. */
function includedScopes(one: RequirementCase): Requests[] {
  if (one['kind'] === 'github-app') return [];
  const made = grantsOfCase(one, 'anybody');
  if ('why' in made) return [];
  const policy = parseGrants(canonicalJson(made.grants as unknown as Json));
  return policy.ok ? [{ policy: policy.value }] : [];
}
