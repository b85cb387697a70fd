import { randomUUID } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as settle } from 'node:timers/promises';
import { fileAnchor } from '../packages/server/src/anchor/file-anchor.ts';
import { fileKeys } from '../packages/server/src/keys/file-keys.ts';
import { startCluster } from '../packages/server/src/postgres/cluster.ts';
import {
  type DatabaseAccess,
  embeddedDatabase,
  openPool,
} from '../packages/server/src/postgres/database.ts';
import { accepted, founded, grow, input, registered } from '../packages/server/src/store/sample.ts';
import { openDatabase, type Storage } from '../packages/server/src/store/storage.ts';

export const description =
  'acknowledged events per second, one at a time and 32 at once, with 1,000 and 100,000 entries in the log';

const SIZES = [1_000, 100_000];
const MANY = 32;
const MEASURE_MS = 4_000;
const WARM_UP_MS = 500;
const SETTLED_SIZE = 10_000;
const SETTLE_MS = 25_000;

interface Rate {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** Durable commits on the embedded cluster; beside it plain one-row inserts, the floor that PostgreSQL sets. */
export async function run(_options: { readonly json: boolean }): Promise<Record<string, unknown>> {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-bench-'));
  chmodSync(folder, 0o711); // root lends the database another account
  const cluster = await startCluster({ data: join(folder, 'data'), env: process.env });
  try {
    const access = await embeddedDatabase(cluster);
    const trust = {
      keys: fileKeys(join(folder, 'state')),
      anchor: fileAnchor(join(folder, 'state')),
    };
    const storage = await openDatabase(access, trust);
    const figures = await measure(storage, access);
    await storage.close();
    return figures;
  } finally {
    await cluster.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function measure(storage: Storage, access: DatabaseAccess): Promise<Record<string, unknown>> {
  const { store } = storage;
  const workspace = await founded(store);
  await storage.keys.create(workspace);
  const at: Record<string, { single: Rate; many: Rate }> = {};
  for (const size of SIZES) {
    await grow(store, workspace, size);
    // Growing in bulk leaves the database checkpoints and vacuuming that no such log has in real life.
    await settle(size > SETTLED_SIZE ? SETTLE_MS : 0);
    const command = async (): Promise<void> => {
      const idempotency = { key: randomUUID(), request: `sha256:${'0'.repeat(64)}` as const };
      const work = async () => ({ append: [registered(randomUUID())], answer: null });
      accepted(await store.command({ ...input(workspace), idempotency }, work));
    };
    at[size] = { single: await rate(1, command), many: await rate(MANY, command) };
  }
  const plain = await plainInserts(access);
  const [small, large] = SIZES.map((size) => at[size]);
  return {
    entries: at,
    concurrency: MANY,
    growth: {
      single: ratio(large?.single, small?.single),
      many: ratio(large?.many, small?.many),
    },
    peer: { what: 'one-row inserts, each its own durable commit', ...plain },
    ratioToPeer: {
      single: ratio(large?.single, plain.single),
      many: ratio(large?.many, plain.many),
    },
  };
}

async function plainInserts(access: DatabaseAccess): Promise<{ single: Rate; many: Rate }> {
  const pool = openPool({ app: { ...access.owner, max: MANY } });
  try {
    await pool.query('create table plain (id uuid primary key, bytes bytea not null)');
    const bytes = Buffer.alloc(400, 1);
    const insert = (): Promise<unknown> =>
      pool.query({
        name: 'plain',
        text: 'insert into plain values ($1, $2)',
        values: [randomUUID(), bytes],
      });
    return { single: await rate(1, insert), many: await rate(MANY, insert) };
  } finally {
    await pool.end();
  }
}

/** Runs `clients` loops of `act` for a while; only what finished after the warm-up counts. */
async function rate(clients: number, act: () => Promise<unknown>): Promise<Rate> {
  const began = performance.now() + WARM_UP_MS;
  const ends = began + MEASURE_MS;
  const took: number[] = [];
  const client = async (): Promise<void> => {
    for (let from = performance.now(); from < ends; from = performance.now()) {
      await act();
      if (from >= began) took.push(performance.now() - from);
    }
  };
  await Promise.all(Array.from({ length: clients }, client));
  took.sort((a, b) => a - b);
  const quantile = (share: number): number =>
    round(took[Math.floor((took.length - 1) * share)] ?? 0);
  return {
    perSecond: Math.round((took.length * 1000) / MEASURE_MS),
    p50Ms: quantile(0.5),
    p99Ms: quantile(0.99),
  };
}

const round = (value: number): number => Math.round(value * 100) / 100;

const ratio = (a: Rate | undefined, b: Rate | undefined): number =>
  round((a?.perSecond ?? 0) / Math.max(b?.perSecond ?? 0, 1));
