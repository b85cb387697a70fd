import type { CommandOf } from '../command.ts';
import { type EventRule, type Step, streamOf } from '../event-rule.ts';
import { requireHuman, requireSelf } from '../people.ts';
import { accepted, unless } from '../refusal.ts';
import { evolveReview, judgeReview } from './candidate-event.ts';
import { settleCandidate } from './settle-candidate.ts';

/** Lifts the acting human's own reject; nobody else can. */
export function withdrawReject({ candidate }: CommandOf<'withdrawReject'>): readonly Step[] {
  const stream = streamOf('candidate', candidate);
  return [
    ({ actor }) =>
      accepted([{ type: 'ReviewRejectWithdrawn', stream, payload: { human: actor.id } }]),
    settleCandidate(candidate),
  ];
}

/** NOT_A_HUMAN, NOT_IN_ROSTER, UNKNOWN_CANDIDATE, WRONG_STATE, NOTHING_TO_WITHDRAW. */
export const reviewRejectWithdrawn: EventRule<'ReviewRejectWithdrawn'> = {
  stream: 'candidate',
  judge: (judged) => [
    ...requireHuman(judged),
    ...requireSelf(judged.payload.human, judged.actor),
    ...judgeReview(judged, (candidate) =>
      unless(
        candidate.review.rejects.some((r) => r.human === judged.payload.human),
        'NOTHING_TO_WITHDRAW',
        `\`${judged.payload.human}\` has no reject to withdraw`,
      ),
    ),
  ],
  evolve: (state, event) =>
    evolveReview(state, event, (candidate) => {
      const rejects = candidate.review.rejects.filter((r) => r.human !== event.payload.human);
      return { ...candidate, review: { ...candidate.review, rejects } };
    }),
};
