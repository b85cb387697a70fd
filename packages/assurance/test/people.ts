// For tests: who acts in the hand-made workspace, with keys of their own.
import { createPrivateKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import {
  type Digest,
  digestHex,
  type Envelope,
  envelope,
  pae,
  signSsh,
  utf8,
} from '@countersign/evidence';

export const id = (n: number): string => `0198a000-0000-7000-8000-${String(n).padStart(12, '0')}`;
export const WORKSPACE: string = id(1);
export const POLICY: string = id(2);
export const ENVIRONMENT = 'staging/aws/1';
export const LONG_AGO = '2020-01-01T00:00:00.000Z';
export const APPROVED = '2026-11-23T12:00:00.000Z';
export const RELEASED = '2026-11-23T13:00:00.000Z';
export const NOW = '2026-11-23T14:00:00.000Z';
export const UNTIL = '2027-05-01T00:00:00.000Z';

export interface Person {
  readonly human: string;
  readonly credential: string;
  readonly seed: Uint8Array;
  readonly roles: readonly string[];
}
const person = (n: number, ...roles: string[]): Person => ({
  human: id(10 + n),
  credential: id(20 + n),
  seed: new Uint8Array(32).fill(n),
  roles,
});
export const ANA: Person = person(1, 'founder');
export const OLGA: Person = person(2, 'founder', 'resource-owner');
export const SAM: Person = person(3, 'security');
export const MALLORY: Person = person(9);

const ec = (): KeyObject => generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey;
const ed = (): KeyObject => generateKeyPairSync('ed25519').privateKey;
export const KEYS = { log: ed(), release: ec(), freshness: ed(), stranger: ed(), strangerEc: ec() };
export const LOG_SIGNER: KeyObject = KEYS.log;

/** Base64 as a Roster lists it: SubjectPublicKeyInfo. */
export function publicKey(key: KeyObject): string {
  const pem = createPrivateKey(key.export({ type: 'pkcs8', format: 'pem' }));
  const jwk = pem.export({ format: 'jwk' });
  const bytes = (text: string | undefined) => Buffer.from(text ?? '', 'base64url');
  if (jwk.crv === 'Ed25519') return bytes(jwk.x).toString('base64');
  const spki = Buffer.from('3059301306072a8648ce3d020106082a8648ce3d030107034200', 'hex');
  return Buffer.concat([spki, Buffer.from([4]), bytes(jwk.x), bytes(jwk.y)]).toString('base64');
}

export function signBytes(key: KeyObject, message: Uint8Array): Uint8Array {
  const hash = key.asymmetricKeyType === 'ec' ? 'sha256' : null;
  return new Uint8Array(sign(hash, message, key));
}

/** An envelope signed by a service key. */
export const byService = (key: KeyObject, payload: Uint8Array): Envelope =>
  envelope(payload, [{ keyid: publicKey(key), sig: signBytes(key, pae(payload)) }]);

/** An envelope with a signature of each of these people. */
export const byPeople = (
  people: readonly Person[],
  namespace: string,
  payload: Uint8Array,
): Envelope =>
  envelope(
    payload,
    people.map(({ credential, seed }) => ({
      keyid: credential,
      sig: utf8(signSsh({ message: pae(payload), namespace, seed })),
    })),
  );

/** A statement's subject. */
export const about = (to: Digest) => [{ name: 'policy.json', digest: { sha256: digestHex(to) } }];
