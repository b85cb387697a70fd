import type { Budget } from '../../engine/budget.ts';
import type { Witness } from '../../questions/answer.ts';
import { identityAmong, leastIdentities } from '../access/identities.ts';
import {
  type Comparison,
  type Grant,
  grantsIn,
  type Held,
  heldAsRole,
  heldBy,
  type World,
} from '../access/world.ts';
import { Coverage } from './coverage.ts';
import { type MissingRole, missingRoles } from './difference.ts';
import type { Asked } from './request.ts';
import { commonRequest, type RequestSet, requestsOf, uncoveredRequest } from './request-set.ts';
import { type ScopedRule, scopedRules } from './scoped-rule.ts';
import { hasText, type TextSet } from './text-set.ts';

/** Who and what a question is about. */
export interface Wanted {
  readonly requests: RequestSet;
  readonly users: readonly TextSet[];
  readonly groups: readonly string[];
  readonly roles: readonly string[];
}

/** A request that refutes, or none; and roles that could turn `none` into one. */
export interface Refutation {
  readonly witness: Witness | null;
  readonly missing: readonly MissingRole[];
}

/** A request of the wanted ones that somebody is allowed. */
export function allowedRequest(
  world: World,
  comparison: Comparison,
  wanted: Wanted,
  budget: Budget,
): Refutation {
  const missing: MissingRole[] = [];
  const isTaken = (user: string): boolean => world.held.has(`user:${user}`);
  for (const { held, who } of askersOf(world, comparison, wanted, isTaken)) {
    for (const rule of scopedRules(world, held.grants)) {
      budget.charge(1 + sizeOf(rule));
      const request = commonRequest(rule, wanted.requests);
      if (request !== null) return { witness: { ...who, ...request }, missing: [] };
    }
    const unknown = rolesOutside(world, held);
    missing.push(...unknown.filter((one) => mayMeet(one, wanted.requests)));
  }
  return { witness: null, missing };
}

/** Roles that are somebody's and not here; what a default role has besides its labels is nobody's here. */
function rolesOutside(world: World, { holder, grants }: Held): MissingRole[] {
  return holder.kind === 'role' ? [] : missingRoles(world, grants);
}

/** Holders that the question is about, each with who it is in a request. */
function askersOf(
  world: World,
  comparison: Comparison,
  wanted: Wanted,
  isTaken: (user: string) => boolean,
): { held: Held; who: Witness }[] {
  if (wanted.roles.length > 0) {
    return wanted.roles.flatMap((role) =>
      heldAsRole(world, role).map((held) => ({ held, who: { role } })),
    );
  }
  return [...world.held.values()].flatMap((held) => {
    const who = whoIs(held, comparison, wanted, isTaken);
    return who === null ? [] : [{ held, who }];
  });
}

function whoIs(
  { holder }: Held,
  comparison: Comparison,
  { users, groups }: Wanted,
  isTaken: (user: string) => boolean,
): Witness | null {
  const isRole = holder.kind === 'role' || holder.kind === 'anyone';
  // Nobody is bound: any role may refute, and a request names nobody.
  if (isRole && comparison !== 'subjects') return {};
  const identity = holder.kind === 'role' ? null : identityAmong(holder, users, groups, isTaken);
  return identity === null ? null : { ...identity };
}

function sizeOf({ owned: { rule } }: ScopedRule): number {
  return (rule.verbs.length + rule.resources.length + rule.resourceNames.length) >> 3;
}

function mayMeet({ namespace }: MissingRole, { namespaces, resources }: RequestSet): boolean {
  if (namespace === null) return true;
  return resources.length > 0 && namespaces.some((set) => hasText(set, namespace));
}

/** A request of the wanted ones that not everybody asked about is allowed. */
export function deniedRequest(
  world: World,
  comparison: Comparison,
  wanted: Wanted,
  budget: Budget,
): Refutation {
  const open: MissingRole[] = [];
  const isBound = comparison === 'subjects' && wanted.roles.length === 0;
  for (const { grants, who } of leastAskers(world, comparison, wanted)) {
    const coverage = new Coverage(scopedRules(world, grants), budget);
    const request = uncoveredRequest(wanted.requests, coverage);
    if (request === null) continue;
    const unknown = isBound ? missingRoles(world, grants) : [];
    const missing = unknown.filter((one) => mayGive(one, request));
    if (missing.length === 0) return { witness: { ...who, ...request }, missing: [] };
    open.push(...missing);
  }
  return { witness: null, missing: open };
}

function mayGive({ namespace }: MissingRole, request: Asked): boolean {
  return namespace === null || ('resource' in request && request.namespace === namespace);
}

function leastAskers(
  world: World,
  comparison: Comparison,
  { users, groups, roles }: Wanted,
): { grants: readonly Grant[]; who: Witness }[] {
  if (roles.length > 0) {
    return roles.map((name) => ({
      grants: grantsIn(heldAsRole(world, name)),
      who: { role: name },
    }));
  }
  if (comparison !== 'subjects') {
    const all = [...world.held.values()].flatMap((held) => held.grants);
    return [{ grants: all, who: {} }];
  }
  const isTaken = (user: string): boolean => world.held.has(`user:${user}`);
  return leastIdentities(users, groups, isTaken).map((identity) => ({
    grants: grantsIn(heldBy(world, identity)),
    who: { ...identity },
  }));
}

/** A request that both worlds allow. */
export function sharedRequest(
  first: World,
  second: World,
  comparison: Comparison,
  budget: Budget,
): Refutation {
  const missing: MissingRole[] = [];
  for (const held of first.held.values()) {
    if (held.holder.kind === 'role' && comparison === 'subjects') continue;
    missing.push(...rolesOutside(first, held));
    const about = aboutHolder(held, comparison);
    for (const rule of scopedRules(first, held.grants)) {
      budget.charge(1);
      const wanted = { ...about, requests: requestsOf(rule) };
      const found = allowedRequest(second, comparison, wanted, budget);
      if (found.witness !== null) return found;
      missing.push(...found.missing);
    }
  }
  return { witness: null, missing };
}

function aboutHolder({ holder }: Held, comparison: Comparison): Omit<Wanted, 'requests'> {
  const anybody: readonly TextSet[] = [{ kind: 'all' }];
  if (comparison !== 'subjects') return { users: anybody, groups: [], roles: [] };
  return holder.kind === 'user'
    ? { users: [{ kind: 'one', text: holder.name }], groups: [], roles: [] }
    : { users: anybody, groups: holder.kind === 'group' ? [holder.name] : [], roles: [] };
}
