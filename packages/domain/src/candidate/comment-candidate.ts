import type { CommandOf } from '../command.ts';
import { type EventRule, type Step, streamOf } from '../event-rule.ts';
import { requireHuman, requireSelf } from '../people.ts';
import { accepted } from '../refusal.ts';
import { evolveCandidate, judgeCandidate } from './candidate-event.ts';

/** Says something about a candidate; it decides nothing. */
export function commentCandidate(command: CommandOf<'commentCandidate'>): readonly Step[] {
  const stream = streamOf('candidate', command.candidate);
  const { comment } = command;
  return [
    ({ actor }) =>
      accepted([{ type: 'ReviewCommented', stream, payload: { human: actor.id, comment } }]),
  ];
}

/** NOT_A_HUMAN, NOT_IN_ROSTER, UNKNOWN_CANDIDATE, WRONG_STATE. */
export const reviewCommented: EventRule<'ReviewCommented'> = {
  stream: 'candidate',
  judge: (judged) => [
    ...requireHuman(judged),
    ...requireSelf(judged.payload.human, judged.actor),
    ...judgeCandidate(judged, () => []),
  ],
  evolve: (state, event) =>
    evolveCandidate(state, event, (candidate) => ({
      ...candidate,
      comments: [...candidate.comments, { ...event.payload, at: event.at }],
    })),
};
