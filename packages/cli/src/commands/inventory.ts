import type { InventoryReading, Unresolved } from '@countersign/connectors';
import { EXIT } from '../frame/failure.ts';
import type { Given } from '../frame/given.ts';
import type { Io } from '../frame/io.ts';
import { judged } from '../frame/outcome.ts';
import type { Outcome } from '../frame/spec.ts';
import { type InventorySource, readInventory } from '../sources/read-inventory.ts';
import { list, page } from '../terminal/analysis-text.ts';
import { inert, table } from '../terminal/layout.ts';
import type { Style } from '../terminal/style.ts';

/** Reads an inventory offline. Exit 2 when something in it could not be read. */
export async function inventoryRead(given: Given, io: Io): Promise<Outcome> {
  const source = (given.maybe('source') ?? null) as InventorySource | null;
  const reading = await readInventory(given.argument(0), source, given, io);
  const exit = reading.unresolved.length === 0 ? EXIT.holds : EXIT.undetermined;
  return judged(exit, reading, text(reading, io.style));
}

function text({ inventory, found, unresolved }: InventoryReading, style: Style): string {
  const { identities } = inventory;
  const rows = identities.map((one) => [
    inert(one.externalId),
    one.type,
    String(one.policies.length),
    one.missing.length === 0 ? '' : style.yellow(String(one.missing.length)),
    one.lastUsedAt ?? '',
  ]);
  const { source, language, environment, takenAt } = inventory;
  return page([
    `${source} (${language}) of ${inert(environment)}, taken at ${takenAt}`,
    `${identities.length} identities, ${found.length} policies`,
    rows.length === 0
      ? ''
      : table(['identity', 'type', 'policies', 'missing', 'last used'], rows, style),
    unresolvedText(unresolved, style),
  ]);
}

/** What could not be read, each with its place. */
export function unresolvedText(unresolved: readonly Unresolved[], style: Style): string {
  return list(
    'Not read',
    unresolved.map(({ what, why, pointer }) => `${what}: ${why} (${pointer})`),
    style,
  );
}
