import { equalBytes } from '../bytes/octets.ts';
import { verifyEd25519, verifyP256 } from '../keys/verify.ts';
import { quoted, type Refusal, refusal, refused } from '../refusal.ts';
import { authenticatorMessage, FLAGS, userFlags } from './authenticator.ts';
import { parseSshPublicKey, type SshPublicKey } from './public-key.ts';
import { parseSshSignature, type SshSignature, signedData, WEBAUTHN_TYPE } from './signature.ts';
import { webauthnFaults } from './webauthn.ts';

/** What a signature's own flags show of the human behind it (FORMATS section 3); the Roster may say less. */
export type SignatureAssurance = 'ssh' | 'ssh-sk-verified' | 'webauthn-uv';

/** A valid signature and what it shows. */
export interface VerifiedSshSignature {
  readonly ok: true;
  readonly assurance: SignatureAssurance;
  /** Somebody touched the authenticator; false for keys without one. */
  readonly userPresent: boolean;
  /** The authenticator checked PIN or biometry; false for keys without one. */
  readonly userVerified: boolean;
  /** Signature counter; 0 where there is none. It should rise from one use to the next unless it is 0. */
  readonly counter: number;
}

/** What a signature is checked against. */
export interface SshSignatureClaim {
  readonly message: Uint8Array;
  /** The armored text, as `ssh-keygen -Y sign` writes it. */
  readonly armored: string;
  readonly namespace: string;
  /** The credential's key, one line of a `.pub` file: trust comes from here, never from the key in the signature. */
  readonly publicKey: string;
  /** The installation's relying party; without it and `origins` no passkey signature is accepted. */
  readonly rpId?: string;
  readonly origins?: readonly string[];
}

/**
 * Whether a human's key signed `message` in `namespace`, and with which assurance: plain keys `ssh`; `sk-` keys
 * `ssh-sk-verified` with user verification, else `ssh`; passkeys `webauthn-uv`, and nothing less. Stricter than
 * `ssh-keygen -Y verify`, which looks at neither flags nor origin. Refuses SSH_KEY_FORMAT, SSH_KEY_TYPE,
 * SSH_SIGNATURE_FORMAT, SSH_NAMESPACE, SSH_KEY_MISMATCH, SSH_SIGNATURE_INVALID, USER_NOT_PRESENT, USER_NOT_VERIFIED,
 * WEBAUTHN_CLIENT_DATA, WEBAUTHN_CHALLENGE, WEBAUTHN_ORIGIN, WEBAUTHN_RP_ID, WEBAUTHN_FLAGS.
 */
export function verifySshSignature(
  claim: SshSignatureClaim,
): VerifiedSshSignature | { readonly ok: false; readonly refusals: readonly Refusal[] } {
  const key = parseSshPublicKey(claim.publicKey);
  const parsed = parseSshSignature(claim.armored);
  if (!(key.ok && parsed.ok)) {
    return refused(...(key.ok ? [] : key.refusals), ...(parsed.ok ? [] : parsed.refusals));
  }
  const signature = parsed.value;
  const faults = [
    ...bindingFaults(signature, key.value, claim),
    ...presenceFaults(signature),
    ...webauthnFaults(signature, claim),
  ];
  if (faults.length > 0) return refused(...faults);
  return { ok: true, assurance: assuranceOf(signature), ...userFlags(signature.authenticator) };
}

/** Namespace, key and the signature itself. */
function bindingFaults(
  signature: SshSignature,
  key: SshPublicKey,
  claim: SshSignatureClaim,
): readonly Refusal[] {
  const faults: Refusal[] = [];
  if (signature.namespace !== claim.namespace) {
    const message = `the signature is for namespace ${quoted(signature.namespace)}, not for ${quoted(claim.namespace)}`;
    faults.push(refusal('SSH_NAMESPACE', message, { expected: claim.namespace }));
  }
  if (!equalBytes(signature.publicKey.blob, key.blob)) {
    faults.push(
      refusal('SSH_KEY_MISMATCH', 'the signature was made with another key than the credential'),
    );
  }
  if (!isValid(signature, key, claim)) {
    faults.push(
      refusal('SSH_SIGNATURE_INVALID', 'the signature is not valid for this message and key'),
    );
  }
  return faults;
}

function isValid(signature: SshSignature, key: SshPublicKey, claim: SshSignatureClaim): boolean {
  // Over the namespace that is asked for: a signature made for another purpose cannot be valid here.
  const signed = signedData(claim.message, claim.namespace, signature.hash);
  const raw = {
    key: key.key,
    message: authenticatorMessage(signature, key, signed),
    signature: signature.signature,
  };
  switch (key.type) {
    case 'ssh-ed25519':
    case 'sk-ssh-ed25519@openssh.com':
      return verifyEd25519(raw);
    case 'ecdsa-sha2-nistp256':
    case 'sk-ecdsa-sha2-nistp256@openssh.com':
      return verifyP256({ ...raw, format: 'compact' });
    default:
      return key.type satisfies never;
  }
}

/** A human's key that signs unattended is not a human's act (INV-12), whatever the roster says of it. */
function presenceFaults({ authenticator }: SshSignature): readonly Refusal[] {
  if (authenticator === null || (authenticator.flags & FLAGS.userPresent) !== 0) return [];
  return [refusal('USER_NOT_PRESENT', 'the authenticator signed without anybody touching it')];
}

function assuranceOf({ type, authenticator }: SshSignature): SignatureAssurance {
  if (type === WEBAUTHN_TYPE) return 'webauthn-uv';
  return userFlags(authenticator).userVerified ? 'ssh-sk-verified' : 'ssh';
}
