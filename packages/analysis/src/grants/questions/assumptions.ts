import { GITHUB_FACTS_DATE } from '../facts/github-permissions.ts';
import type { GrantsPolicy } from '../model.ts';

const ALONE =
  'these grants alone: other grants of the same subject, and what the resource itself allows, are not looked at';
const GITHUB =
  `permissions of GitHub Apps and their levels as GitHub documents them (${GITHUB_FACTS_DATE}); ` +
  '`metadata: read` comes with every permission of a repository; each permission is taken by itself, whatever one lets do with the data of another';
const ALL =
  '`all` repositories are those of the account now and later, of every account where the grant names none';
const SCOPES =
  'a scope includes what the grants declare under `implies`, and nothing else that is not documented';
const GITHUB_OAUTH = `scopes of GitHub include each other as GitHub documents it (${GITHUB_FACTS_DATE}); what every token reads of public data, and what the user behind it may do, are not looked at`;
const OPAQUE = 'scopes without a declared hierarchy are names: none includes another';

/** What an answer takes for granted, by what stands in the policies. */
export function assumptionsOf(policies: readonly GrantsPolicy[]): string[] {
  const grants = policies.flatMap((policy) => policy.grants);
  const scoped = grants.filter((grant) => grant.kind !== 'github-app');
  const apps = grants.filter((grant) => grant.kind === 'github-app');
  const declares = scoped.filter(({ implies }) => Object.keys(implies).length > 0);
  return [
    ALONE,
    ...(apps.length > 0 ? [GITHUB] : []),
    ...(apps.some(({ repositories }) => repositories === 'all') ? [ALL] : []),
    ...(declares.length > 0 ? [SCOPES] : []),
    ...(scoped.some(({ provider }) => provider === 'github') ? [GITHUB_OAUTH] : []),
    ...(scoped.some((one) => one.provider !== 'github' && !declares.includes(one)) ? [OPAQUE] : []),
  ];
}
