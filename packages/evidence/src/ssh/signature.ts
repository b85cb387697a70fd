import { fromBase64, toBase64 } from '../bytes/base64.ts';
import { sha256, sha512 } from '../bytes/digest.ts';
import { concat } from '../bytes/octets.ts';
import { decodeUtf8, utf8 } from '../bytes/utf8.ts';
import { accepted, type Parsed, quoted, refusal, refused } from '../refusal.ts';
import { parseSshPublicKeyBlob, type SshKeyType, type SshPublicKey } from './public-key.ts';
import { mpint, scalarOfMpint, sshString, uint32, WireReader } from './wire.ts';

/** How the signature itself is encoded; the last is what a browser's passkey makes. */
export type SshSignatureType = SshKeyType | typeof WEBAUTHN_TYPE;

/** OpenSSH's name for a WebAuthn assertion by an ES256 key (PROTOCOL.u2f). */
export const WEBAUTHN_TYPE = 'webauthn-sk-ecdsa-sha2-nistp256@openssh.com';

/** What an authenticator adds to each signature. */
export interface AuthenticatorData {
  /** WebAuthn's flags byte: 0x01 user present, 0x04 user verified. */
  readonly flags: number;
  /** Signature counter; 0 where the authenticator keeps none. */
  readonly counter: number;
}

/** What a browser adds. */
export interface WebauthnData {
  readonly origin: string;
  /** `clientDataJSON` exactly as the browser made it. */
  readonly clientData: string;
  /** CBOR of extension outputs; empty when there are none. */
  readonly extensions: Uint8Array;
}

/** An OpenSSH signature (PROTOCOL.sshsig), read and not verified. */
export interface SshSignature {
  readonly publicKey: SshPublicKey;
  readonly namespace: string;
  readonly hash: 'sha256' | 'sha512';
  readonly type: SshSignatureType;
  /** 64 bytes: R‖S for Ed25519, r‖s for ECDSA. */
  readonly signature: Uint8Array;
  readonly authenticator: AuthenticatorData | null;
  readonly webauthn: WebauthnData | null;
}

const MAGIC: Uint8Array = utf8('SSHSIG');
const VERSION = 1;
const BEGIN = '-----BEGIN SSH SIGNATURE-----\n';
const END = '\n-----END SSH SIGNATURE-----';
const MAX_ARMORED_CHARACTERS = 65_536;

/** The bytes the key signs: `SSHSIG`, namespace, reserved, hash name, hash of the message (PROTOCOL.sshsig). */
export function signedData(
  message: Uint8Array,
  namespace: string,
  hash: 'sha256' | 'sha512' = 'sha512',
): Uint8Array {
  const hashed = hash === 'sha512' ? sha512(message) : sha256(message);
  return concat(MAGIC, sshString(namespace), sshString(''), sshString(hash), sshString(hashed));
}

/** The armored text of a signature, as `ssh-keygen -Y sign` writes it. */
export function armorSshSignature(signature: SshSignature): string {
  const blob = concat(
    MAGIC,
    uint32(VERSION),
    sshString(signature.publicKey.blob),
    sshString(signature.namespace),
    sshString(''),
    sshString(signature.hash),
    sshString(signatureBlob(signature)),
  );
  const lines = toBase64(blob).match(/.{1,70}/g) ?? [];
  return `${BEGIN}${lines.join('\n')}${END}\n`;
}

function signatureBlob({ type, signature, authenticator, webauthn }: SshSignature): Uint8Array {
  const flags =
    authenticator === null
      ? []
      : [Uint8Array.of(authenticator.flags), uint32(authenticator.counter)];
  const browser =
    webauthn === null
      ? []
      : [
          sshString(webauthn.origin),
          sshString(webauthn.clientData),
          sshString(webauthn.extensions),
        ];
  const raw = isEd25519(type) ? signature : ecdsaBlob(signature);
  return concat(sshString(type), sshString(raw), ...flags, ...browser);
}

function ecdsaBlob(signature: Uint8Array): Uint8Array {
  return concat(mpint(signature.subarray(0, 32)), mpint(signature.subarray(32)));
}

/**
 * Reads an armored signature without verifying it. Refuses SSH_SIGNATURE_FORMAT, and what `parseSshPublicKey` refuses
 * for the key inside.
 */
export function parseSshSignature(armored: string): Parsed<SshSignature> {
  const blob = dearmor(armored);
  if (blob === undefined) return badSignature('it is not an armored block `SSH SIGNATURE`');
  const reader = new WireReader(blob);
  const magic = reader.take(MAGIC.length);
  const version = reader.uint32();
  if (magic === undefined || decodeUtf8(magic) !== 'SSHSIG' || version !== VERSION) {
    return badSignature('it is not version 1');
  }
  const keyBlob = reader.string();
  const namespace = reader.ascii();
  const reserved = reader.string();
  const hash = reader.ascii();
  const inner = reader.string();
  if (keyBlob === undefined || inner === undefined || !reader.isDone()) {
    return badSignature('it is cut off or goes on too long');
  }
  if (namespace === undefined || namespace === '') return badSignature('it has no namespace');
  if (reserved?.length !== 0) return badSignature('its reserved field is not empty');
  if (hash !== 'sha256' && hash !== 'sha512')
    return badSignature('its hash is not sha256 or sha512');
  const publicKey = parseSshPublicKeyBlob(keyBlob);
  if (!publicKey.ok) return publicKey;
  const parts = parseSignatureBlob(inner, publicKey.value.type);
  return parts.ok
    ? accepted({ publicKey: publicKey.value, namespace, hash, ...parts.value })
    : parts;
}

/** The bytes of an armored block; lines of any length, LF or CRLF, nothing before or after it. */
function dearmor(armored: string): Uint8Array | undefined {
  if (armored.length > MAX_ARMORED_CHARACTERS) return undefined;
  const text = armored.replaceAll('\r\n', '\n').trimEnd();
  if (!(text.startsWith(BEGIN) && text.endsWith(END))) return undefined;
  return fromBase64(text.slice(BEGIN.length, -END.length).replaceAll('\n', ''));
}

type SignatureParts = Pick<SshSignature, 'type' | 'signature' | 'authenticator' | 'webauthn'>;

function parseSignatureBlob(blob: Uint8Array, keyType: SshKeyType): Parsed<SignatureParts> {
  const reader = new WireReader(blob);
  const type = reader.ascii();
  if (!isTypeOfKey(type, keyType)) {
    return badSignature(`a ${quoted(type ?? '')} signature is not one of a ${quoted(keyType)} key`);
  }
  const raw = reader.string();
  const signature = isEd25519(type) ? raw : rawEcdsa(raw);
  const authenticator = keyType.startsWith('sk-') ? readAuthenticator(reader) : null;
  const webauthn = type === WEBAUTHN_TYPE ? readWebauthn(reader) : null;
  const isWhole = authenticator !== undefined && webauthn !== undefined && reader.isDone();
  if (!isWhole || signature?.length !== 64) return badSignature('its inner part is malformed');
  return accepted({ type, signature, authenticator, webauthn });
}

/** The key decides which signature types it can make; the message only picks among these (attack 37). */
function isTypeOfKey(type: string | undefined, keyType: SshKeyType): type is SshSignatureType {
  const isWebauthn = type === WEBAUTHN_TYPE && keyType === 'sk-ecdsa-sha2-nistp256@openssh.com';
  return type === keyType || isWebauthn;
}

function isEd25519(type: SshSignatureType): boolean {
  return type === 'ssh-ed25519' || type === 'sk-ssh-ed25519@openssh.com';
}

function rawEcdsa(blob: Uint8Array | undefined): Uint8Array | undefined {
  const reader = new WireReader(blob ?? new Uint8Array());
  const [r, s] = [scalarOfMpint(reader.string()), scalarOfMpint(reader.string())];
  return r !== undefined && s !== undefined && reader.isDone() ? concat(r, s) : undefined;
}

function readAuthenticator(reader: WireReader): AuthenticatorData | undefined {
  const [flags, counter] = [reader.byte(), reader.uint32()];
  return flags === undefined || counter === undefined ? undefined : { flags, counter };
}

function readWebauthn(reader: WireReader): WebauthnData | undefined {
  const [origin, clientDataBytes, extensions] = [reader.ascii(), reader.string(), reader.string()];
  const clientData = clientDataBytes === undefined ? undefined : decodeUtf8(clientDataBytes);
  if (origin === undefined || clientData === undefined || extensions === undefined)
    return undefined;
  return { origin, clientData, extensions };
}

function badSignature(why: string): Parsed<never> {
  return refused(refusal('SSH_SIGNATURE_FORMAT', `the text is not an ssh signature: ${why}`));
}
