import type { CommandOf } from '../command.ts';
import { type EventRule, type Step, streamOf, versioned } from '../event-rule.ts';
import { requireHuman } from '../people.ts';
import { accepted, refusal, unless } from '../refusal.ts';

/** Ends a token at once. */
export function revokeToken(command: CommandOf<'revokeToken'>): readonly Step[] {
  const stream = streamOf('token', command.token);
  return [() => accepted([{ type: 'TokenRevoked', stream, payload: {} }])];
}

/** NOT_A_HUMAN, NOT_IN_ROSTER, UNKNOWN_TOKEN, WRONG_STATE; NOT_THE_SPONSOR unless the sponsor or one of the quorum. */
export const tokenRevoked: EventRule<'TokenRevoked'> = {
  stream: 'token',
  judge: (judged) => {
    const human = requireHuman(judged);
    const token = judged.state.tokens.get(judged.id);
    if (token === undefined) {
      return [...human, refusal('UNKNOWN_TOKEN', `there is no token \`${judged.id}\``)];
    }
    const { actor, roster } = judged;
    const may = token.sponsor === actor.id || roster.quorum.humans.includes(actor.id);
    return [
      ...human,
      ...unless(may, 'NOT_THE_SPONSOR', 'only its sponsor or one of the quorum can revoke a token'),
      ...unless(token.revokedAt === null, 'WRONG_STATE', 'the token is revoked already'),
    ];
  },
  evolve: (state, event) => {
    const { id, version } = versioned(event);
    const token = state.tokens.get(id);
    if (token === undefined) return state;
    return { ...state, tokens: state.tokens.set(id, { ...token, version, revokedAt: event.at }) };
  },
};
