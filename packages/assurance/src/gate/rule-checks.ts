import {
  type ApprovalStatement,
  describeRuleTree,
  evaluateNewest,
  evaluateRule,
  isTierAtLeast,
  type RuleInput,
  type RuleTree,
  type Verdict,
} from '@countersign/domain';
import type { Refusal } from '@countersign/evidence';
import type { StandingApprovals } from './approval-checks.ts';
import { gateRefusal, unless } from './gate-refusal.ts';
import { isServiceKey } from './release-checks.ts';
import { ratedBy, riskFaults, tierNow } from './risk-checks.ts';
import type { World } from './world.ts';

/**
 * The Verification: signed by a release key then, about this very change, and failed in no test (INV-2). What it left
 * undetermined is held against exceptions with the risk.
 */
export function verificationFaults(world: World): readonly Refusal[] {
  const { bundle, facts, rosters } = world;
  const { claimed } = bundle.release;
  const verification = facts.verification(bundle.verification);
  if (verification === undefined) {
    const message = 'the verification does not verify, or its Summary is not about the same change';
    return [gateRefusal('VERIFICATION_SIGNATURE', message)];
  }
  const known = [...rosters.versions.values()].some(({ document }) =>
    isServiceKey(document, { use: 'release', publicKey: verification.publicKey }, claimed.issuedAt),
  );
  const bound: readonly (readonly [string, unknown, unknown])[] = [
    ['from', verification.from, claimed.from],
    ['to', verification.to, claimed.to],
    ['requirement', verification.requirement, bundle.requirement.digest],
    ['presented', verification.presented, bundle.summary],
  ];
  const { failed } = verification;
  return [
    ...unless(
      known,
      'VERIFICATION_SIGNATURE',
      'the verification is not signed by a release key of the roster',
    ),
    ...bound.flatMap(([field, actual, expected]) =>
      unless(
        actual === expected,
        'BINDING_MISMATCH',
        `the verification is about another \`${field}\``,
        { field },
      ),
    ),
    ...unless(
      failed.length === 0,
      'VERIFICATION_NOT_PASSED',
      `not proved: \`${failed.join('`, `')}\``,
      { tests: failed },
    ),
  ];
}

/**
 * INV-3: the approvals satisfy the rule as their humans signed it *and* the one that governs under the newest
 * RuleSet and Roster of the bundle, both as of the release. Who left since still counts; who was struck off does not.
 */
export function ruleFaults(world: World, approvals: StandingApprovals): readonly Refusal[] {
  const [first] = approvals.statements;
  if (first === undefined) return [notSatisfied('SIGNED_RULE_NOT_SATISFIED', null)];
  const asSigned = evaluateRule({
    name: first.rule.name,
    resolved: first.rule.resolved,
    approvals: approvals.counted,
    rejects: [],
    disqualified: disqualified(first),
  });
  const newest = newestTree(world, first, approvals);
  return [
    // Nothing was released before number 1, so nothing it could be narrower than was ever approved (INV-7).
    ...unless(
      isWithBase(world) || isTierAtLeast(first.tier, 'T3'),
      'BINDING_MISMATCH',
      `the first release of a policy says tier \`${first.tier}\`, which needs a released base`,
      { field: 'tier' },
    ),
    ...riskFaults(world, ratedBy(first)),
    ...(asSigned.status === 'satisfied'
      ? []
      : [notSatisfied('SIGNED_RULE_NOT_SATISFIED', asSigned)]),
    ...(newest?.status === 'satisfied' ? [] : [notSatisfied('NEWEST_RULE_NOT_SATISFIED', newest)]),
  ];
}

/** Released before, or compared with nothing at all, so that all it allows was rated as new. */
function isWithBase({ bundle, facts }: World): boolean {
  const { number, from } = bundle.release.claimed;
  const effects = facts.verification(bundle.verification)?.effects ?? null;
  return number > 1 || (from === null && effects !== null);
}

function newestTree(
  world: World,
  statement: ApprovalStatement,
  { counted }: StandingApprovals,
): RuleTree | null {
  const { bundle, facts, rosters, ruleSets } = world;
  const verdict: Verdict | undefined = facts.verification(bundle.verification)?.verdict;
  if (rosters.newest === null || ruleSets.newest === null || verdict === undefined) return null;
  return evaluateNewest({
    ruleSet: ruleSets.newest.document,
    roster: rosters.newest.document,
    approvals: counted,
    rejects: [],
    scope: {
      environment: bundle.release.claimed.environment,
      tier: tierNow(world, ruleSets.newest.document, ratedBy(statement)),
      verdict,
      resourceOwners: statement.inputs.resourceOwners,
      disqualified: disqualified(statement),
      at: bundle.release.claimed.issuedAt,
    },
  });
}

/** INV-4: authors and owners of the Nhi stay out whether or not the list names them. */
function disqualified({ inputs }: ApprovalStatement): RuleInput['disqualified'] {
  return [
    ...inputs.disqualified,
    ...inputs.authors.map((human) => ({ human, why: 'author' as const })),
    ...inputs.nhiOwners.map((human) => ({ human, why: 'nhi-owner' as const })),
  ];
}

/** A rule that is not satisfied, with its tree. */
export function notSatisfied(
  code: 'SIGNED_RULE_NOT_SATISFIED' | 'NEWEST_RULE_NOT_SATISFIED',
  tree: RuleTree | null,
): Refusal {
  const which =
    code === 'SIGNED_RULE_NOT_SATISFIED'
      ? 'as it was signed'
      : 'under the newest rule set and roster';
  const missing = tree?.missing ?? 'nothing that verifies';
  return gateRefusal(code, `the rule is not satisfied ${which}: missing ${missing}`, {
    tree: tree === null ? [] : describeRuleTree(tree),
  });
}
