import { createPrivateKey, createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { canonicalBytes, parseJson, sha256, toBase64, utf8 } from '../bytes/index.ts';
import { envelope, pae, statement } from '../dsse/index.ts';
import {
  appendLeaf,
  EMPTY_FRONTIER,
  type Frontier,
  frontierRoot,
  inclusionProof,
  leafHash,
  signedCheckpoint,
  verifierKey,
} from '../log/index.ts';
import { hashedrekordBody, releaseBundle, verifyReleaseBundle } from './index.ts';

const ORIGIN = 'countersign/0193b3a4-0000-7000-8000-000000000001';
const TYPE = 'urn:countersign:release:v1';
const logKey = generateKeyPairSync('ed25519');
const releaseKey = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const otherKey = generateKeyPairSync('ec', { namedCurve: 'P-256' });

const spki = (key: { publicKey: ReturnType<typeof createPublicKey> }) =>
  key.publicKey.export({ format: 'der', type: 'spki' }).toString('base64');
const logPublicKey = new Uint8Array(
  logKey.publicKey.export({ format: 'der', type: 'spki' }).subarray(-32),
);
const vkey = verifierKey(ORIGIN, logPublicKey);

function release(number: number, key = releaseKey) {
  const payload = statement(TYPE, [{ name: 'policy', digest: { sha256: 'ab'.repeat(32) } }], {
    number,
  });
  const signature = new Uint8Array(sign('sha256', pae(payload), key.privateKey));
  return {
    payload,
    signature,
    envelope: envelope(payload, [{ keyid: 'release-key', sig: signature }]),
  };
}

/** A log of `size` entries with the given one at `index`, and the bundle for it. */
async function bundleFor(made: ReturnType<typeof release>, body: Uint8Array, index = 5, size = 11) {
  const nodes = new Map<string, Uint8Array>();
  let frontier: Frontier = EMPTY_FRONTIER;
  for (let at = 0; at < size; at += 1) {
    const appended = appendLeaf(frontier, leafHash(at === index ? body : utf8(`entry ${at}`)));
    for (const node of appended.completed) nodes.set(`${node.level}/${node.index}`, node.hash);
    frontier = appended.frontier;
  }
  const checkpoint = await signedCheckpoint(
    { origin: ORIGIN, size, root: frontierRoot(frontier) },
    async (message) => new Uint8Array(sign(null, message, logKey.privateKey)),
    logPublicKey,
  );
  const proof = inclusionProof(index, size, (level, at) => nodes.get(`${level}/${at}`));
  const publicKey = spki(releaseKey);
  return releaseBundle({
    envelope: made.envelope,
    publicKey,
    index,
    proof,
    checkpoint,
    logPublicKey,
  });
}

const bodyOf = (made: ReturnType<typeof release>) =>
  hashedrekordBody(sha256(pae(made.payload)), made.signature, spki(releaseKey));

const verify = (bytes: Uint8Array, publicKeys = [spki(otherKey), spki(releaseKey)]) =>
  verifyReleaseBundle({ bytes, publicKeys, vkey });

const codes = (verdict: ReturnType<typeof verify>) =>
  verdict.ok ? [] : verdict.refusals.map(({ code }) => code);

describe('a release bundle', () => {
  it('verifies with the release key and the log key alone, and names both', async () => {
    const made = release(1);
    const verdict = verify(await bundleFor(made, bodyOf(made)));
    expect(verdict).toMatchObject({
      ok: true,
      value: {
        index: 5,
        publicKey: spki(releaseKey),
        payload: made.payload,
        checkpoint: { size: 11 },
      },
    });
  });

  it('is refused when no known release key signed it', async () => {
    const made = release(1, otherKey);
    expect(verify(await bundleFor(made, bodyOf(made)), [spki(releaseKey)])).toEqual({
      ok: false,
      refusals: [
        { code: 'RELEASE_SIGNATURE', message: 'the release is not signed by a known release key' },
      ],
    });
  });

  it("is refused with another release's log entry swapped in", async () => {
    const [made, other] = [release(1), release(2)];
    const swapped = await bundleFor(other, bodyOf(other));
    const ours = await bundleFor(made, bodyOf(made));
    const take = (bytes: Uint8Array) => {
      const parsed = parseJson(bytes);
      if (!parsed.ok) throw new Error('not JSON');
      return parsed.value as Record<string, unknown>;
    };
    const mixed = { ...take(ours), verificationMaterial: take(swapped)['verificationMaterial'] };
    expect(verify(canonicalBytes(mixed))).toEqual({
      ok: false,
      refusals: [
        { code: 'BUNDLE_BODY', message: "the bundle's log entry is about another release" },
      ],
    });
  });

  it('is refused when its entry is not in the log', async () => {
    const made = release(1);
    expect(codes(verify(await bundleFor(made, utf8('another entry'))))).toEqual(['NOT_INCLUDED']);
  });

  it('is refused for another log key', async () => {
    const made = release(1);
    const bytes = await bundleFor(made, bodyOf(made));
    const otherLog = verifierKey(ORIGIN, new Uint8Array(32).fill(1));
    const verdict = verifyReleaseBundle({ bytes, publicKeys: [spki(releaseKey)], vkey: otherLog });
    expect(codes(verdict)).toEqual(['CHECKPOINT_UNSIGNED']);
  });

  it('is refused with any byte changed', async () => {
    const made = release(1);
    const bytes = await bundleFor(made, bodyOf(made));
    for (let at = 0; at < bytes.length; at += 17) {
      const flipped = bytes.slice();
      flipped[at] = (flipped[at] ?? 0) ^ 1;
      expect(verify(flipped).ok, `byte ${at}`).toBe(false);
    }
  });

  it('is refused with a field that nothing signed', async () => {
    const made = release(1);
    const text = new TextDecoder().decode(await bundleFor(made, bodyOf(made)));
    const extended = utf8(text.replace('"hint":"release-key"', '"hint":"another"'));
    expect(verify(extended)).toEqual({
      ok: false,
      refusals: [
        {
          code: 'BUNDLE_FORMAT',
          message:
            'the bytes are not a release bundle: a field does not follow from what is signed',
        },
      ],
    });
  });

  it.each([
    'null',
    '{}',
    '[]',
    '{"dsseEnvelope":{}}',
    '{"verificationMaterial":{"tlogEntries":[1]}}',
  ])('the bytes %s are refused and do not throw', (text) => {
    expect(verify(utf8(text)).ok).toBe(false);
  });

  it('the body is the bytes Rekor writes for the same entry', () => {
    const key = createPublicKey(
      createPrivateKey(otherKey.privateKey.export({ format: 'pem', type: 'pkcs8' })),
    );
    const rawBytes = key.export({ format: 'der', type: 'spki' }).toString('base64');
    const body = hashedrekordBody(new Uint8Array(32), Uint8Array.of(1, 2), rawBytes);
    expect(new TextDecoder().decode(body)).toBe(
      `{"apiVersion":"0.0.2","kind":"hashedrekord","spec":{"hashedRekordV002":{"data":{"algorithm":"SHA2_256","digest":"${toBase64(new Uint8Array(32))}"},"signature":{"content":"AQI=","verifier":{"keyDetails":"PKIX_ECDSA_P256_SHA_256","publicKey":{"rawBytes":"${rawBytes}"}}}}}}`,
    );
  });
});
