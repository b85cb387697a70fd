// For tests only. The people and the server of the story that the golden files tell, with keys that anybody can make
// again: each secret is one byte repeated 32 times.
import { ed25519 } from '@noble/curves/ed25519.js';
import { p256 } from '@noble/curves/nist.js';
import { digest, digestHex, toBase64, toHex, utf8 } from '../../bytes/index.ts';
import { type Envelope, envelope, envelopeBytes, pae, statement } from '../../dsse/index.ts';
import { subjectPublicKeyInfo } from '../../keys/verify.ts';
import { signSsh, sshPublicKeyLine, sshPublicKeyOfSeed } from '../../ssh/index.ts';
import type { Digest, Id } from '../../values.ts';

/** A UUIDv7 that ends in `last` and is obviously made up. */
export const id = (last: number): Id =>
  `0193b3a4-0000-7000-8000-${last.toString(16).padStart(12, '0')}`;

export const WORKSPACE: Id = id(1);

/** Somebody of the story: a plain ed25519 key in memory. */
export interface StoryPerson {
  readonly name: string;
  readonly human: Id;
  readonly credential: Id;
  readonly seed: Uint8Array;
  readonly salt: Uint8Array;
  readonly roles: readonly string[];
}

function person(name: string, number: number, roles: readonly string[]): StoryPerson {
  const seed = new Uint8Array(32).fill(number);
  const salt = new Uint8Array(16).fill(number);
  return { name, human: id(0x10 + number), credential: id(0x20 + number), seed, salt, roles };
}

/** The author, who owns the identity and is a founder. */
export const ALICE: StoryPerson = person('Alice Author', 1, ['founder']);
/** Backup owner of the identity, and the other founder. */
export const BEN: StoryPerson = person('Ben Backup', 2, ['founder']);
/** Owns the bucket. */
export const OLIVIA: StoryPerson = person('Olivia Owner', 3, ['resource-owner']);
/** Reviews for security; also has a passkey. */
export const SAM: StoryPerson = person('Sam Security', 4, ['security']);

export const publicKeyLine = ({ seed }: StoryPerson): string =>
  sshPublicKeyLine(sshPublicKeyOfSeed(seed));

/** One of the server's keys. */
export interface StoryKey {
  readonly use: 'log' | 'release' | 'freshness';
  readonly type: 'ed25519' | 'ecdsa-p256';
  readonly secret: Uint8Array;
  /** As a Roster lists it. */
  readonly publicKey: string;
}

function serviceKey(use: StoryKey['use'], type: StoryKey['type'], byte: number): StoryKey {
  const secret = new Uint8Array(32).fill(byte);
  const publicKey =
    type === 'ed25519'
      ? ed25519.getPublicKey(secret)
      : subjectPublicKeyInfo(type, p256.getPublicKey(secret, false));
  return { use, type, secret, publicKey: toBase64(publicKey) };
}

export const LOG_KEY: StoryKey = serviceKey('log', 'ed25519', 0x11);
export const RELEASE_KEY: StoryKey = serviceKey('release', 'ecdsa-p256', 0x12);
export const FRESHNESS_KEY: StoryKey = serviceKey('freshness', 'ed25519', 0x13);

/** Who signed a golden file, with the secret: these keys guard nothing. */
export interface GoldenSigner {
  readonly keyid: string;
  readonly type: 'ssh-ed25519' | 'ed25519' | 'ecdsa-p256';
  readonly publicKey: string;
  readonly secretKey: string;
}

/** How a golden value is signed: a DSSE envelope, or for a sign-in challenge the bare SSHSIG over its bytes. */
export interface GoldenSignature {
  readonly predicateType: string | null;
  readonly namespace: string | null;
  readonly signers: readonly GoldenSigner[];
  readonly envelope: Envelope | null;
  /** Digest of the envelope's canonical bytes: what approvals and releases are named by. */
  readonly envelopeDigest: Digest | null;
  readonly armored: string | null;
}

export interface Signed {
  readonly predicateType: string;
  readonly subject: { readonly name: string; readonly digest: Digest };
  readonly predicate: unknown;
}

const payloadOf = ({ predicateType, subject, predicate }: Signed): Uint8Array =>
  statement(
    predicateType,
    [{ name: subject.name, digest: { sha256: digestHex(subject.digest) } }],
    predicate,
  );

/** One envelope with a signature of each of these people. */
export function signedByPeople(
  signed: Signed,
  namespace: string,
  people: readonly StoryPerson[],
): GoldenSignature {
  const payload = payloadOf(signed);
  const made = envelope(
    payload,
    people.map(({ credential, seed }) => ({
      keyid: credential,
      sig: utf8(signSsh({ message: pae(payload), namespace, seed })),
    })),
  );
  return {
    predicateType: signed.predicateType,
    namespace,
    signers: people.map(signerOf),
    envelope: made,
    envelopeDigest: digest(envelopeBytes(made)),
    armored: null,
  };
}

/** One envelope with the signature of a service key, whose id is its public half. */
export function signedByService(signed: Signed, key: StoryKey): GoldenSignature {
  const payload = payloadOf(signed);
  const message = pae(payload);
  const sig =
    key.type === 'ed25519'
      ? ed25519.sign(message, key.secret)
      : p256.sign(message, key.secret, { format: 'der' });
  const made = envelope(payload, [{ keyid: key.publicKey, sig }]);
  const { type, publicKey, secret } = key;
  return {
    predicateType: signed.predicateType,
    namespace: null,
    signers: [{ keyid: publicKey, type, publicKey, secretKey: toHex(secret) }],
    envelope: made,
    envelopeDigest: digest(envelopeBytes(made)),
    armored: null,
  };
}

/** The bare signature of a person over bytes. */
export function signedBytes(
  message: Uint8Array,
  namespace: string,
  one: StoryPerson,
): GoldenSignature {
  return {
    predicateType: null,
    namespace,
    signers: [signerOf(one)],
    envelope: null,
    envelopeDigest: null,
    armored: signSsh({ message, namespace, seed: one.seed }),
  };
}

const signerOf = (one: StoryPerson): GoldenSigner => ({
  keyid: one.credential,
  type: 'ssh-ed25519',
  publicKey: publicKeyLine(one),
  secretKey: toHex(one.seed),
});
