import { distinct } from '../equality.ts';
import type { Facts } from '../facts.ts';
import { covers } from '../pattern.ts';
import type { WorkspaceState } from '../state.ts';
import type { Id } from '../values.ts';

/**
 * The humans who own in whole at least one of the resource patterns asked for in an environment; sorted. A pattern
 * wider than what someone owns is not theirs to give away.
 */
export function ownersOfResources(
  state: WorkspaceState,
  asked: { readonly environment: string; readonly resources: readonly string[] },
  facts: Facts,
): readonly Id[] {
  const owners: Id[] = [];
  for (const assigned of state.resourceOwners.values()) {
    if (assigned.removedAt !== null || assigned.environment !== asked.environment) continue;
    const owned = facts.resourcePatterns(assigned.resources) ?? [];
    const covered = asked.resources.some((r) => owned.some((pattern) => covers(pattern, r)));
    if (covered) owners.push(assigned.owner);
  }
  return distinct(owners).toSorted();
}
