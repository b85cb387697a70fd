import type { CommandOf } from '../command.ts';
import { type EventRule, type Step, streamOf } from '../event-rule.ts';
import { requireHuman, requireSelf } from '../people.ts';
import { accepted, refusal, refused, unless } from '../refusal.ts';
import { reviewOf } from '../state.ts';
import { coreOf, evolveReview, judgeReview, unknownCandidate } from './candidate-event.ts';
import { settleCandidate } from './settle-candidate.ts';

/** Takes back the acting human's own approval; the candidate stays approved only where the others suffice. */
export function revokeApproval({ candidate: id }: CommandOf<'revokeApproval'>): readonly Step[] {
  return [
    ({ state, actor }) => {
      const candidate = state.candidates.get(id);
      if (candidate === undefined) return refused(unknownCandidate(id));
      const own = reviewOf(candidate)?.approvals.find((a) => a.human === actor.id);
      if (own === undefined) {
        const message = `\`${actor.id}\` has no approval to take back`;
        return refused([refusal('NOTHING_TO_WITHDRAW', message)]);
      }
      const payload = { human: own.human, approval: own.approval };
      return accepted([
        { type: 'ReviewApprovalRevoked', stream: streamOf('candidate', id), payload },
      ]);
    },
    settleCandidate(id),
  ];
}

/** NOT_A_HUMAN, NOT_IN_ROSTER, UNKNOWN_CANDIDATE, WRONG_STATE, APPROVAL_UNKNOWN. */
export const reviewApprovalRevoked: EventRule<'ReviewApprovalRevoked'> = {
  stream: 'candidate',
  judge: (judged) => [
    ...requireHuman(judged),
    ...requireSelf(judged.payload.human, judged.actor),
    ...judgeReview(judged, (candidate) =>
      unless(
        candidate.review.approvals.some(
          (a) => a.human === judged.payload.human && a.approval === judged.payload.approval,
        ),
        'APPROVAL_UNKNOWN',
        'there is no such approval',
      ),
    ),
  ],
  evolve: (state, event) =>
    evolveReview(state, event, (candidate) => {
      const { verification, review } = candidate;
      const approvals = review.approvals.filter((a) => a.approval !== event.payload.approval);
      const left = { ...review, approvals };
      return { ...coreOf(candidate), state: 'in-review', verification, review: left };
    }),
};
