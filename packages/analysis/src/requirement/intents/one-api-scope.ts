import { GITHUB_PARTS, GITHUB_SCOPES } from '../../grants/facts/github-scopes.ts';
import { A_FEW, type Intent, parameter } from './intent.ts';

const SCOPE_MARKS = ':/+@';

/** An OAuth client with some scopes at one audience. */
export const oneApiScope: Intent = {
  name: 'one-api-scope',
  language: 'grants',
  purpose: 'lets an OAuth client use some scopes at one audience',
  doesNot: 'what a scope means to the API, and scopes the provider includes without documenting it',
  parameters: [
    parameter('client', 'string', { maxLength: 200, characters: SCOPE_MARKS }),
    parameter('provider', 'string'),
    parameter('scopes', 'string', { list: A_FEW, characters: SCOPE_MARKS, maxLength: 200 }),
    parameter('audience', 'string', { maxLength: 512, characters: SCOPE_MARKS }),
  ],
  cases: (values) => {
    const provider = values.one('provider');
    const client = { kind: 'oauth', subject: [values.one('client')], provider };
    const scopes = values.many('scopes');
    const resource = [values.one('audience')];
    return {
      allow: [{ id: 'work', ...client, actions: scopes, resource }],
      deny: [
        { id: 'other-scopes', ...client, notActions: included(scopes, provider) },
        { id: 'other-audiences', ...client, notResource: resource },
      ],
    };
  },
};

/** An API key with some scopes on one resource. */
export const oneKeyScope: Intent = {
  name: 'one-key-scope',
  language: 'grants',
  purpose: 'lets an API key use some scopes on one resource',
  doesNot: 'what a scope means to the API, and who else holds the key',
  parameters: [
    parameter('key', 'string', { maxLength: 200, characters: SCOPE_MARKS }),
    parameter('scopes', 'string', { list: A_FEW, characters: SCOPE_MARKS, maxLength: 200 }),
    parameter('resource', 'string', { maxLength: 512, characters: SCOPE_MARKS }),
  ],
  cases: (values) => {
    const key = { kind: 'api-key', subject: [values.one('key')] };
    const scopes = values.many('scopes');
    const resource = [values.one('resource')];
    return {
      allow: [{ id: 'work', ...key, actions: scopes, resource }],
      deny: [
        { id: 'other-scopes', ...key, notActions: scopes },
        { id: 'other-resources', ...key, notResource: resource },
      ],
    };
  },
};

/** The scopes with those that GitHub includes in them. */
function included(scopes: readonly string[], provider: string): string[] {
  const all = new Set(scopes);
  if (provider !== 'github') return [...all];
  for (const scope of all)
    for (const one of [...(GITHUB_SCOPES.get(scope) ?? []), ...(GITHUB_PARTS.get(scope) ?? [])])
      all.add(one);
  return [...all];
}
