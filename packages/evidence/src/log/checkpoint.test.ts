import { createPrivateKey, sign } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromBase64, toBase64, toHex, utf8 } from '../bytes/index.ts';
import {
  appendLeaf,
  type Checkpoint,
  checkpointBody,
  EMPTY_FRONTIER,
  frontierRoot,
  keyId,
  leafHash,
  noteLine,
  openCheckpoint,
  parseTlogProof,
  parseVerifierKey,
  signedCheckpoint,
  tlogProof,
  verifierKey,
  verifyTlogProof,
} from './index.ts';

/** The PKCS 8 form of a seed, so that node:crypto and not our own library signs. */
const signer = (seed: number) => {
  const key = createPrivateKey({
    key: Buffer.concat([
      Buffer.from('302e020100300506032b657004220420', 'hex'),
      Buffer.alloc(32, seed),
    ]),
    format: 'der',
    type: 'pkcs8',
  });
  const jwk = key.export({ format: 'jwk' });
  const publicKey = new Uint8Array(Buffer.from(String(jwk.x), 'base64url'));
  return {
    publicKey,
    sign: async (message: Uint8Array) => new Uint8Array(sign(null, message, key)),
  };
};

const ORIGIN = 'countersign/0193b3a4-0000-7000-8000-000000000001';
const log = signer(1);
const other = signer(2);
const vkey = verifierKey(ORIGIN, log.publicKey);
const head: Checkpoint = { origin: ORIGIN, size: 123, root: new Uint8Array(32).fill(7) };
const signed = await signedCheckpoint(head, log.sign, log.publicKey);
const codes = (text: string, key = vkey) => {
  const opened = openCheckpoint(text, key);
  return opened.ok ? [] : opened.refusals.map(({ code }) => code);
};

describe('a verifier key', () => {
  it('is the one of the Go checksum database, as C2SP signed-note has it', () => {
    const known = 'sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8';
    const typed = fromBase64('Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8') ?? new Uint8Array();
    expect(verifierKey('sum.golang.org', typed.slice(1))).toBe(known);
    expect(toHex(keyId('sum.golang.org', 1, typed.slice(1)))).toBe('033de0ae');
    expect(parseVerifierKey(known)).toMatchObject({ ok: true, value: { name: 'sum.golang.org' } });
  });

  it('is refused when its id is not its own, or its name cannot name a key', () => {
    expect(parseVerifierKey(vkey.replace(/\+.{8}\+/, '+00000000+'))).toMatchObject({
      ok: false,
      refusals: [
        {
          code: 'VERIFIER_KEY',
          message: expect.stringMatching(/is not an Ed25519 verifier key `name\+id\+key`$/),
        },
      ],
    });
    for (const text of ['', 'a', 'a+b', `a b+00000000+${toBase64(new Uint8Array(33))}`]) {
      expect(parseVerifierKey(text).ok).toBe(false);
    }
    expect(() => verifierKey('a b', log.publicKey)).toThrow('`a b` cannot name a key');
  });
});

describe('a checkpoint', () => {
  it('has exactly the text of C2SP tlog-checkpoint', () => {
    expect(checkpointBody(head)).toBe(
      `${ORIGIN}\n123\nBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwc=\n`,
    );
    expect(signed).toMatch(
      /^[^\n]+\n123\n[^\n]+\n\n\u2014 countersign\/[0-9a-f-]+ [A-Za-z0-9+/=]+\n$/,
    );
    expect(() => checkpointBody({ ...head, origin: 'a b' })).toThrow('`a b` cannot be an origin');
    expect(() => checkpointBody({ ...head, size: -1 })).toThrow('-1 is not a tree size');
  });

  it('opens with the key that signed it', () => {
    expect(openCheckpoint(signed, vkey)).toEqual({ ok: true, value: head });
  });

  it('opens beside lines of unknown keys, whatever is in them', () => {
    const line = noteLine('witness.example', Uint8Array.of(1, 2, 3, 4), new Uint8Array(72));
    expect(codes(`${signed}${line}`)).toEqual([]);
  });

  it('is refused without a line of the known key', () => {
    expect(openCheckpoint(signed, verifierKey(ORIGIN, other.publicKey))).toEqual({
      ok: false,
      refusals: [
        {
          code: 'CHECKPOINT_UNSIGNED',
          message: 'the checkpoint has no signature by the known log key',
        },
      ],
    });
  });

  it('is refused when a line of the known key fails, even beside a good one', () => {
    const bad = noteLine(ORIGIN, keyId(ORIGIN, 1, log.publicKey), new Uint8Array(64));
    expect(openCheckpoint(`${signed}${bad}`, vkey)).toEqual({
      ok: false,
      refusals: [
        {
          code: 'CHECKPOINT_SIGNATURE',
          message: "the log key's signature on the checkpoint is not valid",
        },
      ],
    });
    expect(codes(signed.replace('\n123\n', '\n124\n'))).toEqual(['CHECKPOINT_SIGNATURE']);
  });

  it('of another log is refused by its origin', async () => {
    const foreign = await signedCheckpoint({ ...head, origin: 'other' }, log.sign, log.publicKey);
    expect(codes(foreign)).toEqual(['CHECKPOINT_ORIGIN', 'CHECKPOINT_UNSIGNED']);
  });

  it.each([
    ['leading zeros', signed.replace('\n123\n', '\n0123\n')],
    ['an extension line', signed.replace('\n\n', '\nextension\n\n')],
    ['no signature line', signed.slice(0, signed.indexOf('\n\n') + 2)],
    ['no last line break', signed.slice(0, -1)],
    ['a root of another length', signed.replace(/BwcH/, '')],
    ['a carriage return', signed.replace('\n123', '\r\n123')],
    ['a malformed signature line', `${signed}- x AAAA\n`],
    ['a size beyond 2^53', signed.replace('\n123\n', '\n9999999999999999\n')],
    [
      'too many lines',
      signed + noteLine('w', Uint8Array.of(1, 2, 3, 4), new Uint8Array(1)).repeat(64),
    ],
  ])('is refused with %s', (_name, text) => {
    expect(codes(text)).toEqual(['CHECKPOINT_FORMAT']);
  });

  it('never opens changed', () => {
    fc.assert(
      fc.property(
        fc.nat({ max: signed.length - 1 }),
        fc.string({ minLength: 1, maxLength: 1 }),
        (at, char) => {
          fc.pre(signed[at] !== char);
          expect(
            openCheckpoint(`${signed.slice(0, at)}${char}${signed.slice(at + 1)}`, vkey).ok,
          ).toBe(false);
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('a tlog proof', () => {
  const entry = utf8('entry');
  const [first, second] = [leafHash(utf8('first')), leafHash(entry)];
  const { frontier } = appendLeaf(appendLeaf(EMPTY_FRONTIER, first).frontier, second);

  it('has exactly the text of C2SP tlog-proof, and verifies offline', async () => {
    const checkpoint = await signedCheckpoint(
      { origin: ORIGIN, size: 2, root: frontierRoot(frontier) },
      log.sign,
      log.publicKey,
    );
    const text = tlogProof({ index: 1, proof: [first], checkpoint });
    expect(text).toBe(`c2sp.org/tlog-proof@v1\nindex 1\n${toBase64(first)}\n\n${checkpoint}`);
    expect(parseTlogProof(text)).toEqual({
      ok: true,
      value: { index: 1, proof: [first], checkpoint },
    });
    expect(verifyTlogProof({ text, entry, vkey })).toMatchObject({
      ok: true,
      value: { index: 1, size: 2 },
    });
    expect(verifyTlogProof({ text, entry: utf8('other'), vkey })).toEqual({
      ok: false,
      refusals: [
        {
          code: 'NOT_INCLUDED',
          message: 'the proof does not show the entry at index 1 of a log of 2',
          details: { index: 1, size: 2 },
        },
      ],
    });
  });

  it('without hashes is the proof of a log of one', async () => {
    const checkpoint = await signedCheckpoint(
      { origin: ORIGIN, size: 1, root: second },
      log.sign,
      log.publicKey,
    );
    const text = tlogProof({ index: 0, proof: [], checkpoint });
    expect(text.startsWith('c2sp.org/tlog-proof@v1\nindex 0\n\ncountersign/')).toBe(true);
    expect(verifyTlogProof({ text, entry, vkey }).ok).toBe(true);
  });

  it.each([
    ['another header', `c2sp.org/tlog-proof@v2\nindex 0\n\n${signed}`],
    ['an unauthenticated extra line', `c2sp.org/tlog-proof@v1\nextra AAAA\nindex 0\n\n${signed}`],
    ['no index', `c2sp.org/tlog-proof@v1\n\n${signed}`],
    ['a short hash', `c2sp.org/tlog-proof@v1\nindex 0\nAAAA\n\n${signed}`],
    [
      'too many hashes',
      `c2sp.org/tlog-proof@v1\nindex 0\n${`${toBase64(first)}\n`.repeat(64)}\n${signed}`,
    ],
    ['nothing', ''],
  ])('is refused with %s', (_name, text) => {
    expect(parseTlogProof(text)).toMatchObject({
      ok: false,
      refusals: [{ code: 'TLOG_PROOF_FORMAT' }],
    });
  });
});
