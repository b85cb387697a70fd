import { fromBase64, toBase64 } from '../bytes/base64.ts';
import { sha256 } from '../bytes/digest.ts';
import { concat } from '../bytes/octets.ts';
import { accepted, type Parsed, quoted, refusal, refused } from '../refusal.ts';
import { sshString, WireReader } from './wire.ts';

/** Key types a human may hold. `webauthn-es256` credentials are written as the second `sk-` type. */
export type SshKeyType =
  | 'ssh-ed25519'
  | 'ecdsa-sha2-nistp256'
  | 'sk-ssh-ed25519@openssh.com'
  | 'sk-ecdsa-sha2-nistp256@openssh.com';

/** A public key as `ssh-keygen` writes it. */
export interface SshPublicKey {
  readonly type: SshKeyType;
  /** The whole wire form; two keys are the same key when these bytes are. */
  readonly blob: Uint8Array;
  /** 32 bytes for Ed25519, 65 (uncompressed point) for P-256. */
  readonly key: Uint8Array;
  /** What the authenticator hashes with each signature: `ssh:` or, for passkeys, the relying party's id. */
  readonly application: string | null;
}

const KEY_BYTES: Readonly<Record<SshKeyType, number>> = {
  'ssh-ed25519': 32,
  'ecdsa-sha2-nistp256': 65,
  'sk-ssh-ed25519@openssh.com': 32,
  'sk-ecdsa-sha2-nistp256@openssh.com': 65,
};

const MAX_LINE_CHARACTERS = 4096;
const CURVE = 'nistp256';

/**
 * Reads `<type> <base64> [comment]`, one line of a `.pub` file. Refuses SSH_KEY_FORMAT, and SSH_KEY_TYPE for types
 * no human may hold here (RSA, DSA, other curves, certificates).
 */
export function parseSshPublicKey(line: string): Parsed<SshPublicKey> {
  const [type = '', encoded = ''] = line.trim().split(/[ \t]+/, 2);
  const blob =
    line.length > MAX_LINE_CHARACTERS || /[\r\n]/.test(line.trim())
      ? undefined
      : fromBase64(encoded);
  if (blob === undefined || encoded === '')
    return badKey('it is not one line `type base64 comment`');
  const parsed = parseSshPublicKeyBlob(blob);
  if (parsed.ok && parsed.value.type !== type) {
    return badKey(`the line says ${quoted(type)}, the key is ${quoted(parsed.value.type)}`);
  }
  return parsed;
}

/** {@link parseSshPublicKey} for the wire form. */
export function parseSshPublicKeyBlob(blob: Uint8Array): Parsed<SshPublicKey> {
  const reader = new WireReader(blob);
  const type = reader.ascii();
  if (type === undefined) return badKey('it has no key type');
  if (!isSshKeyType(type)) {
    const types = Object.keys(KEY_BYTES).join(', ');
    return refused(
      refusal('SSH_KEY_TYPE', `keys of type ${quoted(type)} are not taken, only ${types}`, {
        type,
      }),
    );
  }
  const curve = KEY_BYTES[type] === 65 ? reader.ascii() : CURVE;
  const key = reader.string();
  const application = type.startsWith('sk-') ? reader.ascii() : null;
  const isPoint = KEY_BYTES[type] === 32 || key?.[0] === 0x04;
  if (curve !== CURVE || key?.length !== KEY_BYTES[type] || !isPoint)
    return badKey('its key bits are malformed');
  if (application === undefined || !reader.isDone())
    return badKey('it is cut off or goes on too long');
  return accepted({ type, blob, key, application });
}

function isSshKeyType(type: string): type is SshKeyType {
  return Object.hasOwn(KEY_BYTES, type);
}

/** Writes a key from its parts. */
export function sshPublicKey(
  type: SshKeyType,
  key: Uint8Array,
  application: string | null = null,
): SshPublicKey {
  const curve = KEY_BYTES[type] === 65 ? [sshString(CURVE)] : [];
  const tail = application === null ? [] : [sshString(application)];
  return {
    type,
    blob: concat(sshString(type), ...curve, sshString(key), ...tail),
    key,
    application,
  };
}

/** The line of a `.pub` file, without a comment. */
export function sshPublicKeyLine(key: SshPublicKey): string {
  return `${key.type} ${toBase64(key.blob)}`;
}

/** `SHA256:…` as `ssh-keygen -l` shows it. */
export function sshFingerprint(key: SshPublicKey): string {
  return `SHA256:${toBase64(sha256(key.blob)).replaceAll('=', '')}`;
}

function badKey(why: string): Parsed<never> {
  return refused(refusal('SSH_KEY_FORMAT', `the text is not an ssh public key: ${why}`));
}
