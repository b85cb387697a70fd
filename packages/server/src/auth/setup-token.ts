import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What proves that somebody installed this server: a secret in a file that only its user can read. */
export interface SetupToken {
  /** The file (0600). */
  readonly path: string;
  matches(presented: string): boolean;
}

const NAME = 'setup-token';
const PREFIX = 'csi_';
const SECRET_BYTES = 32;

/** Reads the setup token of a state folder; makes one at first use. */
export function setupToken(stateFolder: string): SetupToken {
  const path = join(stateFolder, NAME);
  mkdirSync(stateFolder, { recursive: true, mode: 0o700 });
  if (!existsSync(path)) createOnce(path);
  const expected = hash(readFileSync(path, 'utf8').trim());
  return {
    path,
    matches: (presented) =>
      presented.startsWith(PREFIX) && timingSafeEqual(hash(presented), expected),
  };
}

/** A link appears whole or not at all, and never replaces what another process made first. */
function createOnce(path: string): void {
  const draft = `${path}.${process.pid}`;
  writeFileSync(draft, `${PREFIX}${randomBytes(SECRET_BYTES).toString('base64url')}\n`, {
    mode: 0o600,
  });
  try {
    linkSync(draft, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

function hash(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
