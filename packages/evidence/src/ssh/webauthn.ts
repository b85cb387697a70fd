import { toBase64Url } from '../bytes/base64.ts';
import { isJsonObject, type Json, parseJson } from '../bytes/json.ts';
import { utf8 } from '../bytes/utf8.ts';
import { quoted, type Refusal, refusal } from '../refusal.ts';
import { FLAGS } from './authenticator.ts';
import { type SshSignature, signedData, type WebauthnData } from './signature.ts';

/** What a passkey's signature is checked against besides the message. */
interface WebauthnClaim {
  readonly message: Uint8Array;
  readonly namespace: string;
  readonly rpId?: string;
  readonly origins?: readonly string[];
}

/** Everything `ssh-keygen` leaves unchecked in a passkey's signature (WebAuthn section 7.2); none for other keys. */
export function webauthnFaults(signature: SshSignature, claim: WebauthnClaim): readonly Refusal[] {
  const { webauthn } = signature;
  if (webauthn === null) return [];
  return [
    ...clientDataFaults(webauthn, challengeOf(signature, claim)),
    ...originFaults(webauthn, claim.origins ?? []),
    ...relyingPartyFaults(signature.publicKey.application, claim.rpId),
    ...flagFaults(signature.authenticator?.flags ?? 0, webauthn),
  ];
}

/** The challenge is the whole of what a plain key would have signed, so that `ssh-keygen` can rebuild it. */
function challengeOf({ hash }: SshSignature, { message, namespace }: WebauthnClaim): string {
  return toBase64Url(signedData(message, namespace, hash));
}

function clientDataFaults(
  { clientData, origin }: WebauthnData,
  challenge: string,
): readonly Refusal[] {
  const parsed = parseJson(utf8(clientData), { maxBytes: 16_384, maxDepth: 8 });
  const fields = parsed.ok && isJsonObject(parsed.value) ? parsed.value : undefined;
  if (fields === undefined)
    return [badClientData('it is not a JSON object without duplicate keys')];
  const faults: Refusal[] = [];
  if (fields['type'] !== 'webauthn.get')
    faults.push(badClientData('its type is not `webauthn.get`'));
  if (fields['origin'] !== origin)
    faults.push(badClientData('its origin is not that of the signature'));
  if (isCrossOrigin(fields))
    faults.push(badClientData('it was made inside a page of another origin'));
  if (fields['challenge'] !== challenge) {
    faults.push(
      refusal('WEBAUTHN_CHALLENGE', 'the passkey signed another message or another namespace'),
    );
  }
  // The order WebAuthn section 5.8.1.1 fixes, and the only one OpenSSH reads.
  const start = `{"type":"webauthn.get","challenge":"${challenge}","origin":"${origin}"`;
  if (faults.length === 0 && !clientData.startsWith(start)) {
    faults.push(badClientData('its members are not in the order WebAuthn fixes'));
  }
  return faults;
}

function isCrossOrigin(fields: { readonly [key: string]: Json }): boolean {
  return (fields['crossOrigin'] ?? false) !== false || Object.hasOwn(fields, 'topOrigin');
}

function originFaults({ origin }: WebauthnData, origins: readonly string[]): readonly Refusal[] {
  if (origins.includes(origin)) return [];
  const wanted = origins.length === 0 ? 'none is allowed here' : `allowed: ${origins.join(', ')}`;
  const message = `the passkey signed on a page of ${quoted(origin)}, ${wanted}`;
  return [refusal('WEBAUTHN_ORIGIN', message, { origin, origins })];
}

function relyingPartyFaults(
  application: string | null,
  rpId: string | undefined,
): readonly Refusal[] {
  if (rpId !== undefined && application === rpId) return [];
  const expected = rpId === undefined ? 'none is known here' : `expected ${quoted(rpId)}`;
  const message = `the passkey belongs to relying party ${quoted(application ?? '')}, ${expected}`;
  return [refusal('WEBAUTHN_RP_ID', message, { application, rpId: rpId ?? null })];
}

function flagFaults(flags: number, { extensions }: WebauthnData): readonly Refusal[] {
  const faults: Refusal[] = [];
  if ((flags & FLAGS.userVerified) === 0) {
    faults.push(
      refusal('USER_NOT_VERIFIED', 'the passkey signed without checking PIN or biometry'),
    );
  }
  const hasExtensions = (flags & FLAGS.extensions) !== 0;
  const isAttested = (flags & FLAGS.attestedCredential) !== 0;
  if (isAttested || hasExtensions !== extensions.length > 0) {
    faults.push(refusal('WEBAUTHN_FLAGS', "the passkey's flags do not fit the data beside them"));
  }
  return faults;
}

function badClientData(why: string): Refusal {
  return refusal('WEBAUTHN_CLIENT_DATA', `the passkey's client data is not acceptable: ${why}`);
}
