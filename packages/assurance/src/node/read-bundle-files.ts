import { constants } from 'node:fs';
import { lstat, open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { BUNDLE_BYTES_MAX, BUNDLE_FILES_MAX, type Parsed } from '@countersign/evidence';
import { gateRefusal } from '../gate/gate-refusal.ts';
import { readTar } from './tar.ts';

/**
 * A bundle's files by path, from a folder or a tar. Refuses BUNDLE_UNREADABLE: nothing there, links, special files,
 * and more than a bundle may have (`BUNDLE_BYTES_MAX`, `BUNDLE_FILES_MAX`: it is held in memory).
 */
export async function readBundleFiles(path: string): Promise<Parsed<Map<string, Uint8Array>>> {
  try {
    const found = await lstat(path);
    if (found.isDirectory()) return { ok: true, value: await readFolder(path) };
    if (!found.isFile()) throw new Unreadable(`\`${path}\` is neither a folder nor a tar`);
    return readTar(await readPlainFile(path, path, BUNDLE_BYTES_MAX));
  } catch (error) {
    return { ok: false, refusals: [gateRefusal('BUNDLE_UNREADABLE', reasonOf(error, path))] };
  }
}

/** What a person can do something about; everything else is a bug and goes up. */
class Unreadable extends Error {}

function reasonOf(error: unknown, path: string): string {
  if (error instanceof Unreadable) return error.message;
  const code = error instanceof Error && 'code' in error ? String(error.code) : undefined;
  if (code === undefined) throw error;
  return `\`${path}\` cannot be read: ${code}`;
}

async function readFolder(root: string): Promise<Map<string, Uint8Array>> {
  const files = new Map<string, Uint8Array>();
  const names = await filesUnder(root, '');
  let left = BUNDLE_BYTES_MAX;
  for (const name of names) {
    const bytes = await readPlainFile(join(root, name), name, left);
    left -= bytes.length;
    files.set(name, bytes);
  }
  return files;
}

async function filesUnder(root: string, folder: string): Promise<readonly string[]> {
  const names: string[] = [];
  for (const entry of await readdir(join(root, folder), { withFileTypes: true })) {
    const name = folder === '' ? entry.name : `${folder}/${entry.name}`;
    // A bundle's folders hold files and nothing deeper, so a link cannot make this walk long.
    if (entry.isDirectory() && folder === '') names.push(...(await filesUnder(root, name)));
    else if (entry.isFile()) names.push(name);
    else throw new Unreadable(`\`${name}\` is not a plain file`);
    if (names.length > BUNDLE_FILES_MAX)
      throw new Unreadable(`the folder holds more than ${BUNDLE_FILES_MAX} files`);
  }
  return names;
}

/** Reads through one handle that follows no link, so that what was looked at is what is read. */
async function readPlainFile(path: string, name: string, limit: number): Promise<Uint8Array> {
  const file = await open(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
  try {
    const found = await file.stat();
    if (!found.isFile()) throw new Unreadable(`\`${name}\` is not a plain file`);
    if (found.size > limit)
      throw new Unreadable(`the bundle is larger than ${BUNDLE_BYTES_MAX} bytes`);
    const bytes = new Uint8Array(await file.readFile());
    if (bytes.length > limit) throw new Unreadable(`\`${name}\` grew while it was read`);
    return bytes;
  } finally {
    await file.close();
  }
}
