import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { fromHex } from './bytes/index.ts';
import { verifyReleaseBundle } from './sigstore/index.ts';
import { verifySshSignature } from './ssh/index.ts';
import { goldenFiles } from './testing/golden-files.ts';

const stored = (name: string): unknown =>
  JSON.parse(
    readFileSync(new URL(`../../../vectors/evidence/${name}.json`, import.meta.url), 'utf8'),
  );

const bytesOf = (hex: string): Uint8Array => {
  const bytes = fromHex(hex);
  if (bytes === undefined) throw new Error('a golden file has bad hex');
  return bytes;
};

const files = await goldenFiles();

describe('the golden files', () => {
  it.each(Object.keys(files))('%s: the permanent bytes are what they were', (name) => {
    expect(files[name]).toEqual(stored(name));
  });

  it('every stored ssh signature verifies with its assurance', () => {
    const golden = stored('sshsig') as {
      message: string;
      namespace: string;
      rpId: string;
      origin: string;
      signatures: { publicKey: string; assurance: string; armored: string }[];
    };
    expect(golden.signatures).toHaveLength(4);
    for (const { publicKey, assurance, armored } of golden.signatures) {
      const verdict = verifySshSignature({
        message: bytesOf(golden.message),
        namespace: golden.namespace,
        armored,
        publicKey,
        rpId: golden.rpId,
        origins: [golden.origin],
      });
      expect(verdict).toMatchObject({ ok: true, assurance });
    }
  });

  it('the stored release bundle verifies', () => {
    const golden = stored('release-bundle') as Record<
      'bundle' | 'releasePublicKey' | 'verifierKey',
      string
    >;
    const verdict = verifyReleaseBundle({
      bytes: bytesOf(golden.bundle),
      publicKeys: [golden.releasePublicKey],
      vkey: golden.verifierKey,
    });
    expect(verdict.ok).toBe(true);
  });
});
