import { addSeconds, type Id, type Instant } from '@countersign/domain';
import type { Pool } from 'pg';
import { connected, type Transaction, writing } from './transaction.ts';

/** How long a request can be sent again under its key and is answered as it was the first time. */
export const IDEMPOTENCY_DAYS = 7;

const DAY_SECONDS = 86_400;
/** One transaction removes no more; what is left goes with the next one, so that no lock is held for long. */
const ROWS_MAX = 5_000;

/** How many rows were removed. */
export interface Pruned {
  readonly sessions: number;
  readonly challenges: number;
  readonly visitCodes: number;
  readonly idempotency: number;
}

/** Removes what has expired at `at`, workspace by workspace, since rows are visible under their workspace alone. */
export async function prune(pool: Pool, workspaces: readonly Id[], at: Instant): Promise<Pruned> {
  const gone = { sessions: 0, challenges: 0, idempotency: 0 };
  const old = addSeconds(at, -IDEMPOTENCY_DAYS * DAY_SECONDS);
  for (const workspace of workspaces) {
    gone.sessions += await removeAll(pool, workspace, 'sessions', at);
    gone.challenges += await removeAll(pool, workspace, 'login_challenges', at);
    gone.idempotency += await removeAll(pool, workspace, 'idempotency', old);
  }
  return { ...gone, visitCodes: await removeVisitCodes(pool, at) };
}

type Table = keyof typeof EXPIRY;

/** The column that says until when, or since when, a row counts. */
const EXPIRY = {
  sessions: 'expires_at',
  login_challenges: 'expires_at',
  idempotency: 'created_at',
} as const;

async function removeAll(
  pool: Pool,
  workspace: Id,
  table: Table,
  before: Instant,
): Promise<number> {
  for (let removed = 0; ; ) {
    const step = await writing(pool, workspace, (tx) => removeSome(tx, table, before));
    removed += step;
    if (step < ROWS_MAX) return removed;
  }
}

async function removeSome(tx: Transaction, table: Table, before: Instant): Promise<number> {
  const text = `delete from ${table} where workspace_id = $1 and ctid = any (array(
      select ctid from ${table} where workspace_id = $1 and ${EXPIRY[table]} <= $2 limit ${ROWS_MAX}))
    returning 1`;
  return (await tx.rows(text, [tx.workspace, before])).length;
}

/** Codes of one-time links stand among the facts of the installation, as `visit/<hash>`. */
const removeVisitCodes = (pool: Pool, at: Instant): Promise<number> =>
  connected(pool, async (client) => {
    const text = `delete from setup where name like 'visit/%' and value ->> 'expiresAt' <= $1`;
    return (await client.query(text, [at])).rowCount ?? 0;
  });
