import { createHash } from 'node:crypto';
import { chmodSync, chownSync, existsSync, mkdirSync, mkdtempSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Env } from '../config/folders.ts';
import type { Account } from './account.ts';
import { PostgresFault, postgresFault } from './fault.ts';
import { firstClosedFolder } from './reach.ts';

/** sun_path holds 107 bytes; PostgreSQL's own name takes part of it, and some systems hold 103. */
const SOCKET_PATH_BYTES_MAX = 100;
/** What a run folder of ours looks like; only such a one is ever removed. */
export const RUN_FOLDER: RegExp = /^\/.*\/cs-[A-Za-z0-9]{6}$/;
const SOCKET_NAME = '.s.PGSQL.5432';
/** Where root keeps what an unprivileged account must reach. */
const SYSTEM_STATE = '/var/lib/countersign';

export interface Place {
  /** PGDATA, owned by the account, 0700. */
  readonly cluster: string;
  /** Where copies of the runtime go. */
  readonly runtimes: string;
  /** Set when the cluster is not under the data folder, with the folder that is closed to the account. */
  readonly moved: { readonly because: string } | null;
}

/** Where the cluster lives: under `data`, or under the system's state folder when the account cannot get there. */
export function clusterPlace(data: string, account: Account, systemState = SYSTEM_STATE): Place {
  const home = resolve(data);
  try {
    mkdirSync(home, { recursive: true, mode: 0o711 });
    if (account.isOther && (statSync(home).mode & 0o001) === 0) chmodSync(home, 0o711);
    const closed = account.isOther ? firstClosedFolder(home, account) : undefined;
    if (closed === undefined) {
      return prepare(join(home, 'postgres'), join(home, 'runtime'), null, account);
    }
    const name = createHash('sha256').update(home).digest('hex').slice(0, 12);
    mkdirSync(join(systemState, name), { recursive: true, mode: 0o755 });
    const moved = { because: closed };
    return prepare(
      join(systemState, name, 'postgres'),
      join(systemState, 'runtime'),
      moved,
      account,
    );
  } catch (cause) {
    throw cause instanceof PostgresFault
      ? cause
      : postgresFault(`prepare \`${home}\``, String(cause), cause);
  }
}

function prepare(
  cluster: string,
  runtimes: string,
  moved: Place['moved'],
  account: Account,
): Place {
  if (!existsSync(cluster)) {
    mkdirSync(cluster, { mode: 0o700 });
    if (account.isOther) chownSync(cluster, account.uid, account.gid);
  }
  const { uid } = statSync(cluster);
  if (uid !== account.uid) {
    throw new PostgresFault(
      'POSTGRES_PERMISSION',
      `the database folder \`${cluster}\` belongs to user id \`${uid}\`, the database runs as \`${account.name}\` (\`${account.uid}\`)`,
      'start as the user who started before, or give the folder to the account',
    );
  }
  return { cluster, runtimes, moved };
}

/** Makes the short 0700 folder of the socket; nobody but the account (and root) reaches the database. */
export function makeRunFolder(account: Account, env: Env): string {
  const own = account.isOther ? undefined : env['XDG_RUNTIME_DIR'];
  const bases = [own, tmpdir(), '/tmp'].filter((base) => base !== undefined && base !== '');
  for (const base of bases) {
    const longest = Buffer.byteLength(join(String(base), 'cs-XXXXXX', SOCKET_NAME));
    if (longest > SOCKET_PATH_BYTES_MAX || !existsSync(String(base))) continue;
    if (firstClosedFolder(String(base), account) !== undefined) continue;
    const folder = mkdtempSync(join(String(base), 'cs-')); // 0700 by definition
    if (account.isOther) chownSync(folder, account.uid, account.gid);
    return folder;
  }
  throw new PostgresFault(
    'POSTGRES_PERMISSION',
    `none of \`${bases.join('`, `')}\` can hold a socket path of at most ${SOCKET_PATH_BYTES_MAX} bytes`,
    'set TMPDIR to a short folder that the database account can enter',
  );
}
