import type { CommandOf } from '../command.ts';
import { type EventRule, type Step, streamOf, versioned } from '../event-rule.ts';
import { documentUnknown, requireEnvironment } from '../law.ts';
import { type Presence, requireAccountable, requireHuman } from '../people.ts';
import { accepted, unless } from '../refusal.ts';
import type { Roster } from '../roster.ts';
import { activeHuman } from '../rule/eligibility.ts';
import type { Id, Instant, Refusal } from '../values.ts';

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

/** NOT_A_HUMAN, NOT_IN_ROSTER, UNKNOWN_ENVIRONMENT, NO_ACCOUNTABLE_HUMAN, DOCUMENT_UNKNOWN, ALREADY_EXISTS, NOT_IN_QUORUM, NOT_ELIGIBLE. */
export const resourceOwnerAssigned: EventRule<'ResourceOwnerAssigned'> = {
  stream: 'resource-owner',
  judge: (judged) => {
    const { environment, owner, resources } = judged.payload;
    const isKnown = (judged.facts.resourcePatterns(resources)?.length ?? 0) > 0;
    const may = judged.actor.id !== owner || judged.roster.quorum.humans.includes(owner);
    return [
      ...requireAssigner(judged),
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

/** Who may say who answers for resources, beside the quorum, which gives the roles in the first place. */
const ASSIGNERS: readonly string[] = ['security', 'founder', 'resource-owner'];

/** Owners are called on to approve: whoever could name any would choose the approvers of their own candidates. */
function requireAssigner(judged: Presence): readonly Refusal[] {
  const human = requireHuman(judged);
  if (human.length > 0) return human;
  const { roster, actor, at } = judged;
  return unless(
    mayAssign(roster, actor.id, at),
    'NOT_ELIGIBLE',
    `\`${actor.id}\` cannot name owners of resources: that takes the role \`security\`, \`founder\` or \`resource-owner\`, or a place in the quorum`,
    { human: actor.id },
  );
}

function mayAssign(roster: Roster, human: Id, at: Instant): boolean {
  const roles = activeHuman(roster, human, at)?.roles ?? [];
  return roster.quorum.humans.includes(human) || roles.some((role) => ASSIGNERS.includes(role));
}
