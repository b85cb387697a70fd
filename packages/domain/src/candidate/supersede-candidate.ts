import type { CommandOf } from '../command.ts';
import { type EventRule, type Step, streamOf } from '../event-rule.ts';
import { requireHuman } from '../people.ts';
import { accepted, refusal, unless } from '../refusal.ts';
import { coreOf, evolveCandidate, judgeCandidate } from './candidate-event.ts';
import { requireAuthor } from './invite-author.ts';

/** Ends a candidate because a later one for the same policy takes its place. */
export function supersedeCandidate(command: CommandOf<'supersedeCandidate'>): readonly Step[] {
  const stream = streamOf('candidate', command.candidate);
  const payload = { by: command.by };
  return [() => accepted([{ type: 'CandidateSuperseded', stream, payload }])];
}

/** NOT_A_HUMAN, NOT_IN_ROSTER, UNKNOWN_CANDIDATE, WRONG_STATE, NOT_AN_AUTHOR, ENVIRONMENT_MISMATCH. */
export const candidateSuperseded: EventRule<'CandidateSuperseded'> = {
  stream: 'candidate',
  judge: (judged) => [
    ...requireHuman(judged),
    ...judgeCandidate(judged, (candidate) => {
      const by = judged.state.candidates.get(judged.payload.by);
      const author = requireAuthor(candidate, [judged.actor.id]);
      if (by === undefined || by.id === candidate.id) {
        const message = `there is no other candidate \`${judged.payload.by}\``;
        return [...author, refusal('UNKNOWN_CANDIDATE', message)];
      }
      return [
        ...author,
        ...unless(
          by.policy === candidate.policy,
          'ENVIRONMENT_MISMATCH',
          'the other candidate is for another policy',
        ),
      ];
    }),
  ],
  evolve: (state, event) =>
    evolveCandidate(state, event, (candidate) => ({
      ...coreOf(candidate),
      state: 'superseded',
      by: event.payload.by,
    })),
};
