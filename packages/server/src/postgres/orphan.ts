import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { PostgresFault } from './fault.ts';
import { RUN_FOLDER } from './place.ts';
import { livingProcess, processesIn } from './process-facts.ts';

const POLL_MS = 20;
/** Signals with how long each gets before the next, harsher one (PostgreSQL, "Shutting Down the Server"). */
const POSTMASTER = [
  ['SIGINT', 10_000],
  ['SIGQUIT', 3_000],
  ['SIGKILL', 5_000],
] as const;
/** A child whose postmaster is dead; to it SIGINT would only mean "cancel the query". */
const CHILD = [
  ['SIGQUIT', 3_000],
  ['SIGKILL', 5_000],
] as const;

/**
 * Ends a PostgreSQL that a killed server left behind on `cluster`, and clears its pid file.
 *
 * The pid file alone proves nothing: the id may be reused or a zombie, so process state and command line decide. The
 * caller holds the folder's lock, hence whatever still runs there has no owner.
 *
 * `run` is the run folder still in use; that of an earlier server is removed.
 *
 * @returns the process ids that were ended
 */
export async function reapOrphan(cluster: string, run?: string): Promise<number[]> {
  const pidFile = join(cluster, 'postmaster.pid');
  const lines = readLines(pidFile);
  if (lines === undefined) return [];
  const pid = Number(lines[0]);
  const postmaster = isPostmasterOf(pid, cluster) ? [pid] : [];
  const ended = [...new Set([...postmaster, ...processesIn(cluster)])];
  // A fast shutdown of the postmaster takes its children along; what is left is told one by one.
  await end(postmaster, POSTMASTER, cluster);
  await end(processesIn(cluster), CHILD, cluster);
  rmSync(pidFile, { force: true });
  const left = lines[SOCKET_FOLDER_LINE] ?? '';
  if (left !== run && RUN_FOLDER.test(left)) rmSync(left, { recursive: true, force: true });
  return ended;
}

/** Fifth line of postmaster.pid (PostgreSQL, miscadmin.h). */
const SOCKET_FOLDER_LINE = 4;

function readLines(pidFile: string): string[] | undefined {
  try {
    return readFileSync(pidFile, 'utf8').split('\n');
  } catch {
    return undefined;
  }
}

const isPostmasterOf = (pid: number, cluster: string): boolean => {
  const command = livingProcess(pid)?.command ?? '';
  return /postgres/.test(command) && command.includes(cluster);
};

async function end(
  pids: readonly number[],
  signals: readonly (readonly [NodeJS.Signals, number])[],
  cluster: string,
): Promise<void> {
  let left = pids;
  for (const [signal, patienceMs] of signals) {
    for (const pid of left) kill(pid, signal);
    const until = performance.now() + patienceMs;
    while (left.length > 0 && performance.now() < until) {
      await wait(POLL_MS);
      left = left.filter((pid) => livingProcess(pid) !== undefined);
    }
    if (left.length === 0) return;
  }
  throw new PostgresFault(
    'POSTGRES_STILL_IN_USE',
    `process \`${left.join(', ')}\` of an earlier database server on \`${cluster}\` does not end`,
    'end it by hand and start again',
  );
}

function kill(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // it ended meanwhile
  }
}
