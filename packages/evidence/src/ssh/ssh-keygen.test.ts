// The real `ssh-keygen` is the judge here, both ways: what it makes we accept, what we make it accepts.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { utf8 } from '../bytes/index.ts';
import {
  parseSshPublicKey,
  type SshPublicKey,
  signSsh,
  sshFingerprint,
  sshPublicKeyLine,
  sshPublicKeyOfSeed,
  verifySshSignature,
} from './index.ts';
import {
  signWithPasskey,
  signWithSoftwareKey,
  softwareKey,
} from './testing/software-authenticator.ts';

const NAMESPACE = 'countersign-approval';
const ORIGIN = 'https://countersign.example';
const RP_ID = 'countersign.example';
const MESSAGE = utf8('DSSEv1 28 application/vnd.in-toto+json 2 {}');
const SECRET = new Uint8Array(32).fill(9);

let folder = '';

/** Runs ssh-keygen with its output captured; its absence is a failure of the machine that the test must name. */
function sshKeygen(
  args: readonly string[],
  input?: Uint8Array,
): { status: number | null; text: string } {
  const ran = spawnSync('ssh-keygen', args, {
    cwd: folder,
    ...(input === undefined ? {} : { input }),
  });
  if (ran.error !== undefined) {
    throw new Error(
      'ssh-keygen is not on PATH: install openssh-client, the one tool npm does not bring',
    );
  }
  return { status: ran.status, text: `${ran.stdout}${ran.stderr}` };
}

/** Whether ssh-keygen takes the signature for that key, message and namespace. */
function judge(key: SshPublicKey, armored: string, message = MESSAGE, namespace = NAMESPACE) {
  writeFileSync(
    join(folder, 'allowed'),
    `alice namespaces="${namespace}" ${sshPublicKeyLine(key)}\n`,
  );
  writeFileSync(join(folder, 'a.sig'), armored);
  return sshKeygen(
    ['-Y', 'verify', '-f', 'allowed', '-I', 'alice', '-n', namespace, '-s', 'a.sig'],
    message,
  );
}

const ours = (
  key: SshPublicKey,
  armored: string,
  change: Partial<{ message: Uint8Array; namespace: string }> = {},
) =>
  verifySshSignature({
    message: MESSAGE,
    namespace: NAMESPACE,
    armored,
    publicKey: sshPublicKeyLine(key),
    rpId: RP_ID,
    origins: [ORIGIN],
    ...change,
  });

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'countersign-ssh-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('keys made by ssh-keygen', () => {
  it.each([
    ['ssh-ed25519', ['-t', 'ed25519']],
    ['ecdsa-sha2-nistp256', ['-t', 'ecdsa', '-b', '256']],
  ])('a %s signature by ssh-keygen is accepted, with its fingerprint', (type, args) => {
    sshKeygen(['-q', ...args, '-N', '', '-C', 'alice@host', '-f', type]);
    const line = readFileSync(join(folder, `${type}.pub`), 'utf8');
    writeFileSync(join(folder, 'message'), MESSAGE);
    // Several times: an ECDSA signature's integers differ in length from one to the next.
    for (let round = 0; round < 12; round += 1) {
      rmSync(join(folder, 'message.sig'), { force: true });
      expect(sshKeygen(['-Y', 'sign', '-f', type, '-n', NAMESPACE, 'message']).status).toBe(0);
      const armored = readFileSync(join(folder, 'message.sig'), 'utf8');
      expect(
        verifySshSignature({ message: MESSAGE, namespace: NAMESPACE, armored, publicKey: line }),
      ).toEqual({
        ok: true,
        assurance: 'ssh',
        userPresent: false,
        userVerified: false,
        counter: 0,
      });
    }
    const key = parseSshPublicKey(line);
    if (!key.ok) throw new Error('the key was not read');
    expect(sshKeygen(['-l', '-f', `${type}.pub`]).text).toContain(sshFingerprint(key.value));
  });

  it('a signature with sha256 instead of sha512 is accepted too', () => {
    sshKeygen(['-q', '-t', 'ed25519', '-N', '', '-f', 'short']);
    writeFileSync(join(folder, 'm256'), MESSAGE);
    sshKeygen(['-Y', 'sign', '-f', 'short', '-n', NAMESPACE, '-O', 'hashalg=sha256', 'm256']);
    const armored = readFileSync(join(folder, 'm256.sig'), 'utf8');
    const publicKey = readFileSync(join(folder, 'short.pub'), 'utf8');
    expect(
      verifySshSignature({ message: MESSAGE, namespace: NAMESPACE, armored, publicKey }).ok,
    ).toBe(true);
  });

  it('an RSA key is refused by its type', () => {
    sshKeygen(['-q', '-t', 'rsa', '-b', '2048', '-N', '', '-f', 'rsa']);
    const parsed = parseSshPublicKey(readFileSync(join(folder, 'rsa.pub'), 'utf8'));
    expect(parsed).toMatchObject({ ok: false, refusals: [{ code: 'SSH_KEY_TYPE' }] });
    expect(parsed.ok ? '' : parsed.refusals[0]?.message).toMatch(
      /^keys of type `ssh-rsa` are not taken, only /,
    );
  });
});

const ed25519 = sshPublicKeyOfSeed(SECRET);
const skEd25519 = softwareKey('sk-ssh-ed25519@openssh.com', SECRET);
const skEcdsa = softwareKey('sk-ecdsa-sha2-nistp256@openssh.com', SECRET);
const passkey = softwareKey('sk-ecdsa-sha2-nistp256@openssh.com', SECRET, RP_ID);
const plainEcdsa = softwareKey('ecdsa-sha2-nistp256', SECRET);
const signing = { message: MESSAGE, namespace: NAMESPACE };

const CASES: readonly (readonly [string, SshPublicKey, string, string])[] = [
  ['ssh-ed25519', ed25519, signSsh({ ...signing, seed: SECRET }), 'ssh'],
  ['ecdsa-sha2-nistp256', plainEcdsa.publicKey, signWithSoftwareKey(plainEcdsa, signing), 'ssh'],
  [
    'sk-ssh-ed25519',
    skEd25519.publicKey,
    signWithSoftwareKey(skEd25519, signing),
    'ssh-sk-verified',
  ],
  ['sk-ecdsa', skEcdsa.publicKey, signWithSoftwareKey(skEcdsa, signing), 'ssh-sk-verified'],
  [
    'webauthn',
    passkey.publicKey,
    signWithPasskey(passkey, signing, { origin: ORIGIN }),
    'webauthn-uv',
  ],
];

describe('signatures made here', () => {
  it.each(CASES)('%s: ssh-keygen and we accept it', (_name, key, armored, assurance) => {
    expect(judge(key, armored)).toMatchObject({ status: 0 });
    expect(ours(key, armored)).toMatchObject({ ok: true, assurance });
  });

  it.each(CASES)('%s: ssh-keygen and we refuse another message', (_name, key, armored) => {
    const message = utf8('something else');
    expect(judge(key, armored, message).status).not.toBe(0);
    expect(ours(key, armored, { message }).ok).toBe(false);
  });

  it.each(CASES)('%s: ssh-keygen and we refuse another namespace', (_name, key, armored) => {
    expect(judge(key, armored, MESSAGE, 'countersign-login').status).not.toBe(0);
    const verdict = ours(key, armored, { namespace: 'countersign-login' });
    expect(verdict.ok ? [] : verdict.refusals).toContainEqual({
      code: 'SSH_NAMESPACE',
      message: 'the signature is for namespace `countersign-approval`, not for `countersign-login`',
      details: { expected: 'countersign-login' },
    });
  });

  it.each(CASES)('%s: ssh-keygen and we refuse another key', (_name, key, armored) => {
    const other = softwareKey(
      key.type,
      new Uint8Array(32).fill(8),
      key.application ?? undefined,
    ).publicKey;
    expect(judge(other, armored).status).not.toBe(0);
    const verdict = ours(other, armored);
    expect(verdict.ok ? [] : verdict.refusals.map(({ code }) => code)).toContain(
      'SSH_KEY_MISMATCH',
    );
  });

  it('a passkey assertion with extensions is judged alike', () => {
    const extended = { origin: ORIGIN, extensions: Uint8Array.of(0xa0) };
    const armored = signWithPasskey(passkey, { ...signing, flags: 0x85 }, extended);
    expect(judge(passkey.publicKey, armored).status).toBe(0);
    expect(ours(passkey.publicKey, armored)).toMatchObject({
      ok: true,
      assurance: 'webauthn-uv',
      counter: 7,
    });
  });
});
