import type { NhiView } from '@countersign/api';
import { humanId, idArgument, named } from '../client/people.ts';
import { answered, everyPage, signedIn } from '../client/server.ts';
import type { Given } from '../frame/given.ts';
import type { Io } from '../frame/io.ts';
import { done } from '../frame/outcome.ts';
import type { Outcome } from '../frame/spec.ts';
import { fields, inert, table } from '../terminal/layout.ts';

/** Registers an identity with its two accountable people (INV-11). */
export async function nhiRegister(given: Given, io: Io): Promise<Outcome> {
  const server = await signedIn(io);
  const body = {
    environment: given.text('environment'),
    source: given.text('source'),
    externalId: given.text('externalId'),
    name: given.text('name'),
    owner: await humanId(server, given.text('owner')),
    backupOwner: await humanId(server, given.text('backupOwner')),
  };
  const nhi = answered(await server.api.registerNhi({ body }));
  return done(nhi, view(nhi, io));
}

/** Hands an identity over: both accountable people are named anew. */
export async function nhiHandOver(given: Given, io: Io): Promise<Outcome> {
  const id = idArgument(given.argument(0), 'nhi');
  const server = await signedIn(io);
  const body = {
    owner: await humanId(server, given.text('owner')),
    backupOwner: await humanId(server, given.text('backupOwner')),
  };
  const nhi = answered(await server.api.changeNhiOwners({ params: { id }, body }));
  return done(nhi, view(nhi, io));
}

/** The identities, of one Environment where it is named. */
export async function nhiList(given: Given, io: Io): Promise<Outcome> {
  const { api } = await signedIn(io);
  const environment = given.maybe('environment');
  const filter = environment === undefined ? {} : { environment };
  const items = await everyPage((query) => api.listNhis({ query: { ...query, ...filter } }));
  const rows = items.map((nhi) => [
    nhi.id,
    inert(nhi.name ?? ''),
    inert(nhi.environment),
    nhi.state,
    named(nhi.owner, nhi.people),
  ]);
  const text =
    rows.length === 0
      ? 'no identities; `countersign nhi register` adds one'
      : table(['id', 'name', 'environment', 'state', 'owner'], rows, io.style);
  return done({ items }, text);
}

/** One identity. */
export async function nhiShow(given: Given, io: Io): Promise<Outcome> {
  const id = idArgument(given.argument(0), 'nhi');
  const { api } = await signedIn(io);
  const nhi = answered(await api.getNhi({ params: { id } }));
  return done(nhi, view(nhi, io));
}

function view(nhi: NhiView, io: Io): string {
  return fields(
    [
      ['nhi', nhi.id],
      ['name', inert(nhi.name ?? '')],
      ['lives in', `${inert(nhi.source)} as ${inert(nhi.externalId ?? '(erased)')}`],
      ['environment', inert(nhi.environment)],
      ['owner', named(nhi.owner, nhi.people)],
      ['backup owner', named(nhi.backupOwner, nhi.people)],
      ['state', nhi.state],
    ],
    io.style,
  );
}
