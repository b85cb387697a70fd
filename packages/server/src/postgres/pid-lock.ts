import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { livingProcess } from './process-facts.ts';

export interface Lock {
  release(): void;
}

let attempts = 0;

/**
 * Takes a lock file for this process, or says which process holds it. Process id and start time stand in it, so a
 * dead process or a reused id cannot keep it. One host only.
 */
export function takeLock(path: string): Lock | { readonly heldBy: number } {
  attempts += 1;
  const mine = `${path}.${process.pid}.${attempts}`;
  const content = `${process.pid} ${attempts} ${livingProcess(process.pid)?.started ?? ''}\n`;
  try {
    writeFileSync(mine, content, { mode: 0o600 });
    while (!claim(mine, path)) {
      const heldBy = livingHolder(readOrEmpty(path));
      if (heldBy !== undefined) return { heldBy };
      dropStale(path, mine);
    }
  } finally {
    rmSync(mine, { force: true });
  }
  return {
    release() {
      if (readOrEmpty(path) === content) rmSync(path, { force: true });
    },
  };
}

/** A hard link appears with its content or not at all. */
function claim(mine: string, path: string): boolean {
  try {
    linkSync(mine, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function livingHolder(content: string): number | undefined {
  const [pid = '', , started = ''] = content.trim().split(/ (\d+) ?(.*)/s);
  const living = livingProcess(Number(pid));
  const isSame = living !== undefined && (started === '' || living.started === started);
  return isSame ? Number(pid) : undefined;
}

/** Moves a dead holder's file aside; puts it back when it was replaced by a living one meanwhile. */
function dropStale(path: string, mine: string): void {
  const aside = `${mine}.stale`;
  try {
    renameSync(path, aside);
  } catch {
    return; // somebody else dropped it; the next round tells
  }
  if (livingHolder(readOrEmpty(aside)) !== undefined) claim(aside, path);
  rmSync(aside, { force: true });
}

function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
