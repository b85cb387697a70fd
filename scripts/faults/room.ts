import { execFileSync } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';

const MEGABYTE = 1 << 20;
const PAGE = 4096;

/** A disk of a stated size that really ends: writes past it give ENOSPC. */
export class Room {
  readonly path: string;
  readonly #ballast: string;

  /** Mounts a tmpfs of `bytes`; needs the right to mount, which `scripts/faults.ts` gets for itself alone. */
  constructor(path: string, bytes: number) {
    mkdirSync(path);
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${bytes},mode=0711`, 'tmpfs', path]);
    this.path = path;
    this.#ballast = join(path, 'ballast');
  }

  folder(name: string): string {
    return join(this.path, name);
  }

  /** Takes `bytes` of the room, or all that is left; returns what it got. */
  fill(bytes = Number.MAX_SAFE_INTEGER): number {
    let taken = 0;
    const file = openSync(this.#ballast, 'a');
    try {
      for (const step of [MEGABYTE, PAGE])
        for (; taken < bytes; taken += step) writeWhole(file, Math.min(step, bytes - taken));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
      return taken + this.#crumbs(file);
    } finally {
      closeSync(file);
    }
    return taken;
  }

  /** The last pages, one by one. */
  #crumbs(file: number): number {
    for (let taken = 0; ; taken += PAGE) {
      try {
        writeWhole(file, PAGE);
      } catch {
        return taken;
      }
    }
  }

  free(): void {
    if (existsSync(this.#ballast)) rmSync(this.#ballast);
  }

  close(): void {
    execFileSync('umount', [this.path]);
  }
}

/** A write that is cut short is the end of the room too. */
function writeWhole(file: number, bytes: number): void {
  const written = writeSync(file, Buffer.alloc(bytes));
  if (written < bytes) throw Object.assign(new Error('short write'), { code: 'ENOSPC' });
}
