import type { CommandOf } from '../command.ts';
import { type EventRule, type Step, streamOf, versioned } from '../event-rule.ts';
import { requireHuman } from '../people.ts';
import { accepted, refusal, unless } from '../refusal.ts';

/** Ends an assignment; candidates that stand on it go back. */
export function removeResourceOwner(command: CommandOf<'removeResourceOwner'>): readonly Step[] {
  const stream = streamOf('resource-owner', command.resourceOwner);
  const payload = { reason: command.reason };
  return [() => accepted([{ type: 'ResourceOwnerRemoved', stream, payload }])];
}

/** NOT_A_HUMAN, NOT_IN_ROSTER, UNKNOWN_RESOURCE_OWNER, WRONG_STATE; NOT_IN_QUORUM unless the owner or one of the quorum. */
export const resourceOwnerRemoved: EventRule<'ResourceOwnerRemoved'> = {
  stream: 'resource-owner',
  judge: (judged) => {
    const human = requireHuman(judged);
    const assigned = judged.state.resourceOwners.get(judged.id);
    if (assigned === undefined) {
      const message = `there is no resource owner \`${judged.id}\``;
      return [...human, refusal('UNKNOWN_RESOURCE_OWNER', message)];
    }
    const { actor, roster } = judged;
    const may = assigned.owner === actor.id || roster.quorum.humans.includes(actor.id);
    const stands = assigned.removedAt === null;
    return [
      ...human,
      // Whoever could remove owners could choose who is left to approve.
      ...unless(may, 'NOT_IN_QUORUM', 'only the owner or one of the quorum ends an assignment'),
      ...unless(stands, 'WRONG_STATE', 'the resource owner is removed already'),
    ];
  },
  evolve: (state, event) => {
    const { id, version } = versioned(event);
    const assigned = state.resourceOwners.get(id);
    if (assigned === undefined) return state;
    const removed = { ...assigned, version, removedAt: event.at };
    return { ...state, resourceOwners: state.resourceOwners.set(id, removed) };
  },
};
