import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Id } from '@countersign/domain';
import { equalBytes, fromHex, toHex } from '@countersign/evidence';
import { type Lock, takeLock } from '../postgres/pid-lock.ts';
import type { Anchor, AnchoredHead } from './anchor.ts';

/** A swap holds the lock for two disk flushes. */
const LOCK_PATIENCE_MS = 5_000;
const LOCK_PAUSE_MS = 5;

/**
 * The anchor of one host: a file per workspace under `<state>/anchors/`, replaced by fsync and rename under a lock.
 * It survives a restored database, not a restored or shared home: several hosts take another anchor.
 */
export function fileAnchor(state: string): Anchor {
  const folder = join(state, 'anchors');
  const path = (workspace: Id): string => join(folder, `${workspace}.json`);
  return {
    read: async (workspace) => readHead(path(workspace)),
    swap: async (workspace, from, to) => {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      const lock = await lockFor(path(workspace));
      try {
        if (!isSame(readHead(path(workspace)), from)) return false;
        writeHead(folder, path(workspace), to);
        return true;
      } finally {
        lock.release();
      }
    },
  };
}

async function lockFor(path: string): Promise<Lock> {
  const until = performance.now() + LOCK_PATIENCE_MS;
  for (;;) {
    const lock = takeLock(`${path}.lock`);
    if ('release' in lock) return lock;
    if (performance.now() > until)
      throw new Error(`process \`${lock.heldBy}\` holds the anchor \`${path}\``);
    await wait(LOCK_PAUSE_MS);
  }
}

function readHead(path: string): AnchoredHead | undefined {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  const { size, root } = JSON.parse(text) as { size: unknown; root: unknown };
  const bytes = typeof root === 'string' ? fromHex(root) : undefined;
  if (!Number.isSafeInteger(size) || bytes === undefined)
    throw new Error(`\`${path}\` is not an anchor`);
  return { size: Number(size), root: bytes };
}

function writeHead(folder: string, path: string, head: AnchoredHead): void {
  const text = `${JSON.stringify({ size: head.size, root: toHex(head.root) })}\n`;
  writeFileSync(`${path}.new`, text, { mode: 0o600, flush: true });
  renameSync(`${path}.new`, path);
  const handle = openSync(folder, 'r');
  fsyncSync(handle);
  closeSync(handle);
}

const isSame = (a: AnchoredHead | undefined, b: AnchoredHead | undefined): boolean =>
  a === undefined || b === undefined ? a === b : a.size === b.size && equalBytes(a.root, b.root);
