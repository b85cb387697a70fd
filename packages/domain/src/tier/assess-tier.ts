import { distinct } from '../equality.ts';
import type { Verdict } from '../event.ts';
import type { AuthorKind, TierCondition, TierFact, TierRule } from '../roster.ts';
import type { Tier } from '../values.ts';

/** Everything that a tier rule may look at. */
export interface TierInput {
  /** Codes of what the change does, as analysis found them. */
  readonly effects: readonly string[];
  readonly verdict: Verdict;
  readonly environmentClass: string;
  /** null: the requirement states none; then it may be any. */
  readonly dataClass: string | null;
  /** Every kind that had a hand in the content. */
  readonly authors: readonly AuthorKind[];
  readonly facts: readonly TierFact[];
}

/** A tier with the codes of the rules that hold, the gravest first. */
export interface AssessedTier {
  readonly tier: Tier;
  readonly reasons: readonly string[];
}

/** The reason of a change that no rule speaks about (INV-5): it is of the highest tier. */
export const NO_TIER_RULE = 'NO_TIER_RULE';

/**
 * The highest tier of all rules that hold (R11): explainable, never a sum. Where none holds nobody said how much risk
 * it is, and that counts as the most. A pure function, the same for server, gate and audit.
 */
export function assessTier(input: TierInput, rules: readonly TierRule[]): AssessedTier {
  const held = heldRules(input, rules);
  const [first] = held;
  if (first === undefined) return { tier: 'T4', reasons: [NO_TIER_RULE] };
  return { tier: first.tier, reasons: distinct(held.map(({ code }) => code)) };
}

/** The rules that hold, the gravest first, those of one tier in the order of the rule set. */
export function heldRules(input: TierInput, rules: readonly TierRule[]): readonly TierRule[] {
  return rules
    .filter(({ when }) => holds(when, input))
    .toSorted((left, right) => (left.tier === right.tier ? 0 : left.tier < right.tier ? 1 : -1));
}

/** Whether every member of a condition that is not null holds; an unknown data class fits all. */
export function holds(when: TierCondition, input: TierInput): boolean {
  return (
    meets(when.effects, input.effects) &&
    meets(when.verdict, [input.verdict]) &&
    meets(when.environmentClass, [input.environmentClass]) &&
    (input.dataClass === null || meets(when.dataClass, [input.dataClass])) &&
    meets(when.author, input.authors) &&
    meets(when.facts, input.facts)
  );
}

function meets<T extends string>(wanted: readonly T[] | null, there: readonly T[]): boolean {
  return wanted === null || there.some((one) => wanted.includes(one));
}
