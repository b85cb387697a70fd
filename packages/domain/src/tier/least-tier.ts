import type { TierRule } from '../roster.ts';
import type { Tier } from '../values.ts';
import { assessTier, heldRules, type TierInput } from './assess-tier.ts';

/** A tier that a change has at least; `isExact` where it has just this one. */
export interface LeastTier {
  readonly tier: Tier;
  readonly isExact: boolean;
}

/**
 * The tier that rules give at least to a change whose authors' kinds are not known (`authors` null), which is all a
 * gate has to go by: rules about authors may or may not hold. With authors it is the tier itself.
 */
export function leastTier(
  input: Omit<TierInput, 'authors'> & { readonly authors: TierInput['authors'] | null },
  rules: readonly TierRule[],
): LeastTier {
  const { authors, ...rest } = input;
  if (authors !== null) {
    return { tier: assessTier({ ...rest, authors }, rules).tier, isExact: true };
  }
  const nobody = { ...rest, authors: [] };
  const [surest] = heldRules(nobody, rules);
  const possible = heldRules(
    nobody,
    rules.filter(({ when }) => when.author !== null).map(withoutAuthor),
  );
  if (surest === undefined) return { tier: possible.length > 0 ? 'T0' : 'T4', isExact: false };
  return { tier: surest.tier, isExact: possible.every(({ tier }) => tier <= surest.tier) };
}

function withoutAuthor(rule: TierRule): TierRule {
  return { ...rule, when: { ...rule.when, author: null } };
}
