import { ed25519 } from '@noble/curves/ed25519.js';
import { type SshPublicKey, sshPublicKey } from './public-key.ts';
import { armorSshSignature, signedData } from './signature.ts';

/** The public key of a 32-byte Ed25519 seed. */
export function sshPublicKeyOfSeed(seed: Uint8Array): SshPublicKey {
  return sshPublicKey('ssh-ed25519', ed25519.getPublicKey(seed));
}

/**
 * Signs with a plain Ed25519 key held in software, as `ssh-keygen -Y sign` does (PROTOCOL.sshsig, SHA-512).
 * Deterministic. Throws when the seed has not 32 bytes.
 */
export function signSsh(input: {
  readonly message: Uint8Array;
  readonly namespace: string;
  readonly seed: Uint8Array;
}): string {
  return armorSshSignature({
    publicKey: sshPublicKeyOfSeed(input.seed),
    namespace: input.namespace,
    hash: 'sha512',
    type: 'ssh-ed25519',
    signature: ed25519.sign(signedData(input.message, input.namespace), input.seed),
    authenticator: null,
    webauthn: null,
  });
}
