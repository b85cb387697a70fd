import { evaluateNewest, type SignedApproval } from '../rule/evaluate-newest.ts';
import { evaluateRule } from '../rule/evaluate-rule.ts';
import type { RuleTree } from '../rule/rule-tree.ts';
import type { GivenApproval } from '../state.ts';
import type { Id } from '../values.ts';
import { tierUnder } from './assessed-risk.ts';
import type { InReview } from './candidate-event.ts';
import { ruleScope, type SubmissionWorld } from './submission.ts';

/** How a submitted candidate stands: the rule as signed and the rule under the newest law; both must be satisfied. */
export interface Standing {
  readonly asSigned: RuleTree;
  readonly newest: RuleTree;
}

/** INV-3: evaluates the same reviews under the rule frozen at submission and under the newest RuleSet and Roster. */
export function standingOf(candidate: InReview, world: SubmissionWorld): Standing {
  const { approvals, rejects } = candidate.review;
  const signed = approvals.map((a) => signedApproval(a, world));
  return standingWith(
    candidate,
    { approvals: signed, rejects: rejects.map((r) => r.human) },
    world,
  );
}

/** INV-5: the key of an approval that is not at hand any more is nobody's. */
export function signedApproval(
  approval: GivenApproval,
  { facts }: SubmissionWorld,
): SignedApproval {
  return { ...approval, publicKey: facts.approval(approval.approval)?.publicKey ?? '' };
}

/** The same with other reviews: what `simulate` asks. */
export function standingWith(
  candidate: InReview,
  reviews: { readonly approvals: readonly SignedApproval[]; readonly rejects: readonly Id[] },
  world: SubmissionWorld,
): Standing {
  const { rule, inputs } = candidate.review.submission;
  const { ruleSet, roster, at } = world;
  const { name, resolved } = rule;
  return {
    asSigned: evaluateRule({ name, resolved, disqualified: inputs.disqualified, ...reviews }),
    newest: evaluateNewest({
      ruleSet,
      roster,
      scope: ruleScope(candidate, inputs, { tier: tierUnder(ruleSet, candidate, world).tier, at }),
      ...reviews,
    }),
  };
}

/** Whether both hold. */
export function isSatisfied(standing: Standing): boolean {
  return standing.asSigned.status === 'satisfied' && standing.newest.status === 'satisfied';
}

/** What is missing, in words; as signed first. */
export function missingIn(standing: Standing): string {
  return standing.asSigned.missing ?? standing.newest.missing ?? 'nothing';
}
