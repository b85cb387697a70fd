import { isSame } from '../equality.ts';
import { type EventRule, type Step, streamOf } from '../event-rule.ts';
import { isExpired } from '../instant.ts';
import { accepted, refusal, unless } from '../refusal.ts';
import { isVetoed, vetoers } from '../rule/evaluate-rule.ts';
import { reviewOf } from '../state.ts';
import type { Id } from '../values.ts';
import { standingRisk } from './assessed-risk.ts';
import { coreOf, evolveReview, type InReview, judgeReview } from './candidate-event.ts';
import { movedBindings } from './moved-bindings.ts';
import { isSatisfied, missingIn, standingOf } from './standing.ts';

/** After a review: ends the candidate when the veto is reached, approves it when the rule is satisfied. */
export function settleCandidate(id: Id): Step {
  return (now) => {
    const candidate = now.state.candidates.get(id);
    if (candidate?.state !== 'in-review') return accepted([]);
    const stream = streamOf('candidate', id);
    const { rule } = candidate.review.submission;
    const rejecting = candidate.review.rejects.map((r) => r.human);
    if (isVetoed(rule.resolved, rejecting)) {
      const payload = { by: vetoers(rule.resolved, rejecting) };
      return accepted([{ type: 'CandidateRejected', stream, payload }]);
    }
    const isDue =
      !isExpired(candidate.review.submission.notAfter, now.at) &&
      isSatisfied(standingOf(candidate, now)) &&
      standingRisk(candidate, now).length === 0 &&
      movedBindings(candidate, now).length === 0;
    const payload = { approvals: approvalsOf(candidate) };
    return accepted(isDue ? [{ type: 'CandidateApproved', stream, payload }] : []);
  };
}

function approvalsOf(candidate: InReview): InReview['review']['approvals'][number]['approval'][] {
  return candidate.review.approvals.map((a) => a.approval);
}

/**
 * INV-1, INV-2: RULE_NOT_SATISFIED unless eligible humans satisfied the rule, as signed and under the newest law;
 * APPROVAL_EXPIRED after the review ended; ABOVE_APPETITE and EXCEPTION_REQUIRED where that much risk is not accepted.
 */
export const candidateApproved: EventRule<'CandidateApproved'> = {
  stream: 'candidate',
  judge: (judged) =>
    judgeReview(judged, (candidate) => {
      const standing = standingOf(candidate, judged);
      const { notAfter } = candidate.review.submission;
      return [
        ...unless(
          !isExpired(notAfter, judged.at),
          'APPROVAL_EXPIRED',
          `the review ended at \`${notAfter}\``,
        ),
        ...unless(isSatisfied(standing), 'RULE_NOT_SATISFIED', `missing ${missingIn(standing)}`, {
          ...standing,
        }),
        ...unless(
          isSame(judged.payload.approvals, approvalsOf(candidate)),
          'BINDING_MOVED',
          'the approvals named are not those given',
        ),
        ...movedBindings(candidate, judged).map((m) => m.refusal),
        ...standingRisk(candidate, judged),
      ];
    }),
  evolve: (state, event) =>
    evolveReview(state, event, (candidate) => {
      const { verification, review } = candidate;
      return { ...coreOf(candidate), state: 'approved', verification, review };
    }),
};

/** RULE_NOT_SATISFIED unless the veto is reached by those named. */
export const candidateRejected: EventRule<'CandidateRejected'> = {
  stream: 'candidate',
  judge: (judged) =>
    judgeReview(judged, (candidate) => {
      const { resolved } = candidate.review.submission.rule;
      const rejecting = (reviewOf(candidate)?.rejects ?? []).map((r) => r.human);
      const isDue =
        isVetoed(resolved, rejecting) && isSame(judged.payload.by, vetoers(resolved, rejecting));
      return isDue ? [] : [refusal('RULE_NOT_SATISFIED', 'the veto of the rule is not reached')];
    }),
  evolve: (state, event) =>
    evolveReview(state, event, (candidate) => {
      const { verification, review } = candidate;
      return { ...coreOf(candidate), state: 'rejected', verification, review };
    }),
};
