import type { CommandOf } from '../command.ts';
import { type EventRule, type Step, streamOf } from '../event-rule.ts';
import { accepted } from '../refusal.ts';
import { coreOf, evolveReview, judgeReview } from './candidate-event.ts';
import { requireReviewer } from './reject-candidate.ts';

/** Sends the candidate back to its authors: it waits for a new revision. */
export function requestChanges(command: CommandOf<'requestChanges'>): readonly Step[] {
  const stream = streamOf('candidate', command.candidate);
  const { reason } = command;
  return [
    ({ actor }) =>
      accepted([{ type: 'ReviewChangesRequested', stream, payload: { human: actor.id, reason } }]),
  ];
}

/** NOT_A_HUMAN, NOT_IN_ROSTER, NOT_ELIGIBLE, UNKNOWN_CANDIDATE, WRONG_STATE, SELF_APPROVAL, DISQUALIFIED. */
export const reviewChangesRequested: EventRule<'ReviewChangesRequested'> = {
  stream: 'candidate',
  judge: (judged) =>
    judgeReview(judged, (candidate) => requireReviewer(judged.payload.human, candidate, judged)),
  evolve: (state, event) =>
    evolveReview(state, event, (candidate) => {
      const { verification, review } = candidate;
      const changesRequested = { ...event.payload, at: event.at };
      return {
        ...coreOf(candidate),
        state: 'changes-requested',
        verification,
        review: { ...review, changesRequested },
      };
    }),
};
