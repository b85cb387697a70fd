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
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { Id } from '@countersign/domain';
import { StoreUnavailable } from '../store/store.ts';
import { assertPrivate, isNoRoom, makePrivate } from './private-path.ts';
import type { KeyRing, Signer, WorkspaceSigners } from './signer.ts';

const USES = { log: 'ed25519', release: 'ecdsa-p256', freshness: 'ed25519' } as const;

type Use = keyof typeof USES;

/**
 * Service keys as PKCS#8 files under `<state>/keys/<workspace>/`, folders 0700 and files 0600 of this process's user:
 * apart from the database and its backup, and closed to the account the database runs under. Throws `KeyPermissions`
 * where they are open wider, and `StoreUnavailable` where there is no room for new ones.
 */
export function fileKeys(state: string): KeyRing {
  const folder = join(state, 'keys');
  makePrivate(folder, 'key');
  assertAllPrivate(folder);
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

/** Every key is looked at before any is needed: a server with an open key does not start. */
function assertAllPrivate(folder: string): void {
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!name.startsWith('.')) assertPrivate(join(folder, name), 'key'); // else half made, by another process
  }
}

/** A synchronous step as a promise, its throw as a rejection. */
const attempt = async <T>(step: () => T): Promise<T> => step();

/** All three keys appear with one rename or not at all. */
function makeAll(folder: string, workspace: Id): void {
  const half = join(folder, `.${workspace}.${process.pid}`);
  try {
    mkdirSync(half, { recursive: true, mode: 0o700 });
    for (const use of Object.keys(USES) as Use[]) writeKey(join(half, `${use}.pem`), makeKey(use));
    sync(half);
    renameSync(half, join(folder, workspace));
    sync(folder);
  } catch (error) {
    rmSync(half, { recursive: true, force: true });
    if (existsSync(join(folder, workspace))) return; // another process was first
    throw isNoRoom(error)
      ? new StoreUnavailable('the disk that holds the state folder is full; no key was made', {
          cause: error,
        })
      : error;
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
  assertPrivate(home, 'key');
  return {
    log: readSigner(home, 'log'),
    release: readSigner(home, 'release'),
    freshness: readSigner(home, 'freshness'),
  };
}

function readSigner(home: string, use: Use): Signer {
  const path = join(home, `${use}.pem`);
  assertPrivate(path, 'key');
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
