import type { Route } from '../route.ts';
import { inventoryQuery } from '../schemas/inventory.ts';
import { inventoryView, recordInventory } from '../schemas/snapshots.ts';
import { idParams, page } from '../schemas/values.ts';

/** An inventory has 16 MiB at most, as every document; what is around it takes little. */
const INVENTORY_BYTES_MAX = 17 * 1_048_576;

/** What is live and what is used, as programs read it. */
export const snapshotRoutes = {
  recordInventory: {
    method: 'POST',
    path: '/v1/inventories',
    auth: 'draft',
    tag: 'inventory',
    summary: 'Record what was found live, or what an identity was seen to use; agents cannot',
    status: 201,
    produces: 'json',
    body: recordInventory,
    response: inventoryView,
    bodyLimitBytes: INVENTORY_BYTES_MAX,
  },
  listInventories: {
    method: 'GET',
    path: '/v1/inventories',
    auth: 'read',
    tag: 'inventory',
    summary: 'The newest snapshots',
    status: 200,
    produces: 'json',
    query: inventoryQuery,
    response: page(inventoryView),
  },
  getInventory: {
    method: 'GET',
    path: '/v1/inventories/:id',
    auth: 'read',
    tag: 'inventory',
    summary: 'One snapshot in short',
    status: 200,
    produces: 'json',
    params: idParams,
    response: inventoryView,
  },
} as const satisfies Record<string, Route>;
