import { canonicalJson, type Json } from '../../canonical/jcs.ts';
import { GRANTS_CANONICAL_FORM } from '../../grants/canonical.ts';
import type { GitHubAppGrant, Grant, GrantsPolicy, ScopedGrant } from '../../grants/model.ts';
import { parseGrants } from '../../grants/parse/parse-grants.ts';
import { prove } from '../../grants/questions/prove.ts';
import type { Parsed } from '../../refusal.ts';
import { patternOf, type RequirementCase } from '../../requirement/requirement-case.ts';
import { CaseIds } from '../case-id.ts';
import type { DraftProof, StatedPolicy, Unsaid } from '../drafter.ts';
import { namedProof } from '../proofs.ts';

/** What grants give, as cases: one for each grant and what its permissions are about. */
export function casesOfGrants(text: string): Parsed<StatedPolicy> {
  const policy = parseGrants(uncanonical(text));
  if (!policy.ok) return policy;
  const ids = new CaseIds();
  const allow: RequirementCase[] = [];
  const unsaid: Unsaid[] = [];
  for (const [at, grant] of policy.value.grants.entries()) {
    const origin = { policy: 0, statement: at, sid: null, ...grant.at };
    for (const words of grant.kind === 'github-app' ? wordsOfApp(grant) : wordsOfScopes(grant))
      allow.push({
        id: ids.next(`${grant.kind}-${grant.subject}`),
        kind: grant.kind,
        subject: [grant.subject],
        ...words,
      });
    if (hasImplied(grant))
      unsaid.push({
        code: 'DECLARED_SCOPES',
        reason: 'a case does not say which scopes include which',
        origin,
      });
  }
  return {
    ok: true,
    value: { cases: { allow, deny: [] }, unsaid, proof: withinPolicy(allow, policy.value) },
  };
}

/** The grants inside a canonical text, any other text as it is. */
function uncanonical(text: string): string {
  if (!text.startsWith(`{"canonical":"${GRANTS_CANONICAL_FORM}","policy":`)) return text;
  const { policy }: { readonly policy: Json } = JSON.parse(text);
  return canonicalJson(policy);
}

type Words = Readonly<Record<string, Json>>;

function wordsOfApp({ permissions, account, repositories, singleFiles }: GitHubAppGrant): Words[] {
  const named = (of: string): string[] =>
    permissions
      .filter((one) => one.of === of && one.name !== 'single_file')
      .map(({ name, level }) => `${name}:${level}`);
  const owned = account === null ? {} : { repository: [`${account}/*`] };
  const where: Words = repositories === 'all' ? owned : { repository: [...repositories] };
  const isNowhere = repositories !== 'all' && repositories.length === 0;
  const organization: Words = account === null ? {} : { organization: [account] };
  const file = permissions.find(({ name }) => name === 'single_file');
  const cases: [string[], Words][] = [
    [isNowhere ? [] : named('repository'), where],
    [named('organization'), organization],
    [[...named('account'), ...named('enterprise')], {}],
    ...(file === undefined || isNowhere ? [] : singleFiles).map((path): [string[], Words] => [
      [`single_file:${file?.level ?? 'read'}`],
      { ...where, path },
    ]),
  ];
  return cases.flatMap(([actions, words]) => (actions.length === 0 ? [] : [{ actions, ...words }]));
}

function wordsOfScopes({ scopes, provider, resources }: ScopedGrant): Words[] {
  if (scopes.length === 0 || resources.length === 0) return [];
  return [
    {
      actions: [...scopes],
      ...(provider === null ? {} : { provider }),
      ...(resources === 'all' ? {} : { resource: [...resources] }),
    },
  ];
}

function hasImplied(grant: Grant): boolean {
  return grant.kind !== 'github-app' && Object.keys(grant.implies).length > 0;
}

function withinPolicy(cases: readonly RequirementCase[], policy: GrantsPolicy): DraftProof {
  for (const one of cases) {
    const proof = prove({ property: 'must-allow', policies: [policy], pattern: patternOf(one) });
    if (!proof.ok) {
      const reason = proof.refusals.map(({ message }) => message).join('; ');
      return { name: 'within-policy', verdict: 'undetermined', reason, witness: null };
    }
    if (proof.value.verdict !== 'proved') return namedProof('within-policy', proof.value);
  }
  return { name: 'within-policy', verdict: 'proved', reason: null, witness: null };
}
