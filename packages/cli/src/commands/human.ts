import { answered, signedIn } from '../client/server.ts';
import { isTier, readKey } from '../founding/people-file.ts';
import { badInput } from '../frame/failure.ts';
import type { Given } from '../frame/given.ts';
import type { Io } from '../frame/io.ts';
import { done } from '../frame/outcome.ts';
import type { Outcome } from '../frame/spec.ts';
import { peopleTable } from '../terminal/people-table.ts';
import { proposalText } from '../terminal/proposal-text.ts';

/** Proposes the next Roster with one more human; the quorum signs it like any other. */
export async function humanEnroll(given: Given, io: Io): Promise<Outcome> {
  const person = {
    name: given.text('name'),
    key: await readKey(given.text('key')),
    founder: false,
    roles: given.list('role'),
    accepts: given.list('accepts').map(accepted),
  };
  const { api } = await signedIn(io);
  const roster = answered(await api.getRoster());
  const { newHuman } = await import('../founding/documents.ts');
  const { human, record } = newHuman(person, io.now());
  const document = {
    ...roster.document,
    number: roster.number + 1,
    previous: roster.digest,
    humans: [...roster.document.humans, human],
  };
  const body = { kind: 'roster' as const, document, persons: [record] };
  const proposal = answered(await api.proposeGovernance({ body }));
  const next = `next: the quorum runs  countersign roster sign ${proposal.id} --key PATH`;
  return done({ ...proposal, human: human.id }, `${proposalText(proposal, io)}\n${next}`);
}

/** The humans of the Roster. */
export async function humanList(_given: Given, io: Io): Promise<Outcome> {
  const { api } = await signedIn(io);
  const roster = answered(await api.getRoster());
  const items = roster.document.humans.map((human) => ({
    ...human,
    name: roster.people[human.id] ?? null,
  }));
  return done({ roster: roster.number, items }, peopleTable(roster, io));
}

function accepted(text: string) {
  const cut = text.lastIndexOf('=');
  const upTo = text.slice(cut + 1);
  if (cut > 0 && isTier(upTo)) return { environment: text.slice(0, cut), upTo, until: null };
  throw badInput(
    'BAD_ACCEPTS',
    `\`${text}\` is not \`ENVIRONMENT=TIER\``,
    'such as `staging/*=T3`',
  );
}
