import {
  type ApprovalStatement,
  environmentOf,
  factsOf,
  isTierAtLeast,
  judgeRisk,
  type LeastTier,
  leastTier,
  type RuleSet,
  type Tier,
  unassessedTier,
  type VerificationFacts,
} from '@countersign/domain';
import type { Refusal } from '@countersign/evidence';
import { gateRefusal, unless } from './gate-refusal.ts';
import type { World } from './world.ts';

/** What a statement says of the risk it accepts: of a change, or of a template that the change is an instance of. */
export interface Rated {
  readonly rule: Pick<ApprovalStatement['rule'], 'ruleSet'>;
  readonly tier: Tier;
  readonly confirmations: Pick<ApprovalStatement['confirmations'], 'exceptions'>;
  /** Kinds of authors of the change; null where they are not known. */
  readonly authors: LeastInput['authors'];
}

type LeastInput = Parameters<typeof leastTier>[0];

/** Who wrote a change is known where no token had a hand in it. */
export function ratedBy(statement: ApprovalStatement): Rated {
  const { rule, tier, confirmations, inputs } = statement;
  return { rule, tier, confirmations, authors: inputs.agents.length === 0 ? ['human'] : null };
}

/**
 * INV-3, INV-5, R11: the tier that approvers signed is not lower than their rule set gives, and appetite and exceptions
 * hold, as signed and under the newest rule set, both as of the release. Exceptions are those the approvers confirmed.
 */
export function riskFaults(world: World, statement: Rated): readonly Refusal[] {
  const verification = world.facts.verification(world.bundle.verification);
  // That it does not verify is told apart; without it nothing is known about the risk.
  if (verification === undefined) return [];
  const signed = world.ruleSets.versions.get(statement.rule.ruleSet)?.document;
  const newest = world.ruleSets.newest?.document;
  if (signed === undefined || newest === undefined) return [];
  const least = tierAt(world, signed, statement);
  const asSigned = heldAgainst(world, signed, { statement, verification, tier: statement.tier });
  const now = tierNow(world, newest, statement);
  return [
    ...unless(
      least === null || isTierAtLeast(statement.tier, least.tier),
      'TIER_TOO_LOW',
      `approved as ${statement.tier}, where rule set ${signed.number} gives at least ${least?.tier}`,
      { signed: statement.tier, least: least?.tier ?? null },
    ),
    ...asSigned,
    ...(newest === signed || asSigned.length > 0
      ? []
      : heldAgainst(world, newest, { statement, verification, tier: now })),
  ];
}

/** The tier under a rule set, which decides what rule governs: just that where it can be computed, else the higher. */
export function tierNow(world: World, ruleSet: RuleSet, statement: Rated): Tier {
  const least = tierAt(world, ruleSet, statement);
  if (least === null) return statement.tier;
  return least.isExact || least.tier > statement.tier ? least.tier : statement.tier;
}

/** null where nothing is known of the change. */
export function tierAt(
  { bundle, facts }: World,
  ruleSet: RuleSet,
  { authors }: Pick<Rated, 'authors'>,
): LeastTier | null {
  const verification = facts.verification(bundle.verification);
  if (verification === undefined) return null;
  const { claimed } = bundle.release;
  const { verdict, effects } = verification;
  // Nothing was released before number 1, so nothing it could be compared with was ever approved.
  const isReleased = claimed.number > 1;
  if (ruleSet.v === 1 || effects === null) {
    const { tier } = unassessedTier(verdict, isReleased ? 'released' : 'adopted');
    return { tier, isExact: true };
  }
  const base = isReleased || claimed.from === null ? [] : (['base-not-released'] as const);
  return leastTier(
    {
      effects,
      verdict,
      environmentClass: environmentOf(ruleSet, claimed.environment)?.class ?? '',
      dataClass: bundle.requirement.document.dataClass,
      authors,
      facts: [...base, ...factsOf(effects)],
    },
    ruleSet.tierRules,
  );
}

function heldAgainst(
  { bundle }: World,
  ruleSet: RuleSet,
  {
    statement,
    verification,
    tier,
  }: {
    readonly statement: Rated;
    readonly verification: VerificationFacts;
    readonly tier: Tier;
  },
): readonly Refusal[] {
  const { claimed } = bundle.release;
  const { refusals } = judgeRisk(ruleSet, {
    environment: claimed.environment,
    policy: claimed.policy,
    dataClass: bundle.requirement.document.dataClass,
    tier,
    verdict: verification.verdict,
    undetermined: verification.undetermined,
    constructs: verification.constructs,
    at: claimed.issuedAt,
    among: statement.confirmations.exceptions.ids,
  });
  return refusals.map(({ code, message, details }) =>
    code === 'ABOVE_APPETITE'
      ? gateRefusal('ABOVE_APPETITE', message, details)
      : gateRefusal('VERIFICATION_NOT_PASSED', openInWords(message, verification), details),
  );
}

function openInWords(message: string, { undetermined }: VerificationFacts): string {
  if (undetermined.length === 0) return message;
  return `not proved: \`${undetermined.join('`, `')}\`: ${message}`;
}
