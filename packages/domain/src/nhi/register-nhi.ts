import type { CommandOf } from '../command.ts';
import { type EventRule, type Step, streamOf, versioned } from '../event-rule.ts';
import { requireEnvironment } from '../law.ts';
import { requireAccountable, requireHuman } from '../people.ts';
import { accepted, unless } from '../refusal.ts';

/** Registers a non-human identity with the two humans who answer for it. */
export function registerNhi(command: CommandOf<'registerNhi'>): readonly Step[] {
  const { type: _, ...payload } = command;
  return [
    ({ newId }) => accepted([{ type: 'NhiRegistered', stream: streamOf('nhi', newId()), payload }]),
  ];
}

/** NOT_A_HUMAN, NOT_IN_ROSTER, UNKNOWN_ENVIRONMENT, NO_ACCOUNTABLE_HUMAN, ALREADY_EXISTS. */
export const nhiRegistered: EventRule<'NhiRegistered'> = {
  stream: 'nhi',
  judge: (judged) => [
    ...requireHuman(judged),
    ...unless(!judged.state.nhis.has(judged.id), 'ALREADY_EXISTS', 'this identity exists'),
    ...requireEnvironment(judged.ruleSet, judged.payload.environment),
    ...requireAccountable([judged.payload.owner], 'owner', judged),
    ...requireAccountable([judged.payload.backupOwner], 'backup owner', judged),
    ...unless(
      judged.payload.owner !== judged.payload.backupOwner,
      'NO_ACCOUNTABLE_HUMAN',
      'owner and backup owner are the same human',
    ),
  ],
  evolve: (state, event) => ({
    ...state,
    nhis: state.nhis.set(versioned(event).id, {
      ...versioned(event),
      ...event.payload,
      state: 'registered',
      registeredAt: event.at,
    }),
  }),
};
