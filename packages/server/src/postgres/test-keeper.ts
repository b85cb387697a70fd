import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { argv, env } from 'node:process';
import { setTimeout as wait } from 'node:timers/promises';
import { startCluster } from './cluster.ts';
import { embeddedDatabase, migrateDatabase } from './database.ts';
import { livingProcess } from './process-facts.ts';
import { TEMPLATE } from './testing.ts';

/**
 * Keeps one PostgreSQL for every test process of a run: started by the first that needs it, stopped when none that
 * holds a lease lives any more. Run as `node test-keeper.ts FOLDER`.
 */
const POLL_MS = 250;
/** Between two test files of a run there may be nobody. */
const GRACE_MS = 4_000;

async function keep(folder: string): Promise<void> {
  const data = mkdtempSync(join(tmpdir(), 'cs-test-'));
  const cluster = await startCluster({ data, env });
  try {
    await migrateDatabase(await embeddedDatabase(cluster, TEMPLATE));
    const announce = (): void => writeInfo(folder, cluster.socketFolder);
    announce();
    await untilNobody(folder, announce);
  } finally {
    await cluster.stop();
    rmSync(data, { recursive: true, force: true });
    rmSync(cluster.cluster, { recursive: true, force: true });
  }
}

function writeInfo(folder: string, socketFolder: string): void {
  const half = join(folder, `info.${process.pid}`);
  writeFileSync(half, JSON.stringify({ pid: process.pid, socketFolder }));
  renameSync(half, join(folder, 'info.json'));
}

/** A process takes its lease before it reads the announcement, so withdrawing first and looking again misses none. */
async function untilNobody(folder: string, announce: () => void): Promise<void> {
  for (let idle = 0; ; ) {
    await wait(POLL_MS);
    idle = hasLease(folder) ? 0 : idle + POLL_MS;
    if (idle < GRACE_MS) continue;
    rmSync(join(folder, 'info.json'), { force: true });
    if (!hasLease(folder)) return;
    announce();
    idle = 0;
  }
}

function hasLease(folder: string): boolean {
  const leases = join(folder, 'leases');
  mkdirSync(leases, { recursive: true });
  const pids = readdirSync(leases);
  const living = pids.filter((pid) => livingProcess(Number(pid)) !== undefined);
  for (const pid of pids) if (!living.includes(pid)) rmSync(join(leases, pid), { force: true });
  return living.length > 0;
}

await keep(argv[2] ?? '');
