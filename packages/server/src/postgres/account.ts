import { spawnSync } from 'node:child_process';
import { userInfo } from 'node:os';
import { PostgresFault } from './fault.ts';

/** The operating-system account the database runs under. */
export interface Account {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
  /** Whether the database runs under another account than this process (this process is root). */
  readonly isOther: boolean;
}

/** PostgreSQL refuses to run as root, so root lends it one of these, in this order. */
const ACCOUNTS_FOR_ROOT = ['countersign', 'postgres', 'nobody'];

/** The account to run under: this process's own, or as root `countersign`, else `postgres`, else `nobody`. */
export function databaseAccount(lookUp: (name: string) => Ids | undefined = systemIds): Account {
  const own = ownAccount();
  if (own.uid !== 0) return own;
  for (const name of ACCOUNTS_FOR_ROOT) {
    const ids = lookUp(name);
    if (ids !== undefined && ids.uid !== 0) return { name, ...ids, isOther: true };
  }
  throw new PostgresFault(
    'POSTGRES_NO_ACCOUNT',
    `root cannot run PostgreSQL and none of the users \`${ACCOUNTS_FOR_ROOT.join('`, `')}\` exists`,
    'create a system user `countersign`, or run as another user',
  );
}

/** The account of this process; its name is what `peer` authentication sees. */
export function ownAccount(): Account {
  try {
    const { username, uid, gid } = userInfo();
    return { name: username, uid, gid, isOther: false };
  } catch (cause) {
    throw new PostgresFault(
      'POSTGRES_NO_ACCOUNT',
      `user id \`${process.getuid?.() ?? '?'}\` has no entry in the user database, which PostgreSQL needs`,
      'run as a user that `id` knows, or set DATABASE_URL to a PostgreSQL of your own',
      cause,
    );
  }
}

interface Ids {
  readonly uid: number;
  readonly gid: number;
}

function systemIds(name: string): Ids | undefined {
  const id = (flag: string): number => {
    const ran = spawnSync('id', [flag, name], { encoding: 'utf8' });
    return ran.status === 0 ? Number(ran.stdout.trim()) : Number.NaN;
  };
  const uid = id('-u');
  return Number.isInteger(uid) ? { uid, gid: id('-g') } : undefined;
}
