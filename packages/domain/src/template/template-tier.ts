import type { Facts, VerificationFacts } from '../facts.ts';
import { environmentOf } from '../law.ts';
import type { AuthorKind, RuleSet } from '../roster.ts';
import type { TemplateState, VerificationRecord } from '../state.ts';
import { type AssessedTier, assessTier } from '../tier/assess-tier.ts';
import { factsOf } from '../tier/tier-of.ts';
import { unassessedTier } from '../tier/unassessed-tier.ts';

/** An instance may be drafted by a person, or by a token of somebody who may instantiate. */
const ANYONE: readonly AuthorKind[] = ['human', 'pipeline', 'agent', 'template'];

/**
 * The highest tier that any instance reaches (R34): everything the envelope allows, from nothing, for data of any class
 * and by whoever may draft. What an instance does beside that is held against it again.
 */
export function templateTier(
  environment: string,
  { verdict, effects }: Pick<VerificationFacts, 'verdict' | 'effects'>,
  ruleSet: RuleSet,
): AssessedTier {
  if (ruleSet.v === 1 || effects === null) return unassessedTier(verdict, 'adopted');
  const environmentClass = environmentOf(ruleSet, environment)?.class ?? '';
  const input = { effects, verdict, environmentClass, dataClass: null, authors: ANYONE };
  return assessTier({ ...input, facts: factsOf(effects) }, ruleSet.tierRules);
}

/**
 * The tier of a verified template under a RuleSet: as recorded where that is version 1, else computed again, since the
 * rules may have changed. A Verification that is not at hand any more counts as one that no rule speaks about (INV-5).
 */
export function templateTierUnder(
  ruleSet: RuleSet,
  template: TemplateState & { readonly verification: VerificationRecord },
  facts: Pick<Facts, 'verification'>,
): AssessedTier {
  const { tier, reasons, verification } = template.verification;
  if (ruleSet.v === 1) return { tier, reasons };
  const proved = facts.verification(verification);
  const unknown = { verdict: 'undetermined', effects: ['NOT_AT_HAND'] } as const;
  return templateTier(template.environment, proved ?? unknown, ruleSet);
}
