import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Environment variables, passed in so that nothing reads them behind the caller's back. */
export type Env = Readonly<Record<string, string | undefined>>;

export interface Folders {
  /** Cluster and its lock: one per checkout. */
  readonly data: string;
  /** Keys and anchor: this user's, never beside the data. */
  readonly state: string;
}

/**
 * Where things live: `.countersign/` of a checkout (a folder with `package-lock.json` and `packages/`), else the state
 * folder. `COUNTERSIGN_DATA` and `COUNTERSIGN_STATE` override.
 */
export function folders(root: string, env: Env): Folders {
  const state = stateFolder(env);
  return {
    data:
      env['COUNTERSIGN_DATA'] ||
      (isCheckout(root) ? join(root, '.countersign') : join(state, 'data')),
    state,
  };
}

/** `$COUNTERSIGN_STATE`, else `$XDG_STATE_HOME/countersign`, else `~/.local/state/countersign`. */
export function stateFolder(env: Env): string {
  if (env['COUNTERSIGN_STATE']) return env['COUNTERSIGN_STATE'];
  const base = env['XDG_STATE_HOME'] || join(env['HOME'] || homedir(), '.local', 'state');
  return join(base, 'countersign');
}

const isCheckout = (root: string): boolean =>
  existsSync(join(root, 'package-lock.json')) && existsSync(join(root, 'packages'));
