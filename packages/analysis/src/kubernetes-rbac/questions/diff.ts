import { Budget, BudgetSpent, DEFAULT_STEPS } from '../../engine/budget.ts';
import type { DiffResult, Finding, Found, Verdict } from '../../questions/answer.ts';
import { type Holder, holderKey } from '../access/identity.ts';
import { type Worlds, worldsOf } from '../access/world.ts';
import { type Difference, difference } from '../decide/difference.ts';
import { newFindings } from '../findings/findings.ts';
import type { RbacPolicy } from '../model.ts';
import { Replayer } from '../replay/replay.ts';
import { type Classified, classify, type Side } from './ask.ts';
import { assumptionsOf } from './assumptions.ts';

/**
 * What `to` allows that `from` does not, and back, over all requests and all identities. `none` is a proof; `some` has
 * a replayed witness; what hangs on a role that is not in the input stands in `possible`.
 */
export function diffRbac(
  from: RbacPolicy | null,
  to: RbacPolicy | null,
  steps: number = DEFAULT_STEPS,
): DiffResult {
  const budget = new Budget(steps);
  const read = readSides([from, to], budget);
  if (!read.ok) return undecided(read.reason, budget);
  const { sides, worlds } = read;
  const [before, after] = [sideAt(sides, 0), sideAt(sides, 1)];
  const replayer = new Replayer();
  const more = difference(after.world, before.world, budget);
  let spent = budget.spent;
  // What remains is small, and must not fail because a proof took all the steps.
  budget.restart();
  const gained = classify(more, { inside: after, outside: before }, 'allowed', replayer);
  budget.restart();
  const less = difference(before.world, after.world, budget);
  spent += budget.spent;
  budget.restart();
  const lost = classify(less, { inside: before, outside: after }, 'denied', replayer);
  const [allowed, denied] = [wordOf(gained), wordOf(lost)];
  const mismatches = [...gained.findings, ...lost.findings];
  const stopped = [...new Set([...gained.stopped, ...lost.stopped])];
  return {
    // A witness that did not replay puts the whole answer in doubt (DESIGN section 5).
    verdict: mismatches.length > 0 ? 'undetermined' : verdictOf(allowed, denied),
    allowed,
    denied,
    newlyAllowed: gained.certain,
    newlyDenied: lost.certain,
    possible: [...gained.possible, ...lost.possible],
    assumptions: assumptionsOf([from, to], worlds),
    ...(stopped.length > 0 ? { undetermined: stopped } : {}),
    findings: [...mismatches, ...findingsNow(before, after, more, replayer)],
    steps: spent,
  };
}

/** Findings of the resulting set that the set before had not, for those who gain something. */
function findingsNow(before: Side, after: Side, more: Difference, replayer: Replayer): Finding[] {
  if (after.policy === null) return [];
  const gaining = new Set(
    more.gaps.flatMap(({ askers }) => askers.map(({ holder }) => holderKey(holder))),
  );
  const isAsked = (holder: Holder): boolean => gaining.has(holderKey(holder));
  const inspected = { policy: after.policy, world: after.world };
  const earlier = before.policy === null ? null : { policy: before.policy, world: before.world };
  return newFindings(earlier, inspected, replayer, isAsked);
}

/** Worlds of policies made together, unless that alone is more than the budget. */
export function readSides(
  policies: readonly (RbacPolicy | null)[],
  budget: Budget,
):
  | { readonly ok: true; readonly sides: readonly Side[]; readonly worlds: Worlds }
  | { readonly ok: false; readonly reason: string } {
  try {
    const worlds = worldsOf(policies, budget);
    const sides = worlds.worlds.map((world, index) => ({ world, policy: policies[index] ?? null }));
    return { ok: true, sides, worlds };
  } catch (error) {
    if (!(error instanceof BudgetSpent)) throw error;
    return { ok: false, reason: error.message };
  }
}

/** The side at an index; there is one for every policy asked about. */
export function sideAt(sides: readonly Side[], index: number): Side {
  const side = sides[index];
  if (side === undefined) throw new RangeError(`there is no side ${index}`);
  return side;
}

function wordOf({ certain, possible, stopped }: Classified): Found {
  if (certain.length > 0) return 'some';
  return possible.length > 0 || stopped.length > 0 ? 'undetermined' : 'none';
}

function verdictOf(allowed: Found, denied: Found): Verdict {
  if (allowed === 'undetermined' || denied === 'undetermined') return 'undetermined';
  if (allowed === 'none') return denied === 'none' ? 'equivalent' : 'narrower';
  return denied === 'none' ? 'broader' : 'incomparable';
}

function undecided(reason: string, budget: Budget): DiffResult {
  return {
    verdict: 'undetermined',
    allowed: 'undetermined',
    denied: 'undetermined',
    newlyAllowed: [],
    newlyDenied: [],
    possible: [],
    assumptions: [],
    undetermined: [reason],
    findings: [],
    steps: budget.spent,
  };
}
