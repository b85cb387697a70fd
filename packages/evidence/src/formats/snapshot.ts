import { parseCanonical } from '../bytes/canonical.ts';
import { isJsonObject, type Json } from '../bytes/json.ts';
import type { Parsed } from '../refusal.ts';
import { type Inventory, parseInventory } from './inventory.ts';
import { parseUse, type Use } from './use.ts';

/** What is recorded of an environment at one time. */
export type Snapshot = Inventory | Use;

/** Reads an inventory or a use, whichever it says it is. */
export function parseSnapshot(input: Uint8Array | Json): Parsed<Snapshot> {
  const json =
    input instanceof Uint8Array ? parseCanonical(input) : { ok: true as const, value: input };
  if (!json.ok) return json;
  const isUse = isJsonObject(json.value) && json.value['kind'] === 'use';
  return isUse ? parseUse(json.value) : parseInventory(json.value);
}
