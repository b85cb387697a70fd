import type { OwnedRule } from '../access/effective-role.ts';
import { type Grant, placeOf, type World } from '../access/world.ts';

/** A rule where it holds: everywhere (null) or in one namespace. */
export interface ScopedRule {
  readonly owned: OwnedRule;
  readonly namespace: string | null;
  /** The role that holds the rule, and through which bindings. */
  readonly role: string;
  readonly grants: readonly Grant[];
}

/** The rules of a list of grants, each role and namespace once. */
export function scopedRules(world: World, grants: readonly Grant[]): ScopedRule[] {
  const places = new Map<string, Grant[]>();
  for (const grant of grants) {
    const key = placeOf(grant);
    const known = places.get(key);
    if (known === undefined) places.set(key, [grant]);
    else known.push(grant);
  }
  return [...places.values()].flatMap((same) => {
    const [first] = same;
    if (first === undefined) return [];
    const { role, namespace } = first;
    const rules = world.roles.get(role)?.rules ?? [];
    return rules.map((owned) => ({ owned, namespace, role, grants: same }));
  });
}

/** Whether what holds in `outer` holds in all of `inner`; null is everywhere. */
export function coversNamespace(outer: string | null, inner: string | null): boolean {
  return outer === null || outer === inner;
}
