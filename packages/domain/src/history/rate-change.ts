import type { Verdict } from '../event.ts';
import { addSeconds } from '../instant.ts';
import type { ApprovalRule, Requires, RuleSet } from '../roster.ts';
import { sourceName } from '../rule/eligibility.ts';
import { applies } from '../rule/resolve-rule.ts';
import { assessTier, type TierInput } from '../tier/assess-tier.ts';
import { appetiteFor } from '../tier/risk.ts';
import { unassessedTier } from '../tier/unassessed-tier.ts';
import type { Instant, Tier } from '../values.ts';

/** One change of a history, with what its tier is computed from. */
export interface PastChange extends TierInput {
  readonly at: Instant;
  readonly environment: string;
}

/** How many approvals of which source; `source` as rule trees print it. */
export interface Need {
  readonly source: string;
  readonly count: number;
}

/** What a rule set would have asked for. */
export interface RatedChange {
  readonly at: Instant;
  readonly environment: string;
  readonly tier: Tier;
  readonly reasons: readonly string[];
  /** The approval rule that governs; null where none does, and the change is refused. */
  readonly rule: string | null;
  readonly needs: readonly Need[];
  /** Above the appetite there, so that it takes an exception; never of RuleSet v1, which has none. */
  readonly isAboveAppetite: boolean;
  readonly isUndetermined: boolean;
}

/** Rates one change under a rule set: its tier, the rule that governs it and whose approvals that takes. */
export function rateChange(ruleSet: RuleSet, change: PastChange): RatedChange {
  const { at, environment, environmentClass, verdict, dataClass } = change;
  const { tier, reasons } = tierIn(ruleSet, change);
  const rule = ruleSet.rules.find((one) => applies(one.if, { verdict, tier, environmentClass }));
  const accepted =
    ruleSet.v === 1
      ? null
      : appetiteFor(ruleSet, { environment, dataClass, at: datedIn(ruleSet, at) });
  const isAbove = ruleSet.v !== 1 && tier !== 'T0' && (accepted === null || tier > accepted.upTo);
  return {
    at,
    environment,
    tier,
    reasons,
    rule: rule?.name ?? null,
    needs: rule === undefined ? [] : needsOf(rule),
    isAboveAppetite: isAbove,
    isUndetermined: verdict === 'undetermined',
  };
}

function tierIn(ruleSet: RuleSet, change: PastChange): { tier: Tier; reasons: readonly string[] } {
  if (ruleSet.v !== 1) return assessTier(change, ruleSet.tierRules);
  const verdict: Verdict = change.verdict;
  return unassessedTier(
    verdict,
    change.facts.includes('base-not-released') ? 'adopted' : 'released',
  );
}

/**
 * The past is rated as if the rules had stood then: an entry that began later counts from its beginning on, so the
 * change is held against the appetite at the later of the two.
 */
function datedIn(ruleSet: RuleSet, at: Instant): Instant {
  if (ruleSet.v === 1) return at;
  const begins = ruleSet.appetite.map(({ since }) => since).toSorted();
  const last = begins.at(-1) ?? at;
  return last > at ? last : at;
}

/** Approvals of a rule by source; of alternatives the first, which is the one a rule's author put first. */
function needsOf({ requires }: ApprovalRule): readonly Need[] {
  const counts = new Map<string, number>();
  for (const { source, count } of leavesOf(requires)) {
    counts.set(source, (counts.get(source) ?? 0) + count);
  }
  return [...counts].map(([source, count]) => ({ source, count }));
}

function leavesOf(requires: Requires): readonly Need[] {
  if ('approve' in requires)
    return [{ source: sourceName(requires.from), count: requires.approve }];
  if ('all' in requires) return requires.all.flatMap(leavesOf);
  const [first] = requires.any;
  return first === undefined ? [] : leavesOf(first);
}

/** The Monday of an instant's week, as a date. */
export function weekOf(at: Instant): string {
  const days = (new Date(at).getUTCDay() + 6) % 7;
  return addSeconds(at, -days * 86_400).slice(0, 10);
}
