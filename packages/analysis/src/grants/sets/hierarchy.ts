import type { Budget } from '../../engine/budget.ts';
import { GITHUB_PARTS, GITHUB_SCOPES, type Hierarchy } from '../facts/github-scopes.ts';
import type { GrantsPolicy, ScopedGrant } from '../model.ts';

/** Which scopes include which, for each provider; one way the world may be. */
export interface Reading {
  /** Every scope a grant holds: those it lists and what they include. */
  scopesOf(grant: ScopedGrant): ReadonlySet<string>;
}

type Declared = ReadonlyMap<string, Hierarchy>;

/**
 * The ways in which scopes may include scopes. A hierarchy is a fact of the provider, so each reading holds for every
 * policy of a question: as each policy declares it, and all declarations together; with and without what GitHub's
 * page leaves open. Policies that declare the same, or hold no scope it is about, give one reading.
 */
export function readingsOf(policies: readonly GrantsPolicy[], budget: Budget): readonly Reading[] {
  const together = declarationOf(policies);
  // A policy that holds no scope of a provider says nothing of its hierarchy.
  const all = [together, ...policies.map((one) => new Map([...together, ...declarationOf([one])]))];
  const scoped = policies.flatMap(({ grants }) =>
    grants.filter((grant) => grant.kind !== 'github-app'),
  );
  const readings = all.flatMap((one) => [
    readingOf(one, false, budget),
    readingOf(one, true, budget),
  ]);
  const distinct = new Map(
    readings.map((reading) => [
      JSON.stringify(scoped.map((grant) => [...reading.scopesOf(grant)].sort())),
      reading,
    ]),
  );
  return [...distinct.values()];
}

function readingOf(declared: Declared, withParts: boolean, budget: Budget): Reading {
  const kept = new Map<ScopedGrant, ReadonlySet<string>>();
  return {
    scopesOf(grant) {
      const known = kept.get(grant);
      if (known !== undefined) return known;
      const isGitHub = grant.provider === 'github';
      const scopes = closure(grant.scopes, [
        declared.get(hierarchyKey(grant)) ?? new Map(),
        ...(isGitHub ? [GITHUB_SCOPES] : []),
        ...(isGitHub && withParts ? [GITHUB_PARTS] : []),
      ]);
      budget.charge(scopes.size);
      kept.set(grant, scopes);
      return scopes;
    },
  };
}

/** What the grants declare, by provider; unnamed providers are told apart by who holds the scopes. */
function declarationOf(policies: readonly GrantsPolicy[]): Declared {
  const declared = new Map<string, Map<string, readonly string[]>>();
  for (const grant of policies.flatMap(({ grants }) => grants)) {
    if (grant.kind === 'github-app') continue;
    const hierarchy = declared.get(hierarchyKey(grant)) ?? new Map<string, readonly string[]>();
    for (const [scope, included] of Object.entries(grant.implies)) {
      hierarchy.set(scope, [...(hierarchy.get(scope) ?? []), ...included]);
    }
    declared.set(hierarchyKey(grant), hierarchy);
  }
  return declared;
}

function hierarchyKey({ kind, provider, subject }: ScopedGrant): string {
  return JSON.stringify(provider === null ? [kind, subject] : [provider]);
}

/** All scopes that can be reached; a hierarchy may have circles. */
function closure(scopes: readonly string[], hierarchies: readonly Hierarchy[]): Set<string> {
  const reached = new Set(scopes);
  // A Set hands out what is added while it is walked.
  for (const scope of reached) {
    for (const hierarchy of hierarchies) {
      for (const included of hierarchy.get(scope) ?? []) reached.add(included);
    }
  }
  return reached;
}
