import type { Surroundings } from '@countersign/analysis';
import { canonicalText, type Inventory, isJsonObject, type Json } from '@countersign/evidence';
import { type InForcePolicy, type Own, objectsIn } from './own-policies.ts';

/**
 * The other objects of the cluster. Of two of one name the newer counts; the candidate's own are left out, since it
 * stands for them.
 */
export function rbacSurroundings(inventory: Inventory | null, own: Own): Surroundings {
  const live = (inventory?.objects ?? []).map((object) => [nameOf(object), object] as const);
  const found = new Map<string, Json>(live);
  for (const one of own.others) add(found, one, inventory);
  for (const object of own.texts.flatMap(objectsIn)) found.delete(nameOf(object));
  const complete = inventory !== null && inventory.objects !== null;
  return { language: 'kubernetes-rbac', objects: [...found.values()], complete };
}

/** What Countersign released after the cluster was read, or what the reading does not have. */
function add(found: Map<string, Json>, one: InForcePolicy, inventory: Inventory | null): void {
  const isNewer = inventory === null || one.since > inventory.takenAt;
  for (const object of objectsIn(one.text)) {
    const name = nameOf(object);
    if (isNewer || !found.has(name)) found.set(name, object);
  }
}

/** Kind, namespace and name; what has no name is told apart by what it says. */
function nameOf(object: Json): string {
  const { kind, metadata } = isJsonObject(object) ? object : { kind: null, metadata: null };
  const { namespace, name } = isJsonObject(metadata)
    ? metadata
    : { namespace: undefined, name: undefined };
  return typeof kind === 'string' && typeof name === 'string'
    ? `${kind}/${String(namespace ?? '')}/${name}`
    : canonicalText(object);
}
