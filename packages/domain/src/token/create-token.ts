import type { CommandOf } from '../command.ts';
import { type EventRule, type Step, streamOf, versioned } from '../event-rule.ts';
import { isExpired } from '../instant.ts';
import { requireHuman, requireSelf } from '../people.ts';
import { accepted, unless } from '../refusal.ts';

/** Gives an agent or a pipeline a token; the human who acts is its sponsor and answers for its drafts (INV-4). */
export function createToken(command: CommandOf<'createToken'>): readonly Step[] {
  const { type: _, ...terms } = command;
  return [
    ({ actor, newId }) =>
      accepted([
        {
          type: 'TokenCreated',
          stream: streamOf('token', newId()),
          payload: { ...terms, sponsor: actor.id },
        },
      ]),
  ];
}

/** NOT_A_HUMAN, NOT_IN_ROSTER, ALREADY_EXISTS, DATE_NOT_USABLE. */
export const tokenCreated: EventRule<'TokenCreated'> = {
  stream: 'token',
  judge: (judged) => [
    ...requireHuman(judged),
    ...requireSelf(judged.payload.sponsor, judged.actor),
    ...unless(!judged.state.tokens.has(judged.id), 'ALREADY_EXISTS', 'this token exists'),
    ...unless(
      !isExpired(judged.payload.expiresAt, judged.at),
      'DATE_NOT_USABLE',
      `\`${judged.payload.expiresAt}\` is past`,
    ),
  ],
  evolve: (state, event) => ({
    ...state,
    tokens: state.tokens.set(versioned(event).id, {
      ...versioned(event),
      ...event.payload,
      createdAt: event.at,
      revokedAt: null,
    }),
  }),
};
