import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PostgresFault } from './fault.ts';
import { livingProcess } from './process-facts.ts';

const LOCK = 'server.lock';

/** One server per data folder: its process id and start time stand in a lock file that a dead process cannot keep. */
export function lockFolder(folder: string): { release(): void } {
  mkdirSync(folder, { recursive: true });
  const lock = join(folder, LOCK);
  const mine = `${lock}.${process.pid}`;
  const content = `${process.pid} ${livingProcess(process.pid)?.started ?? ''}\n`;
  writeFileSync(mine, content, { mode: 0o600 });
  try {
    while (!take(mine, lock)) dropStale(lock, folder);
  } finally {
    rmSync(mine, { force: true });
  }
  return {
    release() {
      if (readOrEmpty(lock) === content) rmSync(lock, { force: true });
    },
  };
}

/** A hard link appears with its content or not at all. */
function take(mine: string, lock: string): boolean {
  try {
    linkSync(mine, lock);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function dropStale(lock: string, folder: string): void {
  const content = readOrEmpty(lock);
  const [pid = '', started = ''] = content.trim().split(/ (.*)/s);
  const living = livingProcess(Number(pid));
  if (living !== undefined && (started === '' || living.started === started)) {
    throw new PostgresFault(
      'POSTGRES_ALREADY_RUNNING',
      `another Countersign server (process \`${pid}\`) already uses the folder \`${folder}\``,
      'stop it first, or set COUNTERSIGN_DATA to another folder',
    );
  }
  const aside = `${lock}.stale.${process.pid}`;
  try {
    renameSync(lock, aside);
  } catch {
    return; // somebody else dropped it; the next round tells
  }
  if (readOrEmpty(aside) !== content) take(aside, lock); // moved a fresh lock by mistake: put it back
  rmSync(aside, { force: true });
}

function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
