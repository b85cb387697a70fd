import type { Json } from '../canonical/jcs.ts';
import { levelsOf } from '../grants/facts/github-permissions.ts';
import { GITHUB_SCOPES } from '../grants/facts/github-scopes.ts';
import { distinct, type Mutant, mutantsIn, type Plain, textsOf, type Widening } from './mutant.ts';

/** Widened grants, from the list of the canonical text. */
export function grantsMutants(list: Json): Mutant[] {
  return mutantsIn(list as readonly Plain[], widenings, (grants) => [...grants]);
}

const PLACES = [
  'permissions',
  'repositoryPermissions',
  'organizationPermissions',
  'accountPermissions',
] as const;

function widenings(grant: Plain, index: number): Widening[] {
  const named = `grant ${index + 1}`;
  if (grant['kind'] !== 'github-app') return scopeWidenings(grant, named);
  return [
    ...PLACES.flatMap((place) => levelWidenings(grant, place, named)),
    ...resourceWidening(grant, 'repositories', 'repositories', named),
  ];
}

/** Each permission one level up. */
function levelWidenings(grant: Plain, place: string, named: string): Widening[] {
  const permissions = (grant[place] ?? {}) as Plain;
  return Object.entries(permissions).flatMap(([name, level]): Widening[] => {
    const levels: readonly string[] = levelsOf(name);
    const next = levels[levels.indexOf(String(level)) + 1];
    if (next === undefined) return [];
    return [
      {
        kind: 'higher-level',
        word: name,
        what: `${named} with \`${name}: ${next}\``,
        after: { ...grant, [place]: { ...permissions, [name]: next } },
      },
    ];
  });
}

function resourceWidening(grant: Plain, word: string, noun: string, named: string): Widening[] {
  const value = grant[word];
  if (value === undefined || value === 'all') return [];
  const what = `${named} on all ${noun}`;
  return [{ kind: 'any-resource', word, what, after: { ...grant, [word]: 'all' } }];
}

/** Scopes that include one that is held, and one more scope of the same provider. */
function scopeWidenings(grant: Plain, named: string): Widening[] {
  const scopes = textsOf(grant['scopes']);
  const declared = Object.entries((grant['implies'] ?? {}) as Plain).map(
    ([scope, included]): [string, readonly string[]] => [scope, textsOf(included)],
  );
  const hierarchy = [...(grant['provider'] === 'github' ? GITHUB_SCOPES : []), ...declared];
  const above = hierarchy
    .filter(
      ([scope, included]) =>
        !scopes.includes(scope) && included.some((one) => scopes.includes(one)),
    )
    .map(([scope]) => scope);
  const all = distinct(hierarchy.flatMap(([scope, included]) => [scope, ...included]));
  const beside = all.filter((one) => !scopes.includes(one) && !above.includes(one)).slice(0, 1);
  const wider = (scope: string): Widening => ({
    kind: 'wider-action',
    word: 'scopes',
    what: `${named} with the scope \`${scope}\``,
    after: { ...grant, scopes: [...scopes, scope] },
  });
  const [word, noun] =
    grant['kind'] === 'oauth'
      ? (['audience', 'audiences'] as const)
      : (['resources', 'resources'] as const);
  return [
    ...distinct([...above, ...beside]).map(wider),
    ...resourceWidening(grant, word, noun, named),
  ];
}
