// For tests only. What stands in `vectors/evidence/`: inputs and the bytes that follow from them, language-neutral. These bytes are
// permanent; a difference is a broken log and broken signatures, never a reason to write the files anew.
import { ed25519 } from '@noble/curves/ed25519.js';
import { p256 } from '@noble/curves/nist.js';
import {
  canonicalText,
  digest,
  digestOf,
  saltedDigest,
  sha256,
  toBase64,
  toHex,
  utf8,
} from '../bytes/index.ts';
import { envelope, envelopeBytes, pae, statement } from '../dsse/index.ts';
import { subjectPublicKeyInfo } from '../keys/verify.ts';
import {
  appendLeaf,
  consistencyProof,
  EMPTY_FRONTIER,
  entryBundle,
  type Frontier,
  frontierRoot,
  hashTile,
  inclusionProof,
  leafHash,
  type ReadNode,
  signedCheckpoint,
  tilePath,
  tlogProof,
  verifierKey,
} from '../log/index.ts';
import { hashedrekordBody, releaseBundle, sigstoreTrustedRoot } from '../sigstore/index.ts';
import { signSsh, sshFingerprint, sshPublicKeyLine, sshPublicKeyOfSeed } from '../ssh/index.ts';
import {
  signWithPasskey,
  signWithSoftwareKey,
  softwareKey,
} from '../ssh/testing/software-authenticator.ts';

const ORIGIN = 'countersign/0193b3a4-0000-7000-8000-000000000001';
const LOG_SEED: Uint8Array = new Uint8Array(32).fill(1);
const SECRET: Uint8Array = new Uint8Array(32).fill(2);
const RP = { rpId: 'countersign.example', origin: 'https://countersign.example' } as const;

/** Every golden file by its name, computed anew. */
export async function goldenFiles(): Promise<Readonly<Record<string, unknown>>> {
  return {
    canonical: canonical(),
    tree: tree(),
    checkpoint: await checkpoint(),
    envelope: signedEnvelope(),
    sshsig: sshSignatures(),
    'release-bundle': await bundle(),
  };
}

function canonical(): unknown {
  const values = [
    null,
    [],
    {},
    { b: [true, false, null], a: { '10': 1, '9': 2 }, é: 'ü\n\u001f"\\/', '\u{1f600}': 0 },
    [Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER, 0],
  ];
  const salt = SECRET.slice(0, 16);
  return {
    documents: values.map((value) => ({
      canonical: canonicalText(value),
      digest: digestOf(value),
    })),
    salted: { salt: toHex(salt), text: 'Zoë', digest: saltedDigest(salt, 'Zoë') },
  };
}

/** A log of these entries: its roots at every size, and how to read its nodes. */
function grown(entries: readonly Uint8Array[]): { roots: Uint8Array[]; read: ReadNode } {
  const nodes = new Map<string, Uint8Array>();
  let frontier: Frontier = EMPTY_FRONTIER;
  const roots = [frontierRoot(frontier)];
  for (const entry of entries) {
    const appended = appendLeaf(frontier, leafHash(entry));
    for (const { level, index, hash } of appended.completed) nodes.set(`${level}/${index}`, hash);
    frontier = appended.frontier;
    roots.push(frontierRoot(frontier));
  }
  return { roots, read: (level, index) => nodes.get(`${level}/${index}`) };
}

function tree(): unknown {
  const entries = Array.from({ length: 13 }, (_, at) => utf8(`entry ${at}`));
  const { roots, read } = grown(entries);
  const size = entries.length;
  return {
    entries: entries.map(toHex),
    roots: roots.map(toHex),
    inclusion: entries.map((_, index) => ({
      index,
      size,
      proof: inclusionProof(index, size, read).map(toHex),
    })),
    consistency: roots.map((_, oldSize) => ({
      oldSize,
      newSize: size,
      proof: consistencyProof(oldSize, size, read).map(toHex),
    })),
    tiles: {
      [tilePath(0, 0, size)]: toHex(hashTile({ level: 0, index: 0, width: size }, read)),
      [tilePath('entries', 0, size)]: toHex(entryBundle(entries)),
    },
    paths: [0, 255, 999, 1000, 1234067].map((index) => ({ index, path: tilePath(0, index, 256) })),
  };
}

const logPublicKey: Uint8Array = ed25519.getPublicKey(LOG_SEED);
const signAsLog = async (message: Uint8Array): Promise<Uint8Array> =>
  ed25519.sign(message, LOG_SEED);

async function checkpoint(): Promise<unknown> {
  const entries = [utf8('first'), utf8('second'), utf8('third')];
  const { roots, read } = grown(entries);
  const head = { origin: ORIGIN, size: 3, root: roots[3] ?? new Uint8Array() };
  const text = await signedCheckpoint(head, signAsLog, logPublicKey);
  return {
    logSeed: toHex(LOG_SEED),
    verifierKey: verifierKey(ORIGIN, logPublicKey),
    entries: entries.map(toHex),
    checkpoint: text,
    tlogProof: tlogProof({ index: 1, proof: inclusionProof(1, 3, read), checkpoint: text }),
  };
}

function release(): { payload: Uint8Array; signature: Uint8Array; publicKey: string } {
  const subject = [{ name: 'policy.json', digest: { sha256: 'ab'.repeat(32) } }];
  const payload = statement('urn:countersign:example:v1', subject, { number: 1 });
  const signature = p256.sign(pae(payload), SECRET, { format: 'der' });
  const publicKey = subjectPublicKeyInfo('ecdsa-p256', p256.getPublicKey(SECRET, false));
  return { payload, signature, publicKey: toBase64(publicKey) };
}

function signedEnvelope(): unknown {
  const { payload, signature, publicKey } = release();
  const bytes = envelopeBytes(envelope(payload, [{ keyid: 'release-key', sig: signature }]));
  return {
    secretKey: toHex(SECRET),
    publicKey,
    pae: toHex(pae(payload)),
    envelope: toHex(bytes),
    digest: digest(bytes),
  };
}

function sshSignatures(): unknown {
  const signing = { message: utf8('what was shown'), namespace: 'countersign-approval' };
  const plain = sshPublicKeyOfSeed(SECRET);
  const hardware = (
    ['sk-ssh-ed25519@openssh.com', 'sk-ecdsa-sha2-nistp256@openssh.com'] as const
  ).map((type) => softwareKey(type, SECRET));
  const passkey = softwareKey('sk-ecdsa-sha2-nistp256@openssh.com', SECRET, RP.rpId);
  const made = [
    { key: plain, assurance: 'ssh', armored: signSsh({ ...signing, seed: SECRET }) },
    ...hardware.map((key) => ({
      key: key.publicKey,
      assurance: 'ssh-sk-verified',
      armored: signWithSoftwareKey(key, signing),
    })),
    {
      key: passkey.publicKey,
      assurance: 'webauthn-uv',
      armored: signWithPasskey(passkey, signing, RP),
    },
  ];
  return {
    message: toHex(signing.message),
    namespace: signing.namespace,
    ...RP,
    secretKey: toHex(SECRET),
    signatures: made.map(({ key, assurance, armored }) => ({
      publicKey: sshPublicKeyLine(key),
      fingerprint: sshFingerprint(key),
      assurance,
      armored,
    })),
  };
}

async function bundle(): Promise<unknown> {
  const { payload, signature, publicKey } = release();
  const body = hashedrekordBody(sha256(pae(payload)), signature, publicKey);
  const { roots, read } = grown([utf8('genesis'), utf8('release event'), body]);
  const head = { origin: ORIGIN, size: 3, root: roots[3] ?? new Uint8Array() };
  const bytes = releaseBundle({
    envelope: envelope(payload, [{ keyid: 'release-key', sig: signature }]),
    publicKey,
    index: 2,
    proof: inclusionProof(2, 3, read),
    checkpoint: await signedCheckpoint(head, signAsLog, logPublicKey),
    logPublicKey,
  });
  const root = sigstoreTrustedRoot({
    origin: ORIGIN,
    publicKey: logPublicKey,
    since: '2026-01-01T00:00:00.000Z',
  });
  return {
    releasePublicKey: publicKey,
    verifierKey: verifierKey(ORIGIN, logPublicKey),
    hashedrekord: toHex(body),
    bundle: toHex(bytes),
    digest: digest(bytes),
    trustedRoot: toHex(root),
  };
}
