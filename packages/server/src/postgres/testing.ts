import { spawn } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { env } from 'node:process';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import type { Anchor } from '../anchor/anchor.ts';
import { fileAnchor } from '../anchor/file-anchor.ts';
import { fileKeys } from '../keys/file-keys.ts';
import { openDatabase, type Storage } from '../store/storage.ts';
import { appPool, type DatabaseAccess, externalDatabase } from './database.ts';
import { takeLock } from './pid-lock.ts';
import { livingProcess } from './process-facts.ts';
import { ROLES } from './settings.ts';

/** Migrated once a run; every test database is a copy of it. */
export const TEMPLATE = 'countersign_template';

const START_PATIENCE_MS = 90_000;
const POLL_MS = 25;

export interface TestDatabase {
  readonly access: DatabaseAccess;
  drop(): Promise<void>;
}

/** A fresh migrated database on the one cluster of this test run; call `drop` at the end of the file. */
export async function testDatabase(): Promise<TestDatabase> {
  const host = await sharedCluster();
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  const admin = (sql: string): Promise<void> =>
    asAdmin({ host, user: ROLES.superuser, database: 'postgres' }, sql);
  await admin(`create database ${name} template ${TEMPLATE} owner ${ROLES.owner}`);
  return {
    access: {
      owner: { host, user: ROLES.owner, database: name },
      app: appPool({ host, user: ROLES.app, database: name }, ''),
    },
    drop: () => admin(`drop database if exists ${name} with (force)`),
  };
}

/** The same on the PostgreSQL of `DATABASE_URL`, or `undefined` when there is none. */
export async function externalTestDatabase(): Promise<TestDatabase | undefined> {
  const given = env['DATABASE_URL'];
  if (!given) return undefined;
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  const url = new URL(given);
  url.pathname = `/${name}`;
  await asAdmin({ connectionString: given }, `create database ${name}`);
  return {
    access: externalDatabase(url.href),
    drop: () =>
      asAdmin({ connectionString: given }, `drop database if exists ${name} with (force)`),
  };
}

export interface TestStorage extends Storage {
  readonly access: DatabaseAccess;
  /** State folder with keys and anchor of this storage. */
  readonly state: string;
}

/** Store, publisher and keys on a fresh database and state folder; `close` removes both. */
export async function testStorage(
  options: { readonly database?: TestDatabase; readonly anchor?: (state: string) => Anchor } = {},
): Promise<TestStorage> {
  const database = options.database ?? (await testDatabase());
  const state = mkdtempSync(join(tmpdir(), 'cs-state-'));
  const anchor = (options.anchor ?? fileAnchor)(state);
  const storage = await openDatabase(database.access, { keys: fileKeys(state), anchor });
  return {
    ...storage,
    access: database.access,
    state,
    close: async () => {
      await storage.close();
      await database.drop();
      rmSync(state, { recursive: true, force: true });
    },
  };
}

async function asAdmin(config: pg.ClientConfig, sql: string): Promise<void> {
  const client = new pg.Client(config);
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

let shared: Promise<string> | undefined;

/** Socket folder of the cluster that all test processes of this checkout share. */
function sharedCluster(): Promise<string> {
  shared ??= findOrStart(runFolder());
  return shared;
}

function runFolder(): string {
  const checkout = createHash('sha256')
    .update(import.meta.url)
    .digest('hex')
    .slice(0, 8);
  const folder = join(tmpdir(), `countersign-tests-${process.getuid?.() ?? 0}-${checkout}`);
  mkdirSync(join(folder, 'leases'), { recursive: true, mode: 0o700 });
  return folder;
}

async function findOrStart(folder: string): Promise<string> {
  writeFileSync(join(folder, 'leases', String(process.pid)), '');
  const until = performance.now() + START_PATIENCE_MS;
  while (performance.now() < until) {
    const running = readInfo(folder);
    if (running !== undefined) return running;
    const lock = takeLock(join(folder, 'start.lock'));
    if ('release' in lock) await startKeeper(folder, until).finally(() => lock.release());
    await wait(POLL_MS);
  }
  throw new Error(`no test database came up: see ${join(folder, 'keeper.log')}`);
}

function readInfo(folder: string): string | undefined {
  try {
    const info = JSON.parse(readFileSync(join(folder, 'info.json'), 'utf8')) as {
      pid: number;
      socketFolder: string;
    };
    return livingProcess(info.pid) === undefined ? undefined : info.socketFolder;
  } catch {
    return undefined;
  }
}

async function startKeeper(folder: string, until: number): Promise<void> {
  if (readInfo(folder) !== undefined) return;
  const log = openSync(join(folder, 'keeper.log'), 'w', 0o600);
  const script = fileURLToPath(new URL('./test-keeper.ts', import.meta.url));
  const keeper = spawn(process.execPath, [script, folder], {
    detached: true,
    stdio: ['ignore', log, log],
  });
  keeper.unref();
  while (performance.now() < until && keeper.exitCode === null) {
    if (readInfo(folder) !== undefined) return;
    await wait(POLL_MS);
  }
}
