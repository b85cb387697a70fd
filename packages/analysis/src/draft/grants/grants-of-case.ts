import type { Json } from '../../canonical/jcs.ts';
import { GITHUB_PERMISSIONS, levelsOf } from '../../grants/facts/github-permissions.ts';
import type { Of } from '../../grants/model.ts';
import type { RequirementCase } from '../../requirement/requirement-case.ts';

/** A grants object, as the language writes it. */
export type GrantJson = Readonly<Record<string, Json>>;

/** The least grants that give what a case asks for, or why there are none. */
export type GrantsOfCase = { readonly grants: readonly GrantJson[] } | { readonly why: string };

/** Makes the least grants of a case; who gets them stands in the case or is `grantee`. */
export function grantsOfCase(one: RequirementCase, grantee: string | undefined): GrantsOfCase {
  const words: Words = {
    kind: textIn(one, 'kind'),
    subjects: textsIn(one, 'subject') ?? (grantee === undefined ? [] : [grantee]),
    provider: textIn(one, 'provider'),
    actions: textsIn(one, 'actions'),
    level: textIn(one, 'level'),
    path: textIn(one, 'path'),
    repositories: textsIn(one, 'repository'),
    organizations: textsIn(one, 'organization'),
    resources: textsIn(one, 'resource'),
  };
  const { kind, subjects, actions } = words;
  if (subjects.length === 0) return { why: 'it does not say to whom' };
  if (actions === null || actions.includes('*'))
    return { why: 'a grant names each permission or scope' };
  if (kind === 'github-app') return appGrants(words, actions);
  if (kind !== 'oauth' && kind !== 'api-key')
    return { why: 'it does not say whether an app, a client or a key is meant' };
  const { resources, provider } = words;
  const isAnywhere = resources === null || resources.includes('*');
  return {
    grants: subjects.map((subject) => ({
      kind,
      [kind === 'oauth' ? 'client' : 'key']: subject,
      ...(provider === null ? {} : { provider }),
      scopes: actions,
      ...(isAnywhere ? {} : { [kind === 'oauth' ? 'audience' : 'resources']: resources }),
    })),
  };
}

interface Words {
  readonly kind: string | null;
  readonly subjects: readonly string[];
  readonly provider: string | null;
  readonly actions: readonly string[] | null;
  readonly level: string | null;
  readonly path: string | null;
  readonly repositories: readonly string[] | null;
  readonly organizations: readonly string[] | null;
  readonly resources: readonly string[] | null;
}

function textsIn(one: RequirementCase, word: string): string[] | null {
  const value = one[word];
  return value === undefined || value === null ? null : [value].flat().map(String);
}

function textIn(one: RequirementCase, word: string): string | null {
  const value = one[word];
  return typeof value === 'string' && value !== '*' ? value : null;
}

interface Right {
  readonly name: string;
  readonly level: string;
  readonly of: Of;
}

function appGrants(words: Words, actions: readonly string[]): GrantsOfCase {
  const rights = actions.map((action) => rightOf(action, words));
  const wrong = rights.find((one) => 'why' in one);
  if (wrong !== undefined && 'why' in wrong) return wrong;
  const known = rights.flatMap((one) => ('why' in one ? [] : [one]));
  const isOfFile = known.some(({ name }) => name === 'single_file');
  if (isOfFile !== (words.path !== null) || (isOfFile && known.length > 1))
    return { why: '`single_file` and its `path` stand in a case of their own' };
  const ofRepository = known.filter(({ of }) => of === 'repository');
  const others = known.filter(({ of }) => of !== 'repository');
  const places = [
    ...(ofRepository.length === 0 ? [] : [placesOf(words, ofRepository, 'repository')]),
    ...(others.length === 0 ? [] : [placesOf(words, others, 'organization')]),
  ];
  const lost = places.find((one) => 'why' in one);
  if (lost !== undefined && 'why' in lost) return lost;
  const made = places.flatMap((one) => ('why' in one ? [] : one.grants));
  return {
    grants: words.subjects.flatMap((app) =>
      made.map((grant) => ({
        kind: 'github-app',
        app,
        ...grant,
        ...(words.path === null ? {} : { singleFiles: [words.path] }),
      })),
    ),
  };
}

/** `name`, `name:level` or `name:*`; without a level all of them are meant, which the highest gives. */
function rightOf(action: string, words: Words): Right | { readonly why: string } {
  const [, name = '', written = '*'] = /^(.*?)(?::(read|write|admin|\*))?$/.exec(action) ?? [];
  const levels = levelsOf(name);
  const level = written === '*' ? (words.level ?? levels.at(-1) ?? '') : written;
  if (words.level !== null && words.level !== level)
    return { why: `\`${action}\` is not of the level \`${words.level}\`` };
  const known = GITHUB_PERMISSIONS.get(name);
  const place = words.organizations === null ? 'repository' : 'organization';
  if (known === undefined && words.repositories === null && words.organizations === null)
    return { why: `\`${name}\` is no permission of GitHub that is known here` };
  return { name, level, of: known?.of ?? place };
}

function placesOf(
  words: Words,
  rights: readonly Right[],
  of: 'repository' | 'organization',
): GrantsOfCase {
  const isNew = rights.some(({ name }) => !GITHUB_PERMISSIONS.has(name));
  const permissions = Object.fromEntries(rights.map(({ name, level }) => [name, level]));
  const under = isNew ? { [`${of}Permissions`]: permissions } : { permissions };
  const isOfAccount = rights.every((one) => one.of === 'account' || one.of === 'enterprise');
  const named: readonly string[] | null =
    of === 'repository' ? words.repositories : words.organizations;
  const all: readonly string[] | null = named === null ? words.resources : named;
  if (isOfAccount)
    return all === null
      ? { grants: [under] }
      : { why: 'a permission of an account is on no resource' };
  if (all === null || all.includes('*'))
    return { grants: [of === 'repository' ? { ...under, repositories: 'all' } : under] };
  const fitting = all.filter((one) => one.includes('/') === (of === 'repository'));
  if (fitting.length === 0) return { why: `\`${rights[0]?.name}\` is a permission of the ${of}` };
  if (of === 'organization') return { grants: fitting.map((account) => ({ account, ...under })) };
  return { grants: byOwner(fitting).map((place) => ({ ...place, ...under })) };
}

/** An installation is of one account; `owner/*` is all of its repositories. */
function byOwner(names: readonly string[]): GrantJson[] {
  const owners = new Map<string, string[]>();
  for (const name of names) {
    const owner = name.split('/')[0] ?? '';
    owners.set(owner, [...(owners.get(owner) ?? []), name]);
  }
  return [...owners].map(([account, repositories]) => ({
    account,
    repositories: repositories.includes(`${account}/*`) ? 'all' : repositories,
  }));
}
