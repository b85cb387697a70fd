import { recordInventory } from '../../commands/record-inventory.ts';
import { inventoryView, listInventories } from '../../queries/inventory-snapshots.ts';
import { found, type Handlers } from '../handler.ts';
import { answerWith } from './answer-with.ts';

type Names = 'recordInventory' | 'listInventories' | 'getInventory';

/** What is live and what is used. */
export const snapshotHandlers: Pick<Handlers, Names> = {
  recordInventory: async ({ context: { deps }, caller, body }) =>
    answerWith(await recordInventory(deps, caller, body), (id) =>
      inventoryView(deps, caller.workspace, id),
    ),

  listInventories: async ({ context: { deps }, who, query }) => ({
    ok: true,
    value: await listInventories(deps, who.workspace, query),
  }),

  getInventory: async ({ context: { deps }, who, params: { id } }) =>
    found(await inventoryView(deps, who.workspace, id), {
      code: 'UNKNOWN_INVENTORY',
      what: 'snapshot',
      id,
    }),
};
