import type { CommandOf } from '../command.ts';
import { type EventRule, type Step, streamOf, versioned } from '../event-rule.ts';
import { requireAccountable, requireHuman } from '../people.ts';
import { accepted, refusal, unless } from '../refusal.ts';

/** Hands an identity to other humans; candidates that stand on the former owners go back. */
export function changeNhiOwner(command: CommandOf<'changeNhiOwner'>): readonly Step[] {
  const { owner, backupOwner } = command;
  const stream = streamOf('nhi', command.nhi);
  return [() => accepted([{ type: 'NhiOwnerChanged', stream, payload: { owner, backupOwner } }])];
}

/** NOT_A_HUMAN, NOT_IN_ROSTER, UNKNOWN_NHI, NO_ACCOUNTABLE_HUMAN, NOTHING_CHANGED; NOT_IN_QUORUM unless an owner or one of the quorum. */
export const nhiOwnerChanged: EventRule<'NhiOwnerChanged'> = {
  stream: 'nhi',
  judge: (judged) => {
    const { owner, backupOwner } = judged.payload;
    const human = requireHuman(judged);
    const nhi = judged.state.nhis.get(judged.id);
    if (nhi === undefined) {
      return [...human, refusal('UNKNOWN_NHI', `there is no identity \`${judged.id}\``)];
    }
    // INV-4: owners cannot approve, so whoever could hand an identity over could choose who may.
    const may =
      [nhi.owner, nhi.backupOwner].includes(judged.actor.id) ||
      judged.roster.quorum.humans.includes(judged.actor.id);
    return [
      ...human,
      ...unless(may, 'NOT_IN_QUORUM', 'only its owners or one of the quorum hand an identity over'),
      ...requireAccountable([owner], 'owner', judged),
      ...requireAccountable([backupOwner], 'backup owner', judged),
      ...unless(
        owner !== backupOwner,
        'NO_ACCOUNTABLE_HUMAN',
        'owner and backup owner are the same human',
      ),
      ...unless(
        nhi.owner !== owner || nhi.backupOwner !== backupOwner,
        'NOTHING_CHANGED',
        'these are the owners already',
      ),
    ];
  },
  evolve: (state, event) => {
    const { id, version } = versioned(event);
    const nhi = state.nhis.get(id);
    if (nhi === undefined) return state;
    return { ...state, nhis: state.nhis.set(id, { ...nhi, version, ...event.payload }) };
  },
};
