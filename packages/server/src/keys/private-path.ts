import { existsSync, mkdirSync, statSync } from 'node:fs';

const OTHERS = 0o077;
const OTHERS_WRITE = 0o022;
const NO_ROOM = new Set(['ENOSPC', 'EDQUOT']);

/** A key or an anchor that others could read or change: the server does not start with it. */
export class KeyPermissions extends Error {
  readonly code = 'KEY_PERMISSIONS';
  readonly path: string;
  constructor(path: string, what: string, why: string) {
    super(`the ${what} \`${path}\` ${why}`);
    this.name = 'KeyPermissions';
    this.path = path;
  }
}

/** Makes a folder of this user's own, 0700; throws `KeyPermissions` where it is there and open wider. */
export function makePrivate(folder: string, what: 'key' | 'anchor'): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  assertPrivate(folder, what);
}

/** Refuses what other users can read or what is another user's. */
export function assertPrivate(path: string, what: 'key' | 'anchor'): void {
  const { mode, uid } = statSync(path);
  const name = `${what} path`;
  if ((mode & OTHERS) !== 0) {
    const why = 'can be read by other users; run `chmod -R go-rwx` on it';
    throw new KeyPermissions(path, name, why);
  }
  assertOwn(path, uid, name);
}

/** Refuses a state folder in which other users could put keys or an anchor of theirs in place of ours. */
export function assertOwnState(state: string): void {
  if (!existsSync(state)) return;
  const { mode, uid } = statSync(state);
  if ((mode & OTHERS_WRITE) !== 0) {
    const why = 'can be changed by other users; run `chmod go-w` on it';
    throw new KeyPermissions(state, 'state folder', why);
  }
  assertOwn(state, uid, 'state folder');
}

function assertOwn(path: string, uid: number, what: string): void {
  const me = process.getuid?.();
  if (me === undefined || uid === me) return;
  const why = `belongs to user id \`${uid}\`, not to the server's \`${me}\``;
  throw new KeyPermissions(path, what, why);
}

/** Whether a file could not be written because its disk, or its user's share of it, is full. */
export const isNoRoom = (error: unknown): boolean =>
  NO_ROOM.has((error as NodeJS.ErrnoException | null)?.code ?? '');
