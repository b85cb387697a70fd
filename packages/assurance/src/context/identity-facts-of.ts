import type { IdentityFacts } from '@countersign/analysis';
import { activeHuman, type CandidateState } from '@countersign/domain';
import type { Inventory } from '@countersign/evidence';
import type { ContextWorld } from './context-for.ts';

/**
 * What is known of whose policy it is: its owners by the Roster, the rest by the inventory where that has it. Null for
 * an identity that is not in the state.
 */
export function identityFactsOf(
  { nhi: id }: CandidateState,
  inventory: Inventory | null,
  { state, roster, texts, at }: ContextWorld,
): IdentityFacts | null {
  const nhi = state.nhis.get(id);
  if (nhi === undefined) return null;
  // An erased name is no name of anybody in an inventory.
  const externalId = texts(nhi.externalId) ?? '';
  const found = inventory?.identities.find((one) => one.externalId === externalId);
  return {
    externalId,
    ownerActive: activeHuman(roster, nhi.owner, at) !== undefined,
    backupOwnerActive: activeHuman(roster, nhi.backupOwner, at) !== undefined,
    thirdParty: found?.thirdParty ?? null,
    credentials: found?.credentials ?? null,
    environments: [nhi.environment],
    usedBy: found?.usedBy ?? null,
    lastUsedAt: found?.lastUsedAt ?? null,
  };
}
