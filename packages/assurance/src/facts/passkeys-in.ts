import {
  decodeUtf8,
  fromBase64,
  parseEnvelope,
  parseSshSignature,
  type Roster,
} from '@countersign/evidence';
import type { PasskeySource } from './envelopes.ts';

/**
 * Where passkeys signed, for a verifier without a server: the relying party is the Roster's, and an origin is taken
 * when it is under that relying party's id, which is what a browser enforces (WebAuthn section 5.1.4.1). `null` where
 * the Roster lists no passkey, or more than one relying party: an installation has one.
 */
export function passkeysIn(
  humans: Roster['humans'],
  documents: Iterable<Uint8Array>,
): PasskeySource | null {
  const credentials = humans.flatMap((human) => human.credentials);
  const ids = new Set(credentials.flatMap(({ rpId }) => (rpId === null ? [] : [rpId])));
  const [rpId, ...others] = ids;
  if (rpId === undefined || others.length > 0) return null;
  const origins = new Set([...documents].flatMap(originsOf));
  return { rpId, origins: [...origins].filter((origin) => isUnderRelyingParty(origin, rpId)) };
}

function originsOf(bytes: Uint8Array): readonly string[] {
  const envelope = parseEnvelope(bytes);
  if (!envelope.ok) return [];
  return envelope.value.envelope.signatures.flatMap(({ sig }) => {
    const armored = decodeUtf8(fromBase64(sig) ?? new Uint8Array());
    const parsed = armored === undefined ? undefined : parseSshSignature(armored);
    return parsed?.ok === true && parsed.value.webauthn !== null
      ? [parsed.value.webauthn.origin]
      : [];
  });
}

const ORIGIN = /^(https?):\/\/([a-z0-9.-]+)(?::[0-9]{1,5})?$/;

/** A secure context whose host is the relying party's id or below it; plain HTTP only on localhost. */
function isUnderRelyingParty(origin: string, rpId: string): boolean {
  const [, scheme, host = ''] = ORIGIN.exec(origin) ?? [];
  const isSecure = scheme === 'https' || (scheme === 'http' && host === 'localhost');
  return isSecure && (host === rpId || host.endsWith(`.${rpId}`));
}
