import type { ErrorRows } from './error-row.ts';

/** What stops a program on the operator's or the caller's machine. */
export const operationErrors = {
  AMBIGUOUS_HUMAN: { status: null, help: 'Give the id instead of the name.' },
  AMBIGUOUS_NHI: { status: null, help: 'Give the id instead of the name.' },
  BAD_CONFIG: { status: null, help: 'Run `countersign login` again.' },
  BAD_DURATION: { status: null, help: 'Write a duration such as `90d` or `12h`.' },
  BAD_ID: { status: null, help: 'Give a UUID; the list commands print them.' },
  BAD_SERVICE_TIME: {
    status: null,
    help: 'Give a tier and minutes, such as `--service T3=20`; repeat the option for others.',
  },
  NO_HISTORY: {
    status: null,
    help: 'Give JSON Lines with `at`, `environment` and either `from` and `to` or `effects` and `verdict`.',
  },
  NOT_AMONG_FOUNDERS: {
    status: null,
    help: 'Name a founder in `acceptedBy` of the environments file, or leave it out.',
  },
  TOO_MANY_LINES: { status: null, help: 'Split the file, or take a part of the history.' },
  TWO_RULE_SETS: { status: null, help: 'Use either `--in-force` or `--against`.' },
  BAD_NUMBER: { status: null, help: 'Give a whole number.' },
  BAD_URL: { status: null, help: 'Give an address such as `http://localhost:7390`.' },
  CANNOT_READ: { status: null, help: 'Check that the file is there and readable.' },
  CANNOT_WRITE: { status: null, help: 'Check the folder and its permissions.' },
  CRASHED: {
    status: null,
    help: 'A fault of ours; run again with `COUNTERSIGN_DEBUG=1` and report what it prints.',
  },
  MISSING_ARGUMENT: { status: null, help: 'Give the argument; `--help` shows how.' },
  MISSING_OPTION: { status: null, help: 'Give the option; `--help` shows how.' },
  NOT_AN_OBJECT: { status: null, help: 'Write an object at the top of the file.' },
  NOT_A_PUBLIC_KEY: { status: null, help: 'Give the `.pub` file of the key.' },
  NOT_SIGNED: { status: null, help: '`ssh-keygen` could not sign; see what it printed.' },
  NOT_YAML: { status: null, help: 'Correct the file at the place the message names.' },
  POSTGRES_ALREADY_RUNNING: {
    status: null,
    help: 'Another server uses this data folder; stop it or choose another folder.',
  },
  POSTGRES_DISK_FULL: { status: null, help: 'Make room on the disk and start again.' },
  POSTGRES_FAILED: { status: null, help: 'See the PostgreSQL log the message names.' },
  POSTGRES_NO_ACCOUNT: {
    status: null,
    help: 'Run as a normal user, or create a user `countersign`.',
  },
  POSTGRES_NO_RUNTIME: {
    status: null,
    help: 'Run `npm ci` with optional packages, or set `DATABASE_URL`.',
  },
  POSTGRES_OTHER_VERSION: {
    status: null,
    help: 'The data folder is of another PostgreSQL version.',
  },
  POSTGRES_PERMISSION: {
    status: null,
    help: 'Let the database account pass the folders the message names.',
  },
  POSTGRES_STILL_IN_USE: {
    status: null,
    help: 'A process still uses the data folder; stop it and start again.',
  },
  USAGE: { status: null, help: '`--help` shows how.' },
  KEY_PERMISSIONS: {
    status: null,
    help: 'Make the key readable for its owner only: `chmod 600`, folders 700.',
  },
  PORT_NOT_ALLOWED: {
    status: null,
    help: 'Choose a port above 1023 and a host name of this machine.',
  },
} as const satisfies ErrorRows;
