import type { InventoryView } from '@countersign/api';
import type { InventoryReading } from '@countersign/connectors';
import { idArgument } from '../client/people.ts';
import { answered, everyPage, signedIn } from '../client/server.ts';
import { readDocument } from '../files/read-document.ts';
import { readBytes } from '../files/read-input.ts';
import { EXIT } from '../frame/failure.ts';
import type { Given } from '../frame/given.ts';
import type { Io } from '../frame/io.ts';
import { done } from '../frame/outcome.ts';
import type { Outcome } from '../frame/spec.ts';
import { type InventorySource, readInventory } from '../sources/read-inventory.ts';
import { fields, inert, table } from '../terminal/layout.ts';
import { VERSION } from '../version.ts';
import { unresolvedText } from './inventory.ts';
import { readUses, usedBy } from './use.ts';

/**
 * Reads a file of live policies and keeps it; a file that was read before, by `inventory read --json`, as it is. Exit 2
 * when something in it could not be read: what is kept lacks it.
 */
export async function inventoryRecord(given: Given, io: Io): Promise<Outcome> {
  const { inventory, unresolved } = await inventoryOf(given, io);
  const kept = await recorded({ ...inventory, environment: given.text('environment') }, io);
  if (unresolved.length === 0) return kept;
  return {
    ...kept,
    exit: EXIT.undetermined,
    text: `${kept.text}\n\n${unresolvedText(unresolved, io.style)}`,
  };
}

/** Keeps what one identity was seen to use in a log. */
export async function useRecord(given: Given, io: Io): Promise<Outcome> {
  const where = { subject: given.text('subject'), environment: given.text('environment') };
  return recorded(await useDocument(given.argument(0), given, where), io);
}

/** What a log says that an identity used, as a snapshot; however late it is read, it is as old as its last record. */
export async function useDocument(
  path: string,
  given: Given,
  { subject, environment }: { readonly subject: string; readonly environment: string },
): Promise<Record<string, unknown>> {
  const { digest: _, ...use } = usedBy(await readUses(path, given.maybe('source')), subject);
  const made = { kind: 'use', v: 1, tool: 'countersign', toolVersion: VERSION };
  return { ...made, environment, takenAt: use.to, ...use };
}

type Read = Pick<InventoryReading, 'unresolved'> & { readonly inventory: object };

async function inventoryOf(given: Given, io: Io): Promise<Read> {
  const path = given.argument(0);
  // Standard input is read once.
  const own = path === '-' ? null : await ownFormat(path);
  if (own !== null) return own;
  const source = (given.maybe('source') ?? null) as InventorySource | null;
  return readInventory(path, source, given, io);
}

/** A file in our own format, alone or as `inventory read --json` prints it; null for any other. */
async function ownFormat(path: string): Promise<Read | null> {
  const start = new TextDecoder().decode((await readBytes(path)).subarray(0, 4096));
  if (!/"kind"\s*:\s*"inventory"/.test(start) && !/^\s*\{\s*"inventory"\s*:/.test(start))
    return null;
  const read = await readDocument(path);
  const { inventory = read, unresolved = [] } = read as Partial<Read>;
  return { inventory, unresolved };
}

async function recorded(document: Record<string, unknown>, io: Io): Promise<Outcome> {
  const { api } = await signedIn(io);
  const view = answered(await api.recordInventory({ body: { document } }));
  return done(view, text(view, io));
}

/** The newest snapshots. */
export async function inventoryList(given: Given, io: Io): Promise<Outcome> {
  const { api } = await signedIn(io);
  const environment = given.maybe('environment');
  const filter = environment === undefined ? {} : { environment };
  const items = await everyPage((query) => api.listInventories({ query: { ...query, ...filter } }));
  const rows = items.map((one) => [
    one.id,
    inert(one.environment),
    one.kind,
    one.language,
    one.takenAt,
    holds(one),
  ]);
  const head = ['id', 'environment', 'kind', 'language', 'taken', 'holds'];
  return done({ items }, rows.length === 0 ? NONE : table(head, rows, io.style));
}

const NONE = 'no snapshots; `countersign inventory record` keeps one';

/** One snapshot in short. */
export async function inventoryShow(given: Given, io: Io): Promise<Outcome> {
  const id = idArgument(given.argument(0), 'inventory');
  const { api } = await signedIn(io);
  const view = answered(await api.getInventory({ params: { id } }));
  return done(view, text(view, io));
}

function holds({ holds: inside }: InventoryView): string {
  if ('requests' in inside) {
    const open = inside.unread === 0 ? '' : `, ${inside.unread} records not read`;
    return `${inside.requests} requests from ${inside.from} to ${inside.to}${open}`;
  }
  const { identities, policies, objects, missing } = inside;
  const open = missing === 0 ? '' : `, ${missing} policies not read`;
  return `${identities} identities, ${policies} policies, ${objects} objects${open}`;
}

function text(view: InventoryView, io: Io): string {
  const { recordedBy, people } = view;
  const by = people[recordedBy.id] ?? `${recordedBy.kind} ${recordedBy.id}`;
  return fields(
    [
      ['snapshot', view.id],
      ['environment', inert(view.environment)],
      ['what', `${view.kind}, ${view.language}`],
      ['digest', view.digest],
      ['taken', view.takenAt],
      ['recorded', `${view.recordedAt} by ${inert(by)}`],
      ['read by', `${inert(view.tool)} ${inert(view.toolVersion)} from ${inert(view.source)}`],
      ['holds', holds(view)],
    ],
    io.style,
  );
}
