import { documentUnknown } from '../law.ts';
import { refusal } from '../refusal.ts';
import type { RuleSet } from '../roster.ts';
import { type AssessedTier, assessTier } from '../tier/assess-tier.ts';
import { type JudgedRisk, judgeRisk } from '../tier/risk.ts';
import { tierOf } from '../tier/tier-of.ts';
import type { Id, Refusal } from '../values.ts';
import type { InReview } from './candidate-event.ts';
import type { SubmissionWorld, Verified } from './submission.ts';

/**
 * The tier of a verified candidate under a RuleSet: what its Verification was recorded with where that is version 1,
 * else computed again, since the rules may have changed. A Verification that is not at hand any more counts as one that
 * no rule speaks about (INV-5).
 */
export function tierUnder(
  ruleSet: RuleSet,
  candidate: Verified,
  { state, facts }: Pick<SubmissionWorld, 'state' | 'facts'>,
): AssessedTier {
  const { tier, reasons, verification } = candidate.verification;
  if (ruleSet.v === 1) return { tier, reasons };
  const proved = facts.verification(verification);
  if (proved === undefined) return assessTier(NOTHING_KNOWN, []);
  const dataClass = facts.requirement(candidate.requirementDigest)?.dataClass ?? null;
  return tierOf(candidate, proved, { state, ruleSet, dataClass });
}

const NOTHING_KNOWN = {
  effects: [],
  verdict: 'undetermined',
  environmentClass: '',
  dataClass: null,
  authors: [],
  facts: [],
} as const;

/**
 * A candidate of that tier held against appetite and what must be decided, under a RuleSet: VERIFICATION_FAILED,
 * EXCEPTION_REQUIRED, ABOVE_APPETITE, DOCUMENT_UNKNOWN. `among` limits the exceptions to those that approvers sign.
 */
export function riskUnder(
  ruleSet: RuleSet,
  candidate: Verified,
  world: Pick<SubmissionWorld, 'state' | 'facts' | 'at'> & {
    readonly tier: AssessedTier['tier'];
    readonly among: readonly Id[] | null;
  },
): JudgedRisk {
  const { verification, outcome, verdict } = candidate.verification;
  const failed = outcome === 'failed' ? [failedCheck()] : [];
  if (ruleSet.v === 1) {
    const isOpen = outcome === 'undetermined' || verdict === 'undetermined';
    return { used: [], refusals: [...failed, ...(isOpen ? [somethingOpen()] : [])] };
  }
  const proved = world.facts.verification(verification);
  if (proved === undefined) {
    return { used: [], refusals: [...failed, documentUnknown(verification, 'verification')] };
  }
  const judged = judgeRisk(ruleSet, {
    environment: candidate.environment,
    policy: candidate.policy,
    dataClass: world.facts.requirement(candidate.requirementDigest)?.dataClass ?? null,
    tier: world.tier,
    verdict,
    undetermined: proved.undetermined,
    constructs: proved.constructs,
    at: world.at,
    among: world.among,
  });
  // No checks at all prove nothing, and there is nothing an exception could name.
  const empty = proved.passed.length === 0 && outcome !== 'failed' ? [somethingOpen()] : [];
  return { used: judged.used, refusals: [...failed, ...empty, ...judged.refusals] };
}

function failedCheck(): Refusal {
  return refusal('VERIFICATION_FAILED', 'a check of this revision failed');
}

function somethingOpen(): Refusal {
  const message =
    'something about this revision is undetermined; it needs an exception that names it';
  return refusal('EXCEPTION_REQUIRED', message);
}

/**
 * What stands against a submitted candidate now: its tier as signed under the rules as signed, and its tier under the
 * newest under the newest, with no other exceptions than its approvers confirm (INV-3).
 */
export function standingRisk(candidate: InReview, world: SubmissionWorld): readonly Refusal[] {
  const { tier, exceptions, rule } = candidate.review.submission;
  const under = (ruleSet: RuleSet, of: AssessedTier['tier']): readonly Refusal[] =>
    riskUnder(ruleSet, candidate, { ...world, tier: of, among: exceptions }).refusals;
  const newest = under(world.ruleSet, tierUnder(world.ruleSet, candidate, world).tier);
  const signed = world.facts.ruleSet(rule.ruleSetDigest);
  if (signed === undefined) return [...newest, documentUnknown(rule.ruleSetDigest, 'rule set')];
  const isSame = rule.ruleSetDigest === world.workspace.ruleSet.digest;
  return isSame || newest.length > 0 ? newest : under(signed, tier);
}
