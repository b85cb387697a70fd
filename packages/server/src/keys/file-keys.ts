import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  sign,
} from 'node:crypto';
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { Id } from '@countersign/domain';
import type { KeyRing, Signer, WorkspaceSigners } from './signer.ts';

const OTHERS = 0o077;
const USES = { log: 'ed25519', release: 'ecdsa-p256', freshness: 'ed25519' } as const;

type Use = keyof typeof USES;

/** A key that others could read: the server does not start with it. */
export class KeyPermissions extends Error {
  readonly code = 'KEY_PERMISSIONS';
  readonly path: string;
  constructor(path: string, why: string) {
    super(`the key path \`${path}\` ${why}`);
    this.name = 'KeyPermissions';
    this.path = path;
  }
}

/**
 * Service keys as PKCS#8 files under `<state>/keys/<workspace>/`, folders 0700 and files 0600 of this process's user:
 * apart from the database and its backup, and closed to the account the database runs under. Throws `KeyPermissions`
 * where they are open wider.
 */
export function fileKeys(state: string): KeyRing {
  const folder = join(state, 'keys');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  assertPrivate(folder);
  const open = (workspace: Id): WorkspaceSigners | undefined => {
    const home = join(folder, workspace);
    return existsSync(home) ? readAll(home) : undefined;
  };
  return {
    open: (workspace) => attempt(() => open(workspace)),
    create: (workspace) =>
      attempt(() => {
        const known = open(workspace);
        if (known !== undefined) return known;
        makeAll(folder, workspace);
        return readAll(join(folder, workspace));
      }),
  };
}

/** A synchronous step as a promise, its throw as a rejection. */
const attempt = async <T>(step: () => T): Promise<T> => step();

/** All three keys appear with one rename or not at all. */
function makeAll(folder: string, workspace: Id): void {
  const half = join(folder, `.${workspace}.${process.pid}`);
  mkdirSync(half, { recursive: true, mode: 0o700 });
  for (const use of Object.keys(USES) as Use[]) writeKey(join(half, `${use}.pem`), makeKey(use));
  sync(half);
  try {
    renameSync(half, join(folder, workspace));
    sync(folder);
  } catch (error) {
    rmSync(half, { recursive: true, force: true });
    if (!existsSync(join(folder, workspace))) throw error; // else another process was first
  }
}

const makeKey = (use: Use): KeyObject =>
  USES[use] === 'ed25519'
    ? generateKeyPairSync('ed25519').privateKey
    : generateKeyPairSync('ec', { namedCurve: 'prime256v1' }).privateKey;

function writeKey(path: string, key: KeyObject): void {
  writeFileSync(path, key.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600, flush: true });
}

function sync(folder: string): void {
  const handle = openSync(folder, 'r');
  fsyncSync(handle);
  closeSync(handle);
}

function readAll(home: string): WorkspaceSigners {
  assertPrivate(home);
  return {
    log: readSigner(home, 'log'),
    release: readSigner(home, 'release'),
    freshness: readSigner(home, 'freshness'),
  };
}

function readSigner(home: string, use: Use): Signer {
  const path = join(home, `${use}.pem`);
  assertPrivate(path);
  return signer(use, createPrivateKey(readFileSync(path)));
}

function signer(use: Use, key: KeyObject): Signer {
  const type = USES[use];
  const spki = createPublicKey(key).export({ type: 'spki', format: 'der' });
  const publicKey = type === 'ed25519' ? spki.subarray(-ED25519_BYTES) : spki;
  const algorithm = type === 'ed25519' ? null : 'sha256';
  return {
    use,
    type,
    publicKey: publicKey.toString('base64'),
    sign: (message) => attempt(() => new Uint8Array(sign(algorithm, message, key))),
  };
}

/** The key is the tail of its SubjectPublicKeyInfo (RFC 8410). */
const ED25519_BYTES = 32;

function assertPrivate(path: string): void {
  const { mode, uid } = statSync(path);
  if ((mode & OTHERS) !== 0) {
    throw new KeyPermissions(path, 'can be read by other users; run `chmod -R go-rwx` on it');
  }
  const me = process.getuid?.();
  if (me !== undefined && uid !== me) {
    throw new KeyPermissions(path, `belongs to user id \`${uid}\`, not to the server's \`${me}\``);
  }
}
