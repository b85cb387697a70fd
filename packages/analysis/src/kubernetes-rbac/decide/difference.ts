import { type Budget, BudgetSpent } from '../../engine/budget.ts';
import { type Holder, type Identity, leastIdentity } from '../access/identity.ts';
import {
  type Grant,
  grantsIn,
  type Held,
  heldBy,
  heldByRole,
  placeOf,
  type World,
} from '../access/world.ts';
import { Coverage } from './coverage.ts';
import { type Piece, subtract } from './pieces.ts';
import { coversNamespace, scopedRules } from './scoped-rule.ts';

/** A holder and who it is in a request; null: a role, as if bound. */
export interface Asker {
  readonly holder: Holder;
  readonly identity: Identity | null;
}

/** A role that a binding names and no side defines: nobody knows what it allows. */
export interface MissingRole {
  readonly role: string;
  readonly namespace: string | null;
  readonly grants: readonly Grant[];
}

/** What one side gives to holders that the other does not give them. The holders have the same roles on both sides. */
export interface Gap {
  readonly askers: readonly Asker[];
  readonly pieces: readonly Piece[];
  /** Pieces that a missing role of the other side may give as well. */
  readonly open: readonly { readonly piece: Piece; readonly missing: readonly MissingRole[] }[];
  /** Missing roles that the other side does not give. */
  readonly missing: readonly MissingRole[];
  /** What the other side gives. */
  readonly coverage: Coverage;
}

/** All gaps, or those found before the budget ended. */
export interface Difference {
  readonly gaps: readonly Gap[];
  readonly stopped: string | null;
}

/**
 * What `inside` allows and `outside` does not, holder by holder. Exact for all identities: RBAC only adds, so a request
 * that is allowed through a holder's bindings and not by the other side exists exactly if the least identity they apply
 * to can make one. `isEnough` ends the search early.
 */
export function difference(
  inside: World,
  outside: World,
  budget: Budget,
  isEnough: (gap: Gap) => boolean = () => false,
): Difference {
  const gaps: Gap[] = [];
  try {
    for (const question of questionsOf(inside, outside, budget)) {
      const { gap, stopped } = gapOf(question, inside, outside, budget);
      if (gap !== null) gaps.push(gap);
      if (stopped !== null) return { gaps, stopped };
      if (gap !== null && isEnough(gap)) break;
    }
    return { gaps, stopped: null };
  } catch (error) {
    return { gaps, stopped: reasonOf(error) };
  }
}

/** Why the budget ended; whatever else was thrown is a bug. */
function reasonOf(error: unknown): string {
  if (!(error instanceof BudgetSpent)) throw error;
  return error.message;
}

interface Question {
  readonly askers: Asker[];
  readonly given: readonly Grant[];
  readonly against: readonly Held[];
  readonly isRole: boolean;
}

/** Holders with the same roles on both sides share a question. */
function questionsOf(inside: World, outside: World, budget: Budget): Question[] {
  const isTaken = (user: string): boolean =>
    inside.held.has(`user:${user}`) || outside.held.has(`user:${user}`);
  const isSame = sameRoles(inside, outside);
  const byKey = new Map<string, Question>();
  for (const held of inside.held.values()) {
    const { holder, grants } = held;
    const isRole = holder.kind === 'role' || holder.kind === 'anyone';
    const identity = isRole ? null : leastIdentity(holder, isTaken);
    const against = identity === null ? heldByRole(outside, holder) : heldBy(outside, identity);
    budget.charge(1 + grants.length * against.length);
    const key = JSON.stringify([isRole, held.alike, against.map(({ alike }) => alike)]);
    const known = byKey.get(key);
    if (known !== undefined) {
      known.askers.push({ holder, identity });
      continue;
    }
    const given = grants.filter((grant) => !(isGiven(grant, against) && isSame(grant.role)));
    byKey.set(key, { askers: [{ holder, identity }], given, against, isRole });
  }
  return [...byKey.values()].filter(({ given }) => given.length > 0);
}

function isGiven({ role, namespace }: Grant, against: readonly Held[]): boolean {
  return against.some(({ places }) => {
    const there = places.get(role);
    return there !== undefined && (there.has(null) || there.has(namespace));
  });
}

/** Whether the other side's role of the same name has every rule, text by text; known rules only count for known roles. */
function sameRoles(inside: World, outside: World): (role: string) => boolean {
  const known = new Map<string, boolean>();
  return (role) => {
    const before = known.get(role);
    if (before !== undefined) return before;
    const theirs = new Set(outside.roles.get(role)?.rules.map(({ key }) => key));
    const isSame = (inside.roles.get(role)?.rules ?? []).every(({ key }) => theirs.has(key));
    known.set(role, isSame);
    return isSame;
  };
}

/** The gap of a question; where the budget ends, with what was found until then. */
function gapOf(
  question: Question,
  inside: World,
  outside: World,
  budget: Budget,
): { readonly gap: Gap | null; readonly stopped: string | null } {
  const { askers, given, isRole } = question;
  const against = grantsIn(question.against);
  const theirMissing = missingRoles(outside, against);
  const ourMissing = missingRoles(inside, given);
  // A role looked at by itself is as unknown on the other side.
  const unknown = isRole ? [...theirMissing, ...ourMissing] : theirMissing;
  const coverage = new Coverage(scopedRules(outside, against), budget);
  const pieces: Piece[] = [];
  const open: Gap['open'][number][] = [];
  let stopped: string | null = null;
  try {
    subtract(scopedRules(inside, given), coverage, budget, (piece) => {
      const missing = unknown.filter((one) => mayGive(one, piece));
      if (missing.length === 0) pieces.push(piece);
      else open.push({ piece, missing });
      return false;
    });
  } catch (error) {
    stopped = reasonOf(error);
  }
  const missing = ourMissing.filter(
    (one) =>
      !unknown.some(
        (other) => other.role === one.role && coversNamespace(other.namespace, one.namespace),
      ),
  );
  const isNothing = pieces.length + open.length + missing.length === 0;
  return { gap: isNothing ? null : { askers, pieces, open, missing, coverage }, stopped };
}

/** The roles among the grants that nobody defines, each place once. */
export function missingRoles(world: World, grants: readonly Grant[]): MissingRole[] {
  const byPlace = new Map<string, { role: string; namespace: string | null; grants: Grant[] }>();
  for (const grant of grants) {
    if (!world.isUnknown(grant.role)) continue;
    const known = byPlace.get(placeOf(grant));
    if (known === undefined) byPlace.set(placeOf(grant), { ...grant, grants: [grant] });
    else known.grants.push(grant);
  }
  return [...byPlace.values()];
}

/** A role bound in one namespace gives nothing to a request in a fresh one, nor to a URL. */
function mayGive({ namespace }: MissingRole, piece: Piece): boolean {
  if (namespace === null) return true;
  return piece.kind === 'resource' && piece.area.namespace === namespace;
}
