// For tests only, and not exported by the package: an authenticator whose keys lie in memory and whose flags say
// whatever a test wants is exactly what the verifier must be tried with.
import { ed25519 } from '@noble/curves/ed25519.js';
import { p256 } from '@noble/curves/nist.js';
import { toBase64Url } from '../../bytes/base64.ts';
import { authenticatorMessage } from '../authenticator.ts';
import { type SshKeyType, type SshPublicKey, sshPublicKey } from '../public-key.ts';
import {
  type AuthenticatorData,
  armorSshSignature,
  type SshSignatureType,
  signedData,
  WEBAUTHN_TYPE,
  type WebauthnData,
} from '../signature.ts';

/** User present and verified: what an honest authenticator sets after PIN or biometry. */
export const PRESENT_AND_VERIFIED = 0x05;

/** A key in software. */
export interface SoftwareKey {
  readonly publicKey: SshPublicKey;
  readonly secret: Uint8Array;
}

/** What is signed, and what the authenticator claims about it. */
export interface SoftwareSigning {
  readonly message: Uint8Array;
  readonly namespace: string;
  readonly flags?: number;
  readonly counter?: number;
}

/** What the browser claims. */
export interface SoftwareBrowser {
  readonly origin: string;
  readonly crossOrigin?: boolean;
  readonly extensions?: Uint8Array;
  /** Rewrites the client data after it was made and before it is signed. */
  readonly rewrite?: (clientData: string) => string;
}

/** A key of any type from 32 secret bytes; `application` for `sk-` types, a passkey's being its relying party id. */
export function softwareKey(
  type: SshKeyType,
  secret: Uint8Array,
  application = 'ssh:',
): SoftwareKey {
  const isEd25519 = type === 'ssh-ed25519' || type === 'sk-ssh-ed25519@openssh.com';
  const key = isEd25519 ? ed25519.getPublicKey(secret) : p256.getPublicKey(secret, false);
  const publicKey = sshPublicKey(type, key, type.startsWith('sk-') ? application : null);
  return { publicKey, secret };
}

/** Signs as a plain or hardware key does. */
export function signWithSoftwareKey(key: SoftwareKey, signing: SoftwareSigning): string {
  const authenticator = key.publicKey.application === null ? null : authenticatorData(signing);
  return sign(key, signing, { type: key.publicKey.type, authenticator, webauthn: null });
}

/** Signs as a passkey in a browser does: the challenge is the data an ssh key would sign. */
export function signWithPasskey(
  key: SoftwareKey,
  signing: SoftwareSigning,
  browser: SoftwareBrowser,
): string {
  const { origin, crossOrigin = false, extensions = new Uint8Array() } = browser;
  const challenge = toBase64Url(signedData(signing.message, signing.namespace));
  const made = JSON.stringify({ type: 'webauthn.get', challenge, origin, crossOrigin });
  const clientData = browser.rewrite?.(made) ?? made;
  const webauthn = { origin, clientData, extensions };
  return sign(key, signing, {
    type: WEBAUTHN_TYPE,
    authenticator: authenticatorData(signing),
    webauthn,
  });
}

function authenticatorData({
  flags = PRESENT_AND_VERIFIED,
  counter = 7,
}: SoftwareSigning): AuthenticatorData {
  return { flags, counter };
}

function sign(
  { publicKey, secret }: SoftwareKey,
  { message, namespace }: SoftwareSigning,
  parts: {
    readonly type: SshSignatureType;
    readonly authenticator: AuthenticatorData | null;
    readonly webauthn: WebauthnData | null;
  },
): string {
  const bytes = authenticatorMessage(parts, publicKey, signedData(message, namespace));
  const signature =
    publicKey.key.length === 32 ? ed25519.sign(bytes, secret) : p256.sign(bytes, secret);
  return armorSshSignature({ publicKey, namespace, hash: 'sha512', signature, ...parts });
}
