import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { closeSync, existsSync, openSync, readFileSync, rmSync, statfsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Env } from '../config/folders.ts';
import { type Account, databaseAccount } from './account.ts';
import { NO_ROOM, PostgresFault, postgresFault, systemFault } from './fault.ts';
import { reapOrphan } from './orphan.ts';
import { type Lock, takeLock } from './pid-lock.ts';
import { clusterPlace, makeRunFolder } from './place.ts';
import { findRuntime, type Runtime } from './runtime.ts';
import { ROLES, serverArguments, writeAccessFiles } from './settings.ts';

const POLL_MS = 10;
/** Redo of a full `max_wal_size` on a slow disk stays well below this. */
const START_PATIENCE_MS = 60_000;
const STOP_PATIENCE_MS = 20_000;
/** A database that dies this often within a minute will not get better by itself. */
const RESTARTS_PER_MINUTE_MAX = 5;
/** Less than this is none: PostgreSQL writes pages of 8 KB. */
const NO_ROOM_BYTES = 64 * 1024;

export interface Cluster {
  /** Folder of the unix socket: `host` for a client. */
  readonly socketFolder: string;
  /** PGDATA. */
  readonly cluster: string;
  readonly account: Account;
  /** Process id of the postmaster now. */
  readonly pid: () => number | undefined;
  /** What a newcomer should know: where things went and what was cleaned up. */
  readonly notes: readonly string[];
  /** Rejects when the database ended and could not be started again. */
  readonly failed: Promise<never>;
  /** Fast, clean shutdown: open transactions roll back, everything committed is on disk. */
  stop(): Promise<void>;
}

export interface ClusterOptions {
  readonly data: string;
  readonly env: Env;
  /** Where root moves the cluster when the account cannot reach `data`; `/var/lib/countersign` unless told. */
  readonly systemState?: string;
}

/** Starts the embedded PostgreSQL of a data folder: lock, reap an orphan, initdb once, start, keep it up. */
export async function startCluster(options: ClusterOptions): Promise<Cluster> {
  const account = databaseAccount();
  const place = clusterPlace(options.data, account, options.systemState);
  const lock = lockFolder(options.data);
  try {
    const notes =
      place.moved === null ? [] : [movedNote(place.cluster, place.moved.because, account)];
    const runtime = findRuntime(account, place.runtimes);
    if (runtime.copiedTo !== null) notes.push(`PostgreSQL runs from a copy in ${runtime.copiedTo}`);
    const reaped = await reapOrphan(place.cluster);
    if (reaped.length > 0)
      notes.push(`ended a database left behind by a killed server (process ${reaped[0]})`);
    if (!existsSync(join(place.cluster, 'PG_VERSION'))) initialise(runtime, place.cluster, account);
    writeAccessFiles(place.cluster, account);
    const run = makeRunFolder(account, options.env);
    const server = new Postmaster({ runtime, cluster: place.cluster, run, account });
    await server.start();
    return { ...server.describe(), notes, stop: () => server.stop().finally(() => lock.release()) };
  } catch (error) {
    lock.release();
    throw systemFault('start the database', error);
  }
}

/** One server per data folder. */
function lockFolder(folder: string): Lock {
  const lock = lockOf(join(folder, 'server.lock'));
  if ('release' in lock) return lock;
  throw new PostgresFault(
    'POSTGRES_ALREADY_RUNNING',
    `another Countersign server (process \`${lock.heldBy}\`) already uses the folder \`${folder}\``,
    'stop it first, or set COUNTERSIGN_DATA to another folder',
  );
}

function lockOf(path: string): ReturnType<typeof takeLock> {
  try {
    return takeLock(path);
  } catch (error) {
    throw systemFault(`write \`${path}\``, error);
  }
}

const movedNote = (cluster: string, closed: string, account: Account): string =>
  `the database is in ${cluster}, because user ${account.name} cannot enter ${closed}`;

const idsOf = (account: Account): { uid?: number; gid?: number } =>
  account.isOther ? { uid: account.uid, gid: account.gid } : {};

/** The builtin C.UTF-8 locale orders alike on every machine and never changes under an index. */
function initialise(runtime: Runtime, cluster: string, account: Account): void {
  const args = [
    '-D',
    cluster,
    '-U',
    ROLES.superuser,
    '-A',
    'peer',
    '-E',
    'UTF8',
    '--no-instructions',
  ];
  const locale = ['--locale-provider=builtin', '--locale=C.UTF-8', '--lc-messages=C'];
  const environment = { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' };
  const ran = spawnSync(runtime.initdb, [...args, ...locale], {
    cwd: cluster,
    encoding: 'utf8',
    env: environment,
    ...idsOf(account),
  });
  if (ran.status === 0) return;
  // initdb removes what it made; PG_VERSION is written first, so a killed one must not pass for a cluster.
  rmSync(join(cluster, 'PG_VERSION'), { force: true });
  throw postgresFault('create the database', ran.error?.message ?? `${ran.stdout}${ran.stderr}`);
}

interface PostmasterInput {
  readonly runtime: Runtime;
  readonly cluster: string;
  readonly run: string;
  readonly account: Account;
}

/** The server process: started, watched, started again when it dies, stopped. */
class Postmaster {
  readonly #input: PostmasterInput;
  #child: ChildProcess | undefined;
  readonly #stopping = new AbortController();
  #restarts: number[] = [];
  readonly #failed: Promise<never>;
  #fail: (error: unknown) => void = () => undefined;

  constructor(input: PostmasterInput) {
    this.#input = input;
    this.#failed = new Promise((_, reject) => {
      this.#fail = reject;
    });
    this.#failed.catch(() => undefined); // observed by whoever asks; never an unhandled rejection
  }

  describe(): Omit<Cluster, 'notes' | 'stop'> {
    const { run, cluster, account } = this.#input;
    return {
      socketFolder: run,
      cluster,
      account,
      pid: () => this.#child?.pid,
      failed: this.#failed,
    };
  }

  async start(): Promise<void> {
    const { runtime, cluster, run, account } = this.#input;
    const log = join(cluster, 'countersign.log');
    const out = openSync(log, 'w', 0o600);
    const child = spawn(runtime.postgres, serverArguments(cluster, run), {
      cwd: cluster,
      env: { LC_ALL: 'C', TZ: 'UTC' },
      stdio: ['ignore', out, out],
      detached: true, // Ctrl-C reaches this process alone, which then stops the database in order
      ...idsOf(account),
    });
    closeSync(out);
    this.#child = child;
    const ended = new Promise<string>((resolve) => {
      child.once('error', (error) => resolve(error.message));
      child.once('exit', (code, signal) =>
        resolve(`exit ${code ?? signal}\n${tail(log)}${roomNote(cluster)}`),
      );
    });
    await this.#ready(child, ended);
    child.unref();
    void ended.then((why) => this.#onEnd(why));
  }

  /** PostgreSQL writes `ready` into line 8 of its pid file once it takes connections. */
  async #ready(child: ChildProcess, ended: Promise<string>): Promise<void> {
    let failure: string | undefined;
    void ended.then((why) => {
      failure = why;
    });
    const until = performance.now() + START_PATIENCE_MS;
    while (performance.now() < until) {
      const lines = tail(join(this.#input.cluster, 'postmaster.pid')).split('\n');
      if (Number(lines[0]) === child.pid && lines[7]?.trim() === 'ready') return;
      await wait(POLL_MS);
      if (failure !== undefined) throw postgresFault('start the database', failure);
    }
    child.kill('SIGQUIT');
    throw postgresFault('start the database', `not ready after ${START_PATIENCE_MS / 1000} s`);
  }

  async #onEnd(why: string): Promise<void> {
    if (this.#stopping.signal.aborted) return;
    const now = performance.now();
    this.#restarts = [...this.#restarts.filter((at) => now - at < 60_000), now];
    try {
      if (this.#restarts.length > RESTARTS_PER_MINUTE_MAX)
        throw postgresFault('keep the database up', why);
      await reapOrphan(this.#input.cluster, this.#input.run);
      if (!this.#stopping.signal.aborted) await this.start();
    } catch (error) {
      this.#fail(error);
    }
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    const child = this.#child;
    if (child !== undefined && child.exitCode === null && child.signalCode === null) {
      child.ref();
      const exit = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGINT');
      const timer = setTimeout(() => child.kill('SIGQUIT'), STOP_PATIENCE_MS);
      await exit;
      clearTimeout(timer);
    }
    rmSync(this.#input.run, { recursive: true, force: true });
  }
}

/** A database without room cannot write down why it ended either. */
function roomNote(folder: string): string {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize < NO_ROOM_BYTES ? `\n${NO_ROOM}` : '';
}

function tail(path: string): string {
  try {
    return readFileSync(path, 'utf8').slice(-4000);
  } catch {
    return '';
  }
}
