import type { CommandOf } from '../command.ts';
import { type EventRule, type Step, streamOf } from '../event-rule.ts';
import { requireHuman } from '../people.ts';
import { accepted } from '../refusal.ts';
import { coreOf, evolveCandidate, judgeCandidate } from './candidate-event.ts';
import { requireAuthor } from './invite-author.ts';

/** Ends a candidate at its author's word. */
export function withdrawCandidate(command: CommandOf<'withdrawCandidate'>): readonly Step[] {
  const stream = streamOf('candidate', command.candidate);
  const payload = { reason: command.reason };
  return [() => accepted([{ type: 'CandidateWithdrawn', stream, payload }])];
}

/** NOT_A_HUMAN, NOT_IN_ROSTER, UNKNOWN_CANDIDATE, WRONG_STATE, NOT_AN_AUTHOR. */
export const candidateWithdrawn: EventRule<'CandidateWithdrawn'> = {
  stream: 'candidate',
  judge: (judged) => [
    ...requireHuman(judged),
    ...judgeCandidate(judged, (candidate) => requireAuthor(candidate, [judged.actor.id])),
  ],
  evolve: (state, event) =>
    evolveCandidate(state, event, (candidate) => ({
      ...coreOf(candidate),
      state: 'withdrawn',
      reason: event.payload.reason,
    })),
};
