import type { Digest, DomainEvent, Id, WorkspaceState } from '@countersign/domain';
import type { Pool } from 'pg';
import { postgresLog } from '../log/postgres-log.ts';
import type { Aggregate, AggregateKind, AggregateQuery, Page } from './aggregate.ts';
import { readDocument, readTexts } from './batch.ts';
import { Lane, type LaneOptions, unknownWorkspace } from './lane.ts';
import { postgresAccess, postgresPersons, postgresSetup } from './postgres-records.ts';
import { prune } from './prune.ts';
import type { EventQuery, Store, Workspace } from './store.ts';
import {
  connected,
  isWorkspaceId,
  parseEvent,
  reading,
  type Transaction,
  writing,
} from './transaction.ts';
import { catchUp, emptyView, load } from './workspace-view.ts';

const EVENTS_LIMIT = 1_000;
const PAGE_LIMIT = 50;
const PAGE_LIMIT_MAX = 100;

/** Lanes kept for their caches; idle ones beyond this are dropped. */
const LANES_MAX = 500;

/** The store on PostgreSQL 15 or newer. The pool works as the application role; closing the store ends it. */
export function postgresStore(given: Partial<LaneOptions> & { readonly pool: Pool }): Store {
  const options = { refusals: () => Promise.resolve([]), onFault: () => undefined, ...given };
  const { pool } = options;
  const lanes = new Map<Id, Lane>();
  const lane = (workspace: Id): Lane => {
    const found = lanes.get(workspace) ?? new Lane(workspace, options);
    lanes.set(workspace, found);
    if (lanes.size > LANES_MAX) dropIdle(lanes);
    return found;
  };
  const read = <T>(workspace: Id, use: (tx: Transaction) => Promise<T>): Promise<T> =>
    reading(pool, workspace, use);
  return {
    command: (input, work) =>
      isWorkspaceId(input.workspace)
        ? lane(input.workspace).submit(input, work)
        : Promise.resolve(unknownWorkspace(input.workspace)),
    events: (workspace, query = {}) => read(workspace, (tx) => events(tx, query)),
    state: (workspace, streams) => read(workspace, (tx) => stateOf(tx, lane(workspace), streams)),
    aggregates: (workspace, kind, query = {}) => read(workspace, (tx) => page(tx, kind, query)),
    aggregate: (workspace, kind, id) => read(workspace, (tx) => aggregate(tx, kind, id)),
    document: (workspace, digest) => read(workspace, (tx) => readDocument(tx, digest)),
    documents: (workspace, digests) => read(workspace, (tx) => documents(tx, digests)),
    documentDigests: (workspace) => read(workspace, documentDigests),
    texts: async (workspace, digests) =>
      new Map(
        (await read(workspace, (tx) => readTexts(tx, digests))).map((row) => [
          row.digest,
          row.text,
        ]),
      ),
    saltedText: async (workspace, digest) =>
      (await read(workspace, (tx) => readTexts(tx, [digest])))[0],
    allTexts: (workspace) => read(workspace, (tx) => readTexts(tx, null)),
    createWorkspace: (workspace) =>
      writing(pool, workspace.id, (tx) => createWorkspace(tx, workspace)),
    workspaces: () => connected(pool, workspaces),
    log: postgresLog(pool),
    persons: postgresPersons(pool),
    access: postgresAccess(pool),
    setup: postgresSetup(pool),
    prune: async (at) => {
      const known = await connected(pool, workspaces);
      return prune(
        pool,
        known.map(({ id }) => id),
        at,
      );
    },
    ping: () => connected(pool, async (client) => void (await client.query('select 1'))),
    close: () => pool.end(),
  };
}

function dropIdle(lanes: Map<Id, Lane>): void {
  for (const [workspace, lane] of lanes) if (lane.isIdle) lanes.delete(workspace);
}

async function events(tx: Transaction, query: EventQuery): Promise<DomainEvent[]> {
  const { after = -1, limit = EVENTS_LIMIT, stream = null } = query;
  const rows = await tx.prepared<{ bytes: Buffer }>(
    'events',
    `select bytes from events
     where workspace_id = $1 and seq > $2 and ($4::text is null or stream = $4) order by seq limit $3`,
    [tx.workspace, after, limit, stream],
  );
  return rows.map(({ bytes }) => parseEvent(bytes));
}

async function stateOf(
  tx: Transaction,
  lane: Lane,
  streams: readonly string[] | 'all',
): Promise<WorkspaceState> {
  const text = 'select next_seq - 1 as seq from log_heads where workspace_id = $1';
  const seq = (await tx.prepared<{ seq: number }>('last_seq', text, [tx.workspace]))[0]?.seq ?? -1;
  const cached = lane.view;
  // A snapshot taken before the lane's last commit cannot use what the lane has folded since.
  const start = cached !== undefined && cached.seq <= seq ? cached : emptyView(seq);
  const view = await load(await catchUp(start, seq, tx), streams, tx);
  if (lane.view === cached && view.seq === seq) lane.view = view;
  return view.state;
}

interface AggregateRow {
  readonly id: Id;
  readonly version: number;
  readonly createdSeq: number;
  readonly state: never;
}

const AGGREGATE = 'select id, version, created_seq as "createdSeq", state from aggregates';

async function aggregate<K extends AggregateKind>(
  tx: Transaction,
  kind: K,
  id: Id,
): Promise<Aggregate<K> | undefined> {
  const text = `${AGGREGATE} where workspace_id = $1 and kind = $2 and id = $3`;
  return (
    await tx.prepared<AggregateRow & Record<string, unknown>>('aggregate', text, [
      tx.workspace,
      kind,
      id,
    ])
  )[0];
}

/** Keyset paging by the event that began the aggregate: stable under writes. */
async function page<K extends AggregateKind>(
  tx: Transaction,
  kind: K,
  query: AggregateQuery,
): Promise<Page<Aggregate<K>>> {
  const limit = Math.min(Math.max(query.limit ?? PAGE_LIMIT, 1), PAGE_LIMIT_MAX);
  const before = /^\d{1,15}$/.test(query.cursor ?? '')
    ? Number(query.cursor)
    : Number.MAX_SAFE_INTEGER;
  const { state = null, environment = null, ...rest } = query.filter ?? {};
  const rows = await tx.prepared<AggregateRow & Record<string, unknown>>(
    'aggregates',
    `${AGGREGATE} where workspace_id = $1 and kind = $2 and created_seq < $3
       and ($4::text is null or status = $4) and ($5::text is null or environment = $5) and state @> $6::jsonb
     order by created_seq desc limit $7`,
    [tx.workspace, kind, before, state, environment, JSON.stringify(rest), limit + 1],
  );
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return {
    items,
    next: rows.length > limit && last !== undefined ? String(last.createdSeq) : null,
  };
}

async function documents(
  tx: Transaction,
  digests: readonly Digest[],
): Promise<Map<Digest, Uint8Array>> {
  const rows = await tx.prepared<{ digest: Digest; bytes: Buffer }>(
    'documents',
    'select digest, bytes from documents where workspace_id = $1 and digest = any($2)',
    [tx.workspace, [...digests]],
  );
  return new Map(rows.map(({ digest, bytes }) => [digest, new Uint8Array(bytes)]));
}

async function documentDigests(tx: Transaction): Promise<Digest[]> {
  const text = 'select digest from documents where workspace_id = $1 order by digest';
  return (await tx.rows<{ digest: Digest }>(text, [tx.workspace])).map(({ digest }) => digest);
}

async function createWorkspace(tx: Transaction, workspace: Workspace): Promise<boolean> {
  const made = await tx.rows(
    `insert into workspaces (workspace_id, mode, created_at) values ($1, $2, $3)
     on conflict do nothing returning workspace_id`,
    [workspace.id, workspace.mode, workspace.createdAt],
  );
  if (made.length === 0) return false;
  const text = `insert into log_heads (workspace_id, size, next_seq, frontier) values ($1, 0, 0, '')`;
  await tx.rows(text, [workspace.id]);
  return true;
}

/** The registry of workspaces holds no content and is the one table read without a workspace. */
async function workspaces(client: { query: Pool['query'] }): Promise<Workspace[]> {
  const { rows } = await client.query<Workspace>(
    'select workspace_id as id, mode, created_at as "createdAt" from workspaces order by created_at, workspace_id',
  );
  return rows;
}
