import type { Surroundings } from '@countersign/analysis';
import type { Inventory } from '@countersign/evidence';
import { awsSurroundings } from './aws-surroundings.ts';
import { type Own, objectsIn } from './own-policies.ts';
import { rbacSurroundings } from './rbac-surroundings.ts';

/**
 * Everything else in force around a candidate: what the inventory found live, with the candidate's own policy left out
 * and what Countersign released since put in its place. Without an inventory, what Countersign has in force for the
 * identity, which is never complete.
 */
export function surroundingsOf(inventory: Inventory | null, own: Own): Surroundings {
  switch (own.language) {
    case 'aws-iam':
      return awsSurroundings(inventory, own);
    case 'kubernetes-rbac':
      return rbacSurroundings(inventory, own);
    case 'grants':
      return grantsSurroundings(inventory, own);
    default:
      return own.language satisfies never;
  }
}

function grantsSurroundings(inventory: Inventory | null, own: Own): Surroundings {
  const identity = inventory?.identities.find(({ externalId }) => externalId === own.externalId);
  const live = (identity?.policies ?? [])
    .filter(({ digest, name }) => !own.versions.has(digest) && name !== own.policyName)
    .filter(({ digest }) => !own.others.some(({ versions }) => versions.has(digest)))
    .map(({ digest }) => inventory?.policies[digest] ?? '');
  const texts = [...live, ...own.others.map(({ text }) => text)];
  const complete = identity !== undefined && identity.missing.length === 0;
  return { language: 'grants', grants: texts.flatMap(objectsIn), complete };
}
