import type { CommandOf } from '../command.ts';
import { type EventRule, type Judged, type Step, streamOf } from '../event-rule.ts';
import { isExpired } from '../instant.ts';
import { requireEligible } from '../people.ts';
import { accepted, unless } from '../refusal.ts';
import type { Id, Refusal } from '../values.ts';
import { requireNotDisqualified } from './approve-candidate.ts';
import { coreOf, evolveReview, type InReview, judgeReview } from './candidate-event.ts';
import { settleCandidate } from './settle-candidate.ts';

/** Blocks the candidate until the reject is withdrawn; ends it when the rule's veto is reached (FORMATS section 6). */
export function rejectCandidate(command: CommandOf<'rejectCandidate'>): readonly Step[] {
  const stream = streamOf('candidate', command.candidate);
  const { reason } = command;
  return [
    ({ actor }) =>
      accepted([{ type: 'ReviewRejected', stream, payload: { human: actor.id, reason } }]),
    settleCandidate(command.candidate),
  ];
}

/** NOT_A_HUMAN, NOT_IN_ROSTER, NOT_ELIGIBLE, UNKNOWN_CANDIDATE, WRONG_STATE, SELF_APPROVAL, DISQUALIFIED, ALREADY_DECIDED. */
export const reviewRejected: EventRule<'ReviewRejected'> = {
  stream: 'candidate',
  judge: (judged) =>
    judgeReview(judged, (candidate) => [
      ...requireReviewer(judged.payload.human, candidate, judged),
      ...unless(
        !candidate.review.rejects.some((r) => r.human === judged.payload.human),
        'ALREADY_DECIDED',
        `\`${judged.payload.human}\` has rejected already`,
      ),
    ]),
  evolve: (state, event) =>
    evolveReview(state, event, (candidate) => {
      const { verification, review } = candidate;
      const { human } = event.payload;
      // Who rejects takes an own approval back with it.
      const approvals = review.approvals.filter((a) => a.human !== human);
      const rejects = [...review.rejects, { ...event.payload, at: event.at }];
      return {
        ...coreOf(candidate),
        state: 'in-review',
        verification,
        review: { ...review, approvals, rejects },
      };
    }),
};

/** An eligible, not disqualified human in person, while the review lasts. */
export function requireReviewer(
  human: Id,
  candidate: InReview,
  judged: Pick<Judged<'ReviewRejected'>, 'state' | 'actor' | 'at' | 'roster'>,
): readonly Refusal[] {
  const { tier, notAfter } = candidate.review.submission;
  const scope = { environment: candidate.environment, tier, at: judged.at };
  return [
    ...requireEligible(human, scope, judged),
    ...requireNotDisqualified(human, candidate),
    ...unless(
      !isExpired(notAfter, judged.at),
      'APPROVAL_EXPIRED',
      `the review ended at \`${notAfter}\``,
    ),
  ];
}
