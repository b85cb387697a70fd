import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { fromBase64, toBase64, utf8 } from '../bytes/index.ts';
import { rawPublicKey, subjectPublicKeyInfo, verifySignature } from './verify.ts';

const message = utf8('message');
const pairs = {
  ed25519: { ...generateKeyPairSync('ed25519'), algorithm: null },
  'ecdsa-p256': { ...generateKeyPairSync('ec', { namedCurve: 'P-256' }), algorithm: 'sha256' },
} as const;
const spki = (key: KeyObject) => key.export({ format: 'der', type: 'spki' }).toString('base64');

describe.each(['ed25519', 'ecdsa-p256'] as const)('a %s key', (type) => {
  const { publicKey: key, privateKey, algorithm } = pairs[type];
  const publicKey = spki(key);
  const make = () => new Uint8Array(sign(algorithm, message, privateKey));

  it('verifies what node:crypto signs, time and again, in either spelling of the key', () => {
    const bare = toBase64(rawPublicKey(type, publicKey) ?? new Uint8Array());
    for (let round = 0; round < 40; round += 1) {
      const signature = make();
      expect(verifySignature({ type, publicKey, message, signature })).toBe(true);
      expect(verifySignature({ type, publicKey: bare, message, signature })).toBe(true);
    }
    expect(toBase64(subjectPublicKeyInfo(type, fromBase64(bare) ?? new Uint8Array()))).toBe(
      publicKey,
    );
  });

  it('refuses another message, another key, any flipped byte and any other length', () => {
    const signature = make();
    expect(verifySignature({ type, publicKey, message: utf8('other'), signature })).toBe(false);
    for (let at = 0; at < signature.length; at += 1) {
      const flipped = signature.with(at, (signature[at] ?? 0) ^ 1);
      expect(verifySignature({ type, publicKey, message, signature: flipped })).toBe(false);
    }
    for (const cut of [
      new Uint8Array(),
      signature.slice(1),
      signature.slice(0, -1),
      new Uint8Array([...signature, 0]),
    ]) {
      expect(verifySignature({ type, publicKey, message, signature: cut })).toBe(false);
    }
  });

  it('of another type or malformed is not valid and does not throw', () => {
    const other = type === 'ed25519' ? 'ecdsa-p256' : 'ed25519';
    const signature = make();
    expect(verifySignature({ type: other, publicKey, message, signature })).toBe(false);
    for (const bad of [
      '',
      '!',
      'AAAA',
      toBase64(new Uint8Array(32)),
      toBase64(new Uint8Array(65)),
      `${publicKey}AAAA`,
    ]) {
      expect(verifySignature({ type, publicKey: bad, message, signature })).toBe(false);
    }
  });
});
