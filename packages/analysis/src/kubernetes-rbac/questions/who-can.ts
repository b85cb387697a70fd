import { Budget, BudgetSpent, DEFAULT_STEPS } from '../../engine/budget.ts';
import type { Evaluation, Origin, Witness } from '../../questions/answer.ts';
import type { Parsed } from '../../refusal.ts';
import type { Holder } from '../access/identity.ts';
import { leastIdentity } from '../access/identity.ts';
import type { Held, World } from '../access/world.ts';
import { missingRoles } from '../decide/difference.ts';
import { commonRequest, type RequestSet } from '../decide/request-set.ts';
import { type ScopedRule, scopedRules } from '../decide/scoped-rule.ts';
import type { RbacPolicy } from '../model.ts';
import { evaluateObjects } from '../replay/evaluate-objects.ts';
import { readRequest } from '../replay/read-request.ts';
import { whoOf } from './ask.ts';
import { readSides, sideAt } from './diff.ts';
import { originsOf } from './origins.ts';
import { readRbacPattern } from './request-pattern.ts';
import { holderInWords, roleInWords } from './words.ts';

/** Somebody who can make a request of the pattern, and through what. */
export interface RbacHolder {
  readonly kind: Holder['kind'];
  readonly name: string;
  /** As in a sentence: `service account \`x/y\``. */
  readonly text: string;
  /** Where; empty: everywhere. */
  readonly namespaces: readonly string[];
  readonly witness: Witness;
  /** The rules, then the subjects of the bindings. */
  readonly origins: readonly Origin[];
}

/** Who can, and who may because of a role that is not in the input. */
export interface WhoCan {
  readonly holders: readonly RbacHolder[];
  readonly undetermined: readonly { readonly text: string; readonly reason: string }[];
  readonly stopped: string | null;
}

/**
 * Who can make some request of a pattern (as in `must-deny`; users, groups and roles in it are not looked at): users,
 * groups and service accounts through bindings; where nobody is bound, and for roles that no binding names, the roles.
 */
export function rbacWhoCan(
  policy: RbacPolicy,
  pattern: unknown,
  steps: number = DEFAULT_STEPS,
): Parsed<WhoCan> {
  const wanted = readRbacPattern(pattern);
  if (!wanted.ok) return wanted;
  const budget = new Budget(steps);
  const read = readSides([policy], budget);
  if (!read.ok) return { ok: true, value: { holders: [], undetermined: [], stopped: read.reason } };
  const { world } = sideAt(read.sides, 0);
  const found: Found = { holders: [], undetermined: [] };
  try {
    for (const held of world.held.values()) look(held, world, wanted.value.requests, budget, found);
  } catch (error) {
    if (!(error instanceof BudgetSpent)) throw error;
    return { ok: true, value: { ...found, stopped: error.message } };
  }
  return { ok: true, value: { ...found, stopped: null } };
}

interface Found {
  readonly holders: RbacHolder[];
  readonly undetermined: { readonly text: string; readonly reason: string }[];
}

function look(
  { holder, grants }: Held,
  world: World,
  requests: RequestSet,
  budget: Budget,
  found: Found,
): void {
  const rules = scopedRules(world, grants);
  budget.charge(1 + rules.length);
  const matching = rules.filter((rule) => commonRequest(rule, requests) !== null);
  if (matching.length > 0) {
    found.holders.push(described(holder, matching, requests));
    return;
  }
  const missing = holder.kind === 'role' ? [] : missingRoles(world, grants);
  for (const { role } of missing) {
    const reason = `${roleInWords(role)} is not in the input`;
    found.undetermined.push({ text: holderInWords(holder), reason });
  }
}

function described(holder: Holder, rules: readonly ScopedRule[], requests: RequestSet): RbacHolder {
  const [first] = rules;
  const isRole = holder.kind === 'role' || holder.kind === 'anyone';
  const identity = isRole ? null : leastIdentity(holder, () => false);
  const asked = first === undefined ? null : commonRequest(first, requests);
  const places = rules.map(({ namespace }) => namespace);
  return {
    kind: holder.kind,
    name: holder.name,
    text: holderInWords(holder),
    namespaces: places.includes(null) ? [] : [...new Set(places.filter((one) => one !== null))],
    witness: { ...whoOf({ holder, identity }), ...asked },
    origins: originsOf(rules),
  };
}

/** Whether a subject (`{user, groups}`, or `{role}`) can make a request, by the independent evaluator. */
export function rbacCan(
  policies: readonly RbacPolicy[],
  subject: Readonly<Record<string, unknown>>,
  request: Readonly<Record<string, unknown>>,
): Parsed<Evaluation> {
  return evaluateRbac(policies, { ...request, ...subject });
}

/** One concrete request on policies that are in force together, with its trace. */
export function evaluateRbac(
  policies: readonly RbacPolicy[],
  request: unknown,
): Parsed<Evaluation> {
  const read = readRequest(request);
  if (!read.ok) return read;
  const members: unknown[] = policies.map(({ source }) => JSON.parse(source));
  return { ok: true, value: evaluateObjects(members, read.value) };
}
