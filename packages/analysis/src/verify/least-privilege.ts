import type { ObservedRequest, ObservedUse } from '../draft/observed-use.ts';
import type { Evaluation } from '../questions/answer.ts';
import type { Language } from '../questions/language.ts';
import type { Check } from './checks.ts';
import { describeWitness } from './describe-witness.ts';
import { MOST_ACTIONS_NAMED, type Right, rightsOf } from './rights.ts';

/** What a policy allows held against what was seen to be used. Never more than the window shows. */
export interface LeastPrivilege {
  /** The window and what was read in it (RFC 3339). */
  readonly from: string;
  readonly to: string;
  readonly requests: number;
  /** Records that could not be told as requests. */
  readonly unread: number;
  /** Rights that no observed request used, by the element of the canonical policy that gives them; most first. */
  readonly unused: readonly UnusedRights[];
  /** Of how many rights that are counted, how many were used. A wildcard counts for every name the tables have. */
  readonly used: number;
  readonly granted: number;
  /** Observed requests that were answered with yes and that the new policy does not allow. */
  readonly broken: readonly BrokenUse[];
  /** Observed requests about which the answer of the new policy is not certain, in words. */
  readonly undecided: readonly string[];
}

/** Rights of one element that were never used: of how many, how many, and the first of them by name. */
export interface UnusedRights {
  readonly origin: number;
  readonly actions: readonly string[];
  readonly unused: number;
  readonly granted: number;
}

/** A use that the new policy would break. */
export interface BrokenUse {
  readonly request: Readonly<Record<string, unknown>>;
  readonly count: number;
  readonly last: string;
}

/** The policy as it would be in force, with what it is alone. */
export interface UsedPolicy {
  readonly language: Language;
  readonly to: unknown;
  /** Everything in force with the policy in it; the policy alone where that is not known. */
  readonly inForce: unknown;
  /** Whether an element of the policy is what allows, by its place among everything in force. */
  readonly ownIndex: (origin: Evaluation['reasons'][number]) => number | null;
}

/** Holds the policy against the observed requests, one by one, by the independent evaluator. */
export function leastPrivilegeOf(policy: UsedPolicy, use: ObservedUse): LeastPrivilege {
  const rights = rightsOf(policy.language.name, policy.to);
  const answered = use.requests
    .filter(({ refused }) => !refused)
    .map((one) => ({ one, evaluated: evaluate(policy, one) }));
  const usedKeys = new Set(
    answered.flatMap(({ one, evaluated }) =>
      (evaluated?.reasons ?? []).flatMap((origin) => {
        const index = policy.ownIndex(origin);
        return index === null ? [] : rights.keysUsed(index, origin, one.request);
      }),
    ),
  );
  const groups = unusedIn(rights.all, usedKeys);
  const granted = rights.all.reduce((sum, { keys }) => sum + keys.length, 0);
  return {
    from: use.from,
    to: use.to,
    requests: use.requests.reduce((sum, { count }) => sum + count, 0),
    unread: use.unread.reduce((sum, { count }) => sum + count, 0),
    unused: groups,
    used: granted - groups.reduce((sum, { unused }) => sum + unused, 0),
    granted,
    broken: answered.flatMap(({ one, evaluated }) =>
      evaluated !== null && evaluated.decision !== 'allow' && evaluated.errors.length === 0
        ? [{ request: one.request, count: one.count, last: one.last }]
        : [],
    ),
    undecided: answered.flatMap(({ one, evaluated }) =>
      evaluated === null || (evaluated.decision !== 'allow' && evaluated.errors.length > 0)
        ? [`${describeWitness(one.request)}: ${evaluated?.errors.join('; ') ?? 'it is no request'}`]
        : [],
    ),
  };
}

function evaluate(
  { language, inForce }: UsedPolicy,
  { request }: ObservedRequest,
): Evaluation | null {
  const evaluated = language.evaluate([inForce], request);
  return evaluated.ok ? evaluated.value : null;
}

function unusedIn(rights: readonly Right[], used: ReadonlySet<string>): UnusedRights[] {
  return rights
    .map(({ origin, keys, nameOf }) => {
      const unused = keys.filter((key) => !used.has(`${origin} ${key}`));
      return {
        origin,
        actions: unused.slice(0, MOST_ACTIONS_NAMED).map(nameOf),
        unused: unused.length,
        granted: keys.length,
      };
    })
    .filter(({ unused }) => unused > 0)
    .sort((left, right) => right.unused - left.unused || left.origin - right.origin);
}

/** Whether observed use would still be allowed. It is shown, and stands in nobody's way: a log is not a need. */
export function useCheck(found: LeastPrivilege | null, why: string): Check {
  const broken = found?.broken ?? [];
  const undecided = found?.undecided ?? [];
  const isOpen = found === null || (broken.length === 0 && undecided.length > 0);
  return {
    name: 'keeps-observed-use',
    outcome: broken.length > 0 ? 'failed' : isOpen ? 'undetermined' : 'passed',
    group: 'use',
    blocking: false,
    proves: 'every request that was seen in the window and answered with yes is still allowed',
    doesNotProve:
      'that nothing else is needed: a window shows what happened in it, as far as it is logged',
    detail: found === null ? why : useDetail(found),
    ...(broken[0] === undefined ? {} : { witness: broken[0].request }),
  };
}

function useDetail({ broken, undecided, from, to, requests }: LeastPrivilege): string {
  const window = `from ${from} to ${to}, ${requests} requests`;
  if (broken.length > 0) {
    const shown = broken
      .slice(0, 5)
      .map(({ request, count }) => `${describeWitness(request)} (${count} times)`);
    const rest = broken.length - shown.length;
    return `would no longer be allowed: ${shown.join('; ')}${rest > 0 ? ` and ${rest} more` : ''}; ${window}`;
  }
  return undecided.length > 0 ? `not certain: ${undecided.slice(0, 3).join('; ')}` : window;
}

/** What was never used is in the list; whether it goes is a reviewer's matter. */
export function unusedCheck(found: LeastPrivilege | null, why: string): Check {
  return {
    name: 'unused-shown',
    outcome: found === null ? 'undetermined' : 'passed',
    group: 'use',
    blocking: false,
    proves: 'every right of the policy that no request of the window used is in the list',
    doesNotProve:
      'that it was not used outside the window, or in ways that are not logged, such as events of data that no trail records',
    detail: found === null ? why : unusedDetail(found),
  };
}

function unusedDetail({ used, granted, unread, from, to }: LeastPrivilege): string {
  const unknown = unread === 0 ? '' : `; ${unread} records could not be read`;
  return `${granted - used} of ${granted} rights were not used from ${from} to ${to}${unknown}`;
}
