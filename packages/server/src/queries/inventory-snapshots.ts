import type { InventoryView, Page } from '@countersign/api';
import type { Id, InventoryState } from '@countersign/domain';
import { parseSnapshot, type Snapshot } from '@countersign/evidence';
import type { InventoryQuery } from './inventory-views.ts';
import { pageOf } from './page.ts';
import { type QueryDeps, withPeople } from './people.ts';

/** One snapshot in short; `undefined` when there is none of that id. */
export async function inventoryView(
  deps: QueryDeps,
  workspace: Id,
  id: Id,
): Promise<InventoryView | undefined> {
  const found = await deps.store.aggregate(workspace, 'inventory', id);
  return found && viewOf(deps, workspace, found.state);
}

/** The newest snapshots of every environment, kind, language and identity. */
export function listInventories(
  deps: QueryDeps,
  workspace: Id,
  { environment, ...page }: InventoryQuery,
): Promise<Page<InventoryView>> {
  const query = { ...page, filter: { environment } };
  return pageOf(deps, workspace, 'inventory', query, (state) => viewOf(deps, workspace, state));
}

async function viewOf(
  deps: QueryDeps,
  workspace: Id,
  state: InventoryState,
): Promise<InventoryView> {
  const { id, environment, kind, language, nhi, document, takenAt, recordedAt, recordedBy } = state;
  const parsed = parseSnapshot(
    (await deps.store.document(workspace, document)) ?? new Uint8Array(),
  );
  if (!parsed.ok) throw new Error(`document ${document} is no snapshot`);
  const { source, tool, toolVersion } = parsed.value;
  return withPeople(deps, workspace, {
    id,
    environment,
    kind,
    language,
    nhi,
    digest: document,
    takenAt,
    recordedAt,
    recordedBy,
    source,
    tool,
    toolVersion,
    holds: holdsOf(parsed.value),
  });
}

/** What is in it, counted. */
function holdsOf(snapshot: Snapshot): InventoryView['holds'] {
  if (snapshot.kind === 'use') {
    const { requests, unread, from, to } = snapshot;
    return {
      requests: requests.length,
      unread: unread.reduce((sum, { count }) => sum + count, 0),
      from,
      to,
    };
  }
  const { identities, policies, objects } = snapshot;
  return {
    identities: identities.length,
    policies: Object.keys(policies).length,
    objects: objects?.length ?? 0,
    missing: identities.reduce((sum, { missing }) => sum + missing.length, 0),
  };
}
