import type { CommandOf } from '../command.ts';
import { type EventRule, type Step, streamOf, versioned } from '../event-rule.ts';
import { requireHuman } from '../people.ts';
import { accepted, unless } from '../refusal.ts';
import { requireOpen, unknownGovernance } from './sign-governance.ts';

/** Takes a proposal back. */
export function withdrawGovernance(command: CommandOf<'withdrawGovernance'>): readonly Step[] {
  const stream = streamOf('governance', command.governance);
  const payload = { reason: command.reason };
  return [() => accepted([{ type: 'GovernanceWithdrawn', stream, payload }])];
}

/** NOT_A_HUMAN, NOT_IN_ROSTER, WRONG_STATE; NOT_IN_QUORUM unless the proposer or one of the quorum withdraws. */
export const governanceWithdrawn: EventRule<'GovernanceWithdrawn'> = {
  stream: 'governance',
  judge: (judged) => {
    const human = requireHuman(judged);
    const governance = judged.state.governance.get(judged.id);
    if (governance === undefined) return [...human, ...unknownGovernance(judged.id)];
    const may =
      governance.proposedBy === judged.actor.id ||
      judged.roster.quorum.humans.includes(judged.actor.id);
    return [
      ...human,
      ...requireOpen(governance),
      ...unless(may, 'NOT_IN_QUORUM', 'only the proposer or one of the quorum can withdraw this'),
    ];
  },
  evolve: (state, event) => {
    const { id, version } = versioned(event);
    const governance = state.governance.get(id);
    if (governance === undefined) return state;
    const withdrawn = { ...governance, version, state: 'withdrawn' as const };
    return { ...state, governance: state.governance.set(id, withdrawn) };
  },
};
