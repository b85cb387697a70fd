import { levelsWithin } from '../facts/github-permissions.ts';
import type { GitHubAppGrant, Grant, GrantsPolicy, Of, Permission, ScopedGrant } from '../model.ts';
import { type Atom, atomKey, type Subject, subjectKey } from './atom.ts';
import type { Reach } from './cell.ts';
import type { Reading } from './hierarchy.ts';

/** A right that a grant gives, and on what. `grant` is its place in the policy, null in a pattern. */
export interface Granted {
  readonly reach: Reach;
  readonly grant: number | null;
}

/** A set of requests as the question walks it: rights by subject. */
export interface Side {
  readonly subjects: ReadonlyMap<string, Subject>;
  /** Rights of a subject by key. */
  atoms(subject: string): ReadonlyMap<string, Atom>;
  granted(subject: string, atom: string): readonly Granted[];
}

interface Rights {
  readonly atoms: Map<string, Atom>;
  readonly granted: Map<string, Granted[]>;
}

const NOTHING: Rights = { atoms: new Map(), granted: new Map() };

/** What a policy grants, level by level and scope by scope, under one reading. */
export function policySide(policy: GrantsPolicy, reading: Reading): Side {
  const subjects = new Map<string, Subject>();
  const rights = new Map<string, Rights>();
  for (const [grant, one] of policy.grants.entries()) {
    const subject = subjectOf(one);
    const key = subjectKey(subject);
    const own = rights.get(key) ?? { atoms: new Map(), granted: new Map() };
    subjects.set(key, subject);
    rights.set(key, own);
    for (const [atom, reach] of rightsOf(one, reading)) add(own, atom, { reach, grant });
  }
  return {
    subjects,
    atoms: (subject) => (rights.get(subject) ?? NOTHING).atoms,
    granted: (subject, atom) => (rights.get(subject) ?? NOTHING).granted.get(atom) ?? [],
  };
}

/** Who a grant is for. */
export function subjectOf(grant: Grant): Subject {
  const provider = grant.kind === 'github-app' ? null : grant.provider;
  return { kind: grant.kind, provider, name: grant.subject };
}

function add(rights: Rights, atom: Atom, granted: Granted): void {
  const key = atomKey(atom);
  rights.atoms.set(key, atom);
  const list = rights.granted.get(key);
  if (list === undefined) rights.granted.set(key, [granted]);
  else list.push(granted);
}

function rightsOf(grant: Grant, reading: Reading): (readonly [Atom, Reach])[] {
  return grant.kind === 'github-app' ? appRights(grant) : scopedRights(grant, reading);
}

function appRights(grant: GitHubAppGrant): (readonly [Atom, Reach])[] {
  const reaches = appReaches(grant);
  return withMetadata(grant.permissions).flatMap(({ name, level, of }) =>
    levelsWithin(name, level).flatMap((one) =>
      pathsOf(name, grant).map((path): readonly [Atom, Reach] => [
        { of, name, level: one, path },
        reaches[of],
      ]),
    ),
  );
}

/** GitHub gives `metadata: read` with every permission of a repository. */
function withMetadata(permissions: readonly Permission[]): readonly Permission[] {
  const needs = permissions.some(({ of }) => of === 'repository');
  const has = permissions.some(({ name }) => name === 'metadata');
  return needs && !has
    ? [...permissions, { name: 'metadata', level: 'read', of: 'repository', known: true }]
    : permissions;
}

function pathsOf(name: string, { singleFiles }: GitHubAppGrant): readonly (string | null)[] {
  return name === 'single_file' ? [...new Set(singleFiles)] : [null];
}

function appReaches({ account, repositories }: GitHubAppGrant): Readonly<Record<Of, Reach>> {
  const everything: Reach = { kind: 'everything' };
  const owner = account?.toLowerCase();
  return {
    account: everything,
    enterprise: everything,
    organization: owner === undefined ? everything : { kind: 'names', names: new Set([owner]) },
    repository: repositoryReach(repositories, owner),
  };
}

function repositoryReach(
  repositories: readonly string[] | 'all',
  owner: string | undefined,
): Reach {
  if (repositories !== 'all') {
    return { kind: 'names', names: new Set(repositories.map((name) => name.toLowerCase())) };
  }
  return owner === undefined ? { kind: 'everything' } : { kind: 'owner', owner };
}

function scopedRights(grant: ScopedGrant, reading: Reading): (readonly [Atom, Reach])[] {
  const reach: Reach =
    grant.resources === 'all'
      ? { kind: 'everything' }
      : { kind: 'names', names: new Set(grant.resources) };
  return [...reading.scopesOf(grant)].map((name) => [
    { of: 'scope', name, level: null, path: null },
    reach,
  ]);
}
