import type { TierRule } from '../roster.ts';
import type { Tier } from '../values.ts';
import { assessTier, heldRules, NO_TIER_RULE, type TierInput } from './assess-tier.ts';

/** Why a change is of its tier, and what would lower it. */
export interface ExplainedTier {
  readonly tier: Tier;
  readonly reasons: readonly {
    readonly code: string;
    readonly tier: Tier;
    readonly because: string;
  }[];
  /** What the rules of the highest tier say would make them not hold. */
  readonly lower: readonly string[];
  /** The tier the change would have without one thing that counts now, where that is lower. */
  readonly without: readonly { readonly what: string; readonly tier: Tier }[];
}

/** The same assessment in words, with every single thing tried whose absence would lower it. */
export function explainTier(input: TierInput, rules: readonly TierRule[]): ExplainedTier {
  const { tier } = assessTier(input, rules);
  const held = heldRules(input, rules);
  return {
    tier,
    reasons:
      held.length === 0
        ? [{ code: NO_TIER_RULE, tier, because: 'no tier rule speaks about such a change' }]
        : held.map(({ code, because, ...rule }) => ({ code, tier: rule.tier, because })),
    lower:
      held.length === 0
        ? ['a tier rule that covers it']
        : held.filter((rule) => rule.tier === tier).map((rule) => rule.lower),
    without: alternatives(input)
      .map(({ what, input: other }) => ({ what, tier: assessTier(other, rules).tier }))
      .filter((one) => one.tier < tier),
  };
}

/** The input with one thing less. That a class of data is stated is one thing too: unknown data fits every rule. */
function alternatives(
  input: TierInput,
): readonly { readonly what: string; readonly input: TierInput }[] {
  const { effects, facts, authors, dataClass } = input;
  return [
    ...effects.map((effect) => ({
      what: effect,
      input: { ...input, effects: rest(effects, effect) },
    })),
    ...facts.map((fact) => ({ what: fact, input: { ...input, facts: rest(facts, fact) } })),
    ...authors
      .filter((author) => author !== 'human')
      .map((author) => ({
        what: `author ${author}`,
        input: { ...input, authors: rest(authors, author) },
      })),
    ...(dataClass === null
      ? [{ what: 'a data class that is not stated', input: { ...input, dataClass: OTHER_DATA } }]
      : []),
  ];
}

/** Stands for a class that no rule names: names of classes are lines of visible text. */
const OTHER_DATA = '\u0000';

function rest<T>(all: readonly T[], one: T): readonly T[] {
  return all.filter((member) => member !== one);
}
