import { randomUUID } from 'node:crypto';
import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { utf8, verifySignature } from '@countersign/evidence';
import { afterEach, expect, it } from 'vitest';
import { fileKeys } from './file-keys.ts';
import { assertOwnState } from './private-path.ts';

const made: string[] = [];

afterEach(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function state(): string {
  const folder = mkdtempSync(join(tmpdir(), 'cs-keys-'));
  made.push(folder);
  return folder;
}

it('makes three keys of their own whose signatures the evidence package accepts', async () => {
  const signers = await fileKeys(state()).create(randomUUID());
  const all = [signers.log, signers.release, signers.freshness];
  expect(all.map(({ use, type }) => [use, type])).toEqual([
    ['log', 'ed25519'],
    ['release', 'ecdsa-p256'],
    ['freshness', 'ed25519'],
  ]);
  expect(new Set(all.map(({ publicKey }) => publicKey)).size).toBe(3);
  const message = utf8('a message');
  for (const { type, publicKey, sign } of all) {
    const signature = await sign(message);
    expect(verifySignature({ type, publicKey, message, signature })).toBe(true);
    expect(verifySignature({ type, publicKey, message: utf8('another'), signature })).toBe(false);
  }
});

it('gives the same keys again, and none for a workspace it never made', async () => {
  const folder = state();
  const workspace = randomUUID();
  const made = await fileKeys(folder).create(workspace);
  const again = await fileKeys(folder).create(workspace);
  const opened = await fileKeys(folder).open(workspace);
  expect([again.log.publicKey, opened?.log.publicKey]).toEqual([
    made.log.publicKey,
    made.log.publicKey,
  ]);
  expect(await fileKeys(folder).open(randomUUID())).toBeUndefined();
});

it('keeps folders 0700 and files 0600', async () => {
  const folder = state();
  const workspace = randomUUID();
  await fileKeys(folder).create(workspace);
  const home = join(folder, 'keys', workspace);
  const mode = (path: string): number => statSync(path).mode & 0o777;
  expect([mode(join(folder, 'keys')), mode(home)]).toEqual([0o700, 0o700]);
  expect(readdirSync(home).map((name) => mode(join(home, name)))).toEqual([0o600, 0o600, 0o600]);
});

it('refuses a key that others can read', async () => {
  const folder = state();
  const workspace = randomUUID();
  const ring = fileKeys(folder);
  await ring.create(workspace);
  const path = join(folder, 'keys', workspace, 'log.pem');
  chmodSync(path, 0o640);
  await expect(ring.open(workspace)).rejects.toMatchObject({
    code: 'KEY_PERMISSIONS',
    message: `the key path \`${path}\` can be read by other users; run \`chmod -R go-rwx\` on it`,
  });
  expect(() => fileKeys(folder)).toThrow(`the key path \`${path}\` can be read by other users`);
  chmodSync(path, 0o600);
  chmodSync(join(folder, 'keys'), 0o755);
  expect(() => fileKeys(folder)).toThrow(/can be read by other users/);
});

it('refuses a state folder that others can write to, and says how to close it', () => {
  const folder = state();
  chmodSync(folder, 0o755);
  expect(() => assertOwnState(folder)).not.toThrow();
  chmodSync(folder, 0o777);
  expect(() => assertOwnState(folder)).toThrow(
    `the state folder \`${folder}\` can be changed by other users; run \`chmod go-w\` on it`,
  );
});
