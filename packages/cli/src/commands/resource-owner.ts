import { humanId, idArgument, named } from '../client/people.ts';
import { answered, everyPage, signedIn } from '../client/server.ts';
import type { Given } from '../frame/given.ts';
import type { Io } from '../frame/io.ts';
import { done } from '../frame/outcome.ts';
import type { Outcome } from '../frame/spec.ts';
import { inert, table } from '../terminal/layout.ts';

/** Makes a human answer for resources. */
export async function resourceOwnerAssign(given: Given, io: Io): Promise<Outcome> {
  const server = await signedIn(io);
  const body = {
    environment: given.text('environment'),
    resources: [...given.list('resource')],
    owner: await humanId(server, given.text('owner')),
  };
  const assigned = answered(await server.api.assignResourceOwner({ body }));
  const patterns = assigned.resources.map(inert).join(', ');
  return done(
    assigned,
    `${named(assigned.owner, assigned.people)} answers for ${patterns} in ${inert(assigned.environment)}`,
  );
}

/** Ends an assignment; candidates that stand on it are verified again. */
export async function resourceOwnerRemove(given: Given, io: Io): Promise<Outcome> {
  const id = idArgument(given.argument(0), 'resource-owner');
  const { api } = await signedIn(io);
  const body = { reason: given.text('reason') };
  const removed = answered(await api.removeResourceOwner({ params: { id }, body }));
  const patterns = removed.resources.map(inert).join(', ');
  return done(
    removed,
    `${named(removed.owner, removed.people)} no longer answers for ${patterns} in ${inert(removed.environment)}`,
  );
}

/** Who answers for what. */
export async function resourceOwnerList(given: Given, io: Io): Promise<Outcome> {
  const { api } = await signedIn(io);
  const environment = given.maybe('environment');
  const filter = environment === undefined ? {} : { environment };
  const items = await everyPage((query) =>
    api.listResourceOwners({ query: { ...query, ...filter } }),
  );
  const rows = items.map((item) => [
    item.id,
    inert(item.environment),
    named(item.owner, item.people),
    item.resources.map(inert).join(', '),
  ]);
  return done(
    { items },
    rows.length === 0
      ? 'no resource owners'
      : table(['id', 'environment', 'owner', 'resources'], rows, io.style),
  );
}
