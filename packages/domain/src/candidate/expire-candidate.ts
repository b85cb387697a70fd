import type { CommandOf } from '../command.ts';
import { type EventRule, type Step, streamOf } from '../event-rule.ts';
import { isExpired } from '../instant.ts';
import { requireSystem } from '../people.ts';
import { accepted, unless } from '../refusal.ts';
import { coreOf, evolveReview, judgeReview } from './candidate-event.ts';

/** Records that a review ended undecided. */
export function expireCandidate({ candidate }: CommandOf<'expireCandidate'>): readonly Step[] {
  const stream = streamOf('candidate', candidate);
  return [() => accepted([{ type: 'CandidateExpired', stream, payload: {} }])];
}

/** NOT_THE_SYSTEM, UNKNOWN_CANDIDATE, WRONG_STATE, EVENT_NOT_DUE. */
export const candidateExpired: EventRule<'CandidateExpired'> = {
  stream: 'candidate',
  judge: (judged) => [
    ...requireSystem(judged.actor),
    ...judgeReview(judged, ({ review: { submission } }) =>
      unless(
        isExpired(submission.notAfter, judged.at),
        'EVENT_NOT_DUE',
        `the review lasts until \`${submission.notAfter}\``,
      ),
    ),
  ],
  evolve: (state, event) =>
    evolveReview(state, event, (candidate) => {
      const { verification, review } = candidate;
      return { ...coreOf(candidate), state: 'expired', verification, review };
    }),
};
