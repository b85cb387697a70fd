import type { CommandOf } from '../command.ts';
import { type EventRule, type Judged, type Step, streamOf } from '../event-rule.ts';
import type { VerifiedApproval } from '../facts.ts';
import { documentUnknown } from '../law.ts';
import { requireEligible } from '../people.ts';
import { accepted, refused, unless } from '../refusal.ts';
import {
  givenSignature,
  judgeApproverNamed,
  judgeAssurance,
  judgeCredential,
  judgeDisqualified,
  judgeFresh,
} from '../rule/signature.ts';
import type { Refusal, Tier } from '../values.ts';
import { approvalBindings, movedFields } from './approval-bindings.ts';
import { standingRisk } from './assessed-risk.ts';
import { evolveReview, type InReview, judgeReview } from './candidate-event.ts';
import { movedBindings } from './moved-bindings.ts';
import { settleCandidate } from './settle-candidate.ts';

/** Records a human's signed approval; the candidate is approved in the same append when the rule is satisfied. */
export function approveCandidate(command: CommandOf<'approveCandidate'>): readonly Step[] {
  return [given(command), settleCandidate(command.candidate)];
}

function given({ candidate, approval }: CommandOf<'approveCandidate'>): Step {
  return (now) => {
    const signed = now.facts.approval(approval);
    // INV-12: whoever is no human hears that first, whatever else is wrong.
    if (now.actor.kind !== 'human') {
      return refused(
        requireEligible(now.actor.id, { environment: '', tier: 'T4', at: now.at }, now),
      );
    }
    if (signed === undefined) return refused([documentUnknown(approval, 'signed approval')]);
    const payload = givenSignature(approval, signed, now);
    return accepted([
      { type: 'ReviewApproved', stream: streamOf('candidate', candidate), payload },
    ]);
  };
}

/**
 * NOT_A_HUMAN, NOT_IN_ROSTER, NOT_ELIGIBLE, UNKNOWN_CANDIDATE, WRONG_STATE, SELF_APPROVAL, DISQUALIFIED,
 * ALREADY_DECIDED, CREDENTIAL_NOT_IN_FORCE, ASSURANCE_TOO_LOW, BINDING_MOVED, BASE_MOVED, APPROVAL_REUSED,
 * APPROVAL_EXPIRED, DOCUMENT_UNKNOWN, ABOVE_APPETITE, EXCEPTION_REQUIRED.
 */
export const reviewApproved: EventRule<'ReviewApproved'> = {
  stream: 'candidate',
  judge: (judged) =>
    judgeReview(judged, (candidate) => {
      const signed = judged.facts.approval(judged.payload.approval);
      if (signed === undefined) {
        return [documentUnknown(judged.payload.approval, 'signed approval')];
      }
      return [
        ...judgeApprover(judged, candidate),
        ...judgeCredential(judged.payload, signed, judged),
        ...judgeAssurance(judged.payload.assurance, scopeOf(candidate), judged),
        ...judgeBindings(judged, candidate, signed),
        ...judgeFreshness(judged, candidate, signed),
        ...standingRisk(candidate, judged),
      ];
    }),
  evolve: (state, event) =>
    evolveReview(state, event, (candidate) => {
      const { review, spentApprovals } = candidate;
      const approvals = [...review.approvals, { ...event.payload, at: event.at }];
      return {
        ...candidate,
        spentApprovals: [...spentApprovals, event.payload.approval],
        review: { ...review, approvals },
      };
    }),
};

type Approved = Judged<'ReviewApproved'>;

/** INV-4: an eligible human in person, not disqualified, once. */
function judgeApprover(judged: Approved, candidate: InReview): readonly Refusal[] {
  const { human } = judged.payload;
  const { tier } = candidate.review.submission;
  const scope = { environment: candidate.environment, tier, at: judged.at };
  return [
    ...requireEligible(human, scope, judged),
    ...requireNotDisqualified(human, candidate),
    ...unless(
      !candidate.review.approvals.some((a) => a.human === human),
      'ALREADY_DECIDED',
      `\`${human}\` has approved already`,
      { human },
    ),
    ...unless(
      !candidate.review.rejects.some((r) => r.human === human),
      'ALREADY_DECIDED',
      `\`${human}\` has rejected; withdraw the reject first`,
      { human },
    ),
  ];
}

/** SELF_APPROVAL for those who wrote it, DISQUALIFIED for the others whom INV-4 bars. */
export function requireNotDisqualified(human: string, candidate: InReview): readonly Refusal[] {
  return judgeDisqualified(human, candidate.review.submission.inputs.disqualified, 'candidate');
}

function scopeOf(candidate: InReview): { readonly environment: string; readonly tier: Tier } {
  return { environment: candidate.environment, tier: candidate.review.submission.tier };
}

function judgeBindings(
  judged: Approved,
  candidate: InReview,
  { statement }: VerifiedApproval,
): readonly Refusal[] {
  return [
    ...movedFields(statement, approvalBindings(candidate, judged)),
    ...judgeApproverNamed(judged.payload, statement, judged),
    ...movedBindings(candidate, judged).map((m) => m.refusal),
  ];
}

function judgeFreshness(
  { at, facts, payload }: Approved,
  candidate: InReview,
  { statement }: VerifiedApproval,
): readonly Refusal[] {
  const { submittedAt, submission } = candidate.review;
  const spent = candidate.spentApprovals.map((approval) => ({
    approval,
    nonce: facts.approval(approval)?.statement.nonce,
  }));
  const round = { submittedAt, notAfter: submission.notAfter, spent };
  return judgeFresh({ ...statement, approval: payload.approval }, round, at);
}
