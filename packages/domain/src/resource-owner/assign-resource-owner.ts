import type { CommandOf } from '../command.ts';
import { type EventRule, type Step, streamOf, versioned } from '../event-rule.ts';
import { documentUnknown, requireEnvironment } from '../law.ts';
import { requireAccountable, requireHuman } from '../people.ts';
import { accepted, unless } from '../refusal.ts';

/** Names who answers for resources. It gives no authority: the role in the Roster does (FORMATS section 3). */
export function assignResourceOwner(command: CommandOf<'assignResourceOwner'>): readonly Step[] {
  const { type: _, ...payload } = command;
  return [
    ({ newId }) =>
      accepted([
        { type: 'ResourceOwnerAssigned', stream: streamOf('resource-owner', newId()), payload },
      ]),
  ];
}

/** NOT_A_HUMAN, NOT_IN_ROSTER, UNKNOWN_ENVIRONMENT, NO_ACCOUNTABLE_HUMAN, DOCUMENT_UNKNOWN, ALREADY_EXISTS, NOT_IN_QUORUM. */
export const resourceOwnerAssigned: EventRule<'ResourceOwnerAssigned'> = {
  stream: 'resource-owner',
  judge: (judged) => {
    const { environment, owner, resources } = judged.payload;
    const isKnown = (judged.facts.resourcePatterns(resources)?.length ?? 0) > 0;
    const may = judged.actor.id !== owner || judged.roster.quorum.humans.includes(owner);
    return [
      ...requireHuman(judged),
      ...unless(may, 'NOT_IN_QUORUM', 'only one of the quorum names themselves as an owner'),
      ...unless(!judged.state.resourceOwners.has(judged.id), 'ALREADY_EXISTS', 'this one exists'),
      ...requireEnvironment(judged.ruleSet, environment),
      ...requireAccountable([owner], 'resource owner', judged),
      ...(isKnown ? [] : [documentUnknown(resources, 'list of resource patterns')]),
    ];
  },
  evolve: (state, event) => ({
    ...state,
    resourceOwners: state.resourceOwners.set(versioned(event).id, {
      ...versioned(event),
      ...event.payload,
      assignedAt: event.at,
      removedAt: null,
    }),
  }),
};
