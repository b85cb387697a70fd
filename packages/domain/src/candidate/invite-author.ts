import type { CommandOf } from '../command.ts';
import { type EventRule, type Step, streamOf } from '../event-rule.ts';
import { requireActive, requireHuman } from '../people.ts';
import { accepted, unless } from '../refusal.ts';
import type { CandidateState } from '../state.ts';
import type { Id, Refusal } from '../values.ts';
import { evolveCandidate, judgeCandidate } from './candidate-event.ts';

/** Lets another human revise the candidate; from then on that human cannot approve it (INV-4). */
export function inviteAuthor(command: CommandOf<'inviteAuthor'>): readonly Step[] {
  const stream = streamOf('candidate', command.candidate);
  const payload = { human: command.human };
  return [() => accepted([{ type: 'CandidateAuthorInvited', stream, payload }])];
}

/** NOT_A_HUMAN, NOT_IN_ROSTER, UNKNOWN_CANDIDATE, WRONG_STATE, NOT_AN_AUTHOR, NOTHING_CHANGED. */
export const candidateAuthorInvited: EventRule<'CandidateAuthorInvited'> = {
  stream: 'candidate',
  judge: (judged) => [
    ...requireHuman(judged),
    ...judgeCandidate(judged, (candidate) => [
      ...requireAuthor(candidate, [judged.actor.id]),
      ...requireActive(judged.payload.human, judged),
      ...unless(
        !isAuthor(candidate, judged.payload.human),
        'NOTHING_CHANGED',
        `\`${judged.payload.human}\` is an author already`,
      ),
    ]),
  ],
  evolve: (state, event) =>
    evolveCandidate(state, event, (candidate) => ({
      ...candidate,
      authors: [...candidate.authors, { human: event.payload.human, why: 'editor' }],
    })),
};

/** Whether a human is accountable for the candidate's content. */
export function isAuthor(candidate: CandidateState, human: Id): boolean {
  return candidate.authors.some((a) => a.human === human);
}

/** NOT_AN_AUTHOR unless one of them is. */
export function requireAuthor(
  candidate: CandidateState,
  humans: readonly Id[],
): readonly Refusal[] {
  return unless(
    humans.some((human) => isAuthor(candidate, human)),
    'NOT_AN_AUTHOR',
    `\`${humans.join('`, `')}\` is not an author of the candidate`,
  );
}
