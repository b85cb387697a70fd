import { existsSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Account } from './account.ts';

const OTHERS_X = 0o001;
const GROUP_X = 0o010;
const OWNER_X = 0o100;

/** The first folder on the way to `path` that the account cannot enter, or `undefined` when it reaches it. */
export function firstClosedFolder(path: string, account: Account): string | undefined {
  return folderChain(path).find((folder) => !mayEnter(folder, account));
}

/** `path` and its parents that exist, outermost first. */
function folderChain(path: string): string[] {
  const chain: string[] = [];
  for (let at = resolve(path); ; at = dirname(at)) {
    if (existsSync(at)) chain.unshift(at);
    if (at === dirname(at)) return chain;
  }
}

function mayEnter(folder: string, account: Account): boolean {
  const { mode, uid, gid } = statSync(folder);
  if (uid === account.uid) return (mode & OWNER_X) !== 0;
  if (gid === account.gid) return (mode & GROUP_X) !== 0;
  return (mode & OTHERS_X) !== 0;
}
