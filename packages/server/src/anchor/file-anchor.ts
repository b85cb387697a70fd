import {
  closeSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Id } from '@countersign/domain';
import { equalBytes, fromHex, toHex } from '@countersign/evidence';
import { isNoRoom, makePrivate } from '../keys/private-path.ts';
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
  makePrivate(folder, 'anchor');
  const path = (workspace: Id): string => join(folder, `${workspace}.json`);
  return {
    read: async (workspace) => readHead(path(workspace)),
    swap: async (workspace, from, to) => {
      try {
        return await swapUnderLock(folder, path(workspace), from, to);
      } catch (error) {
        throw isNoRoom(error)
          ? new Error('the disk that holds the state folder is full', { cause: error })
          : error;
      }
    },
  };
}

async function swapUnderLock(
  folder: string,
  path: string,
  from: AnchoredHead | undefined,
  to: AnchoredHead,
): Promise<boolean> {
  const lock = await lockFor(path);
  try {
    if (!isSame(readHead(path), from)) return false;
    writeHead(folder, path, to);
    return true;
  } finally {
    lock.release();
  }
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
  const { size, root } = parseOrEmpty(text);
  const bytes = typeof root === 'string' ? fromHex(root) : undefined;
  if (!Number.isSafeInteger(size) || bytes === undefined)
    throw new Error(`\`${path}\` is not an anchor`);
  return { size: Number(size), root: bytes };
}

function parseOrEmpty(text: string): { readonly size?: unknown; readonly root?: unknown } {
  try {
    return (JSON.parse(text) ?? {}) as object;
  } catch {
    return {};
  }
}

function writeHead(folder: string, path: string, head: AnchoredHead): void {
  const text = `${JSON.stringify({ size: head.size, root: toHex(head.root) })}\n`;
  try {
    writeFileSync(`${path}.new`, text, { mode: 0o600, flush: true });
    renameSync(`${path}.new`, path);
  } catch (error) {
    rmSync(`${path}.new`, { force: true });
    throw error;
  }
  const handle = openSync(folder, 'r');
  fsyncSync(handle);
  closeSync(handle);
}

const isSame = (a: AnchoredHead | undefined, b: AnchoredHead | undefined): boolean =>
  a === undefined || b === undefined ? a === b : a.size === b.size && equalBytes(a.root, b.root);
