import type { Budget } from '../../engine/budget.ts';
import {
  type Binding,
  isBinding,
  isRole,
  namespaceOf,
  objectRef,
  type RbacPolicy,
  type Subject,
} from '../model.ts';
import { type EffectiveRole, effectiveRoles } from './effective-role.ts';
import { accountUser, type Holder, holderKey, type Identity } from './identity.ts';

/** A role that a holder has: everywhere (`namespace` null) or in one namespace. */
export interface Grant {
  readonly role: string;
  readonly namespace: string | null;
  /** Null: as if bound. */
  readonly binding: Binding | null;
  readonly subject: number;
}

/** A holder and what it has by itself, without what its groups have. */
export interface Held {
  readonly holder: Holder;
  readonly grants: readonly Grant[];
  /** Where it has each role. */
  readonly places: ReadonlyMap<string, ReadonlySet<string | null>>;
  /** The same number as every holder of this side that has the same roles in the same places. */
  readonly alike: number;
}

/** One side of a question: roles with their effective rules, and who holds them. */
export interface World {
  readonly roles: ReadonlyMap<string, EffectiveRole>;
  readonly held: ReadonlyMap<string, Held>;
  /** Bindings with the role each names, by bindingKey(). */
  readonly bindings: ReadonlySet<string>;
  /** Whether no role of this name is here though some binding names it, and no side defines it. */
  isUnknown(role: string): boolean;
}

/** How the two sides are compared. */
export type Comparison =
  /** One role against one role, whatever their names. */
  | 'sole-role'
  /** Nobody is bound on either side: role by role, as if bound. */
  | 'roles'
  /** By subject; roles that no binding names stay roles. */
  | 'subjects';

/** The worlds of all sides of a question, made together: what one side defines and another lacks is not there. */
export interface Worlds {
  readonly worlds: readonly World[];
  readonly comparison: Comparison;
}

/** Reads the sides of a question; null is the empty set. */
export function worldsOf(policies: readonly (RbacPolicy | null)[], budget: Budget): Worlds {
  const sides = policies.map((policy) => policy?.objects ?? []);
  const roleLists = sides.map((objects) => objects.filter(isRole));
  const bindingLists = sides.map((objects) => objects.filter(isBinding));
  const defined = new Set(roleLists.flat().map(objectRef));
  const bound = new Set(bindingLists.flat().filter(reachesSomebody).map(roleOf));
  const comparison = comparisonOf(roleLists, bindingLists);
  const worlds = roleLists.map((roles, side) => {
    const effective = effectiveRoles(roles, budget);
    const bindings = bindingLists[side] ?? [];
    return {
      roles: effective,
      held: holders(effective, bindings, comparison, bound),
      bindings: new Set(bindings.map(bindingKey)),
      isUnknown: (role: string): boolean => !defined.has(role),
    };
  });
  return { worlds, comparison };
}

function reachesSomebody(binding: Binding): boolean {
  return binding.subjects.some((subject) => holderOf(subject, binding) !== null);
}

function comparisonOf(
  roles: readonly (readonly unknown[])[],
  bindings: readonly (readonly unknown[])[],
): Comparison {
  if (bindings.some((list) => list.length > 0)) return 'subjects';
  // One policy alone is not compared, and its role keeps the name that a pattern may ask for.
  const isCompared = roles.length > 1;
  return isCompared && roles.every((list) => list.length <= 1) ? 'sole-role' : 'roles';
}

/** A binding and its role as one text. */
export function bindingKey(binding: Binding): string {
  return `${objectRef(binding)}>${roleOf(binding)}`;
}

/** The reference of the role a binding names. */
export function roleOf(binding: Binding): string {
  return objectRef({ ...binding.roleRef, namespace: binding.namespace });
}

function holders(
  roles: ReadonlyMap<string, EffectiveRole>,
  bindings: readonly Binding[],
  comparison: Comparison,
  bound: ReadonlySet<string>,
): Map<string, Held> {
  const held = new Map<string, { holder: Holder; grants: Grant[] }>();
  const add = (holder: Holder, grant: Grant): void => {
    const key = holderKey(holder);
    const known = held.get(key);
    if (known === undefined) held.set(key, { holder, grants: [grant] });
    else known.grants.push(grant);
  };
  for (const binding of bindings) {
    const role = roleOf(binding);
    const namespace = binding.kind === 'RoleBinding' ? namespaceOf(binding) : null;
    for (const [subject, named] of binding.subjects.entries()) {
      const holder = holderOf(named, binding);
      if (holder !== null) add(holder, { role, namespace, binding, subject });
    }
  }
  for (const role of roles.values()) {
    if (bound.has(role.ref)) continue;
    add(roleHolder(role, comparison), asIfBound(role));
  }
  return settled(held);
}

/**
 * Who a subject is; null: nobody gets anything, because a ClusterRoleBinding names a service account without a
 * namespace, or names a Role, which it cannot.
 */
export function holderOf(subject: Subject, binding: Binding): Holder | null {
  if (isVoid(binding)) return null;
  if (subject.kind === 'User') return { kind: 'user', name: subject.name };
  if (subject.kind === 'Group') return { kind: 'group', name: subject.name };
  const namespace =
    subject.namespace ?? (binding.kind === 'RoleBinding' ? namespaceOf(binding) : null);
  return namespace === null ? null : { kind: 'user', name: accountUser(namespace, subject.name) };
}

/** Whether a binding can never apply. */
export function isVoid({ kind, roleRef }: Binding): boolean {
  return kind === 'ClusterRoleBinding' && roleRef.kind === 'Role';
}

function roleHolder(role: EffectiveRole, comparison: Comparison): Holder {
  if (comparison === 'sole-role' && role.made !== 'extended') return { kind: 'role', name: '' };
  return role.kind === 'rules'
    ? { kind: 'anyone', name: 'rules' }
    : { kind: 'role', name: role.ref };
}

/** ClusterRoles and bare rules everywhere, a Role in its namespace. */
function asIfBound({ ref, namespace }: EffectiveRole): Grant {
  return { role: ref, namespace, binding: null, subject: 0 };
}

/** Everything an identity has: its user's, its groups', and what bare rules give to anyone. */
export function heldBy(world: World, identity: Identity): Held[] {
  const keys = [`user:${identity.user}`, ...identity.groups.map((group) => `group:${group}`)];
  return [...keys, ANYONE].flatMap((key) => world.held.get(key) ?? []);
}

/** What a role has on this side, as if bound, and what bare rules give to anyone. */
export function heldByRole(world: World, holder: Holder): Held[] {
  const keys = holder.kind === 'anyone' ? [ANYONE] : [holderKey(holder), ANYONE];
  return keys.flatMap((key) => world.held.get(key) ?? []);
}

/** What a role gives, bound or not, as if it were bound, and what bare rules give to anyone. */
export function heldAsRole(world: World, ref: string): Held[] {
  const role = world.roles.get(ref);
  const holder: Holder = { kind: 'role', name: ref };
  const own = role === undefined ? [] : [asIfBound(role)];
  const anyone = world.held.get(ANYONE);
  const alone = { holder, grants: own, places: new Map<string, Set<string | null>>(), alike: -1 };
  return [alone, ...(anyone === undefined ? [] : [anyone])];
}

/** The grants of all of them. */
export function grantsIn(held: readonly Held[]): Grant[] {
  return held.flatMap(({ grants }) => grants);
}

const ANYONE = 'anyone:rules';

/** Counts holders that have the same. */
function settled(held: ReadonlyMap<string, Pick<Held, 'holder' | 'grants'>>): Map<string, Held> {
  const numbers = new Map<string, number>();
  const found = new Map<string, Held>();
  for (const [key, { holder, grants }] of held) {
    const places = new Map<string, Set<string | null>>();
    for (const { role, namespace } of grants) {
      const known = places.get(role);
      if (known === undefined) places.set(role, new Set([namespace]));
      else known.add(namespace);
    }
    const text = JSON.stringify([...new Set(grants.map(placeOf))].sort());
    const alike = numbers.get(text) ?? numbers.size;
    numbers.set(text, alike);
    found.set(key, { holder, grants, places, alike });
  }
  return found;
}

/** Role and namespace as one text. */
export function placeOf({ role, namespace }: Grant): string {
  return JSON.stringify([role, namespace]);
}
