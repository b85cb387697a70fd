import type { RosterView } from '@countersign/api';
import { named } from '../client/people.ts';
import type { Io } from '../frame/io.ts';
import { inert, table } from './layout.ts';

/** Names, roles, authority and keys. */
export function peopleTable(roster: RosterView, io: Io): string {
  const rows = roster.document.humans.map((human) => [
    named(human.id, roster.people),
    human.roles.map(inert).join(', '),
    human.accepts.map(({ environment, upTo }) => `${inert(environment)} ${upTo}`).join(', '),
    human.credentials.map(({ assurance }) => assurance).join(', '),
    human.id,
  ]);
  return table(['name', 'roles', 'accepts up to', 'keys', 'id'], rows, io.style);
}
