import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { badInput } from '../frame/failure.ts';
import type { Io } from '../frame/io.ts';

/** Where this person is signed in. The token opens a session; it is in a file only its owner can read. */
export interface SignIn {
  readonly server: string;
  readonly workspace: string;
  readonly token: string;
}

type Env = Io['env'];

/** `$XDG_CONFIG_HOME/countersign`, else `$HOME/.config/countersign`. */
export function configFolder(env: Env): string {
  const xdg = env['XDG_CONFIG_HOME'];
  const base = xdg !== undefined && xdg !== '' ? xdg : join(env['HOME'] ?? homedir(), '.config');
  return join(base, 'countersign');
}

/** The sign-in to use; `COUNTERSIGN_SERVER`, `_WORKSPACE` and `_TOKEN` go before the file (an API token in a job). */
export async function readSignIn(env: Env): Promise<Partial<SignIn>> {
  const stored = await readStored(env);
  const given = {
    server: env['COUNTERSIGN_SERVER'],
    workspace: env['COUNTERSIGN_WORKSPACE'],
    token: env['COUNTERSIGN_TOKEN'],
  };
  const set = Object.entries(given).filter(([, value]) => value !== undefined && value !== '');
  return { ...stored, ...(Object.fromEntries(set) as Partial<SignIn>) };
}

/** Writes the sign-in by rename, folder 0700 and file 0600. */
export async function writeSignIn(env: Env, signIn: SignIn): Promise<string> {
  const folder = configFolder(env);
  const path = join(folder, 'config.json');
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const draft = `${path}.${process.pid}`;
  await writeFile(draft, `${JSON.stringify(signIn, null, 2)}\n`, { mode: 0o600 });
  await rename(draft, path);
  return path;
}

/** Forgets the sign-in. */
export async function removeSignIn(env: Env): Promise<void> {
  await rm(join(configFolder(env), 'config.json'), { force: true });
}

async function readStored(env: Env): Promise<Partial<SignIn>> {
  const path = join(configFolder(env), 'config.json');
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text === undefined) return {};
  try {
    return JSON.parse(text) as Partial<SignIn>;
  } catch {
    throw badInput('BAD_CONFIG', `\`${path}\` is not JSON`, 'run `countersign login` again');
  }
}
