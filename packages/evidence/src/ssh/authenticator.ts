import { sha256 } from '../bytes/digest.ts';
import { concat } from '../bytes/octets.ts';
import { utf8 } from '../bytes/utf8.ts';
import type { SshPublicKey } from './public-key.ts';
import type { AuthenticatorData, SshSignature } from './signature.ts';
import { uint32 } from './wire.ts';

/** Bits of the authenticator's flags byte (WebAuthn section 6.1). */
export const FLAGS = {
  userPresent: 0x01,
  userVerified: 0x04,
  attestedCredential: 0x40,
  extensions: 0x80,
} as const;

/** The flags as a verdict carries them. */
export function userFlags(authenticator: AuthenticatorData | null): {
  readonly userPresent: boolean;
  readonly userVerified: boolean;
  readonly counter: number;
} {
  const { flags, counter } = authenticator ?? { flags: 0, counter: 0 };
  return {
    userPresent: (flags & FLAGS.userPresent) !== 0,
    userVerified: (flags & FLAGS.userVerified) !== 0,
    counter,
  };
}

/**
 * The bytes an authenticator's key signs (PROTOCOL.u2f): hash of the application, flags, counter, and then the hash of
 * the data, or for a passkey its extensions and the hash of the client data. Plain keys sign the data itself.
 */
export function authenticatorMessage(
  { authenticator, webauthn }: Pick<SshSignature, 'authenticator' | 'webauthn'>,
  { application }: Pick<SshPublicKey, 'application'>,
  signed: Uint8Array,
): Uint8Array {
  if (authenticator === null || application === null) return signed;
  const head = concat(
    sha256(utf8(application)),
    Uint8Array.of(authenticator.flags),
    uint32(authenticator.counter),
  );
  return webauthn === null
    ? concat(head, sha256(signed))
    : concat(head, webauthn.extensions, sha256(utf8(webauthn.clientData)));
}
