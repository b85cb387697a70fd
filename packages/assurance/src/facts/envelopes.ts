import type { VerifiedSignature } from '@countersign/domain';
import {
  type Digest,
  decodeUtf8,
  type EnvelopeSignature,
  fromBase64,
  type Json,
  pae,
  parseEnvelope,
  parseSshSignature,
  parseStatement,
  type Statement,
  sshPublicKeyLine,
  verifySignature,
  verifySshSignature,
} from '@countersign/evidence';

/** An envelope that parsed, with a statement of the wanted kind about exactly one subject. Nothing is verified yet. */
export interface OpenedEnvelope {
  readonly subject: Digest;
  readonly predicate: Json;
  readonly signatures: readonly EnvelopeSignature[];
  /** The DSSE pre-authentication encoding: what was signed. */
  readonly signed: Uint8Array;
}

/** Opens a DSSE envelope whose statement is of `predicateType`; `undefined` when it is anything else. */
export function openEnvelope(bytes: Uint8Array, predicateType: string): OpenedEnvelope | undefined {
  const envelope = parseEnvelope(bytes);
  if (!envelope.ok) return undefined;
  const statement = parseStatement(envelope.value.payload, predicateType);
  if (!statement.ok) return undefined;
  const subject = onlySubject(statement.value);
  if (subject === undefined) return undefined;
  const { signatures } = envelope.value.envelope;
  return {
    subject,
    predicate: statement.value.predicate,
    signatures,
    signed: pae(envelope.value.payload),
  };
}

function onlySubject({ subject }: Statement): Digest | undefined {
  const [only, ...others] = subject;
  return only === undefined || others.length > 0 ? undefined : `sha256:${only.digest.sha256}`;
}

/** Where passkey signatures may come from; without it none is accepted. */
export interface PasskeySource {
  readonly rpId: string;
  readonly origins: readonly string[];
}

/**
 * The key a human's SSHSIG verified under, and what its flags show; `undefined` when it does not verify. The key is
 * the one in the signature: whose it is, only a Roster says.
 */
export function verifyHumanSignature(
  signature: EnvelopeSignature,
  claim: {
    readonly signed: Uint8Array;
    readonly namespace: string;
    readonly passkeys: PasskeySource | null;
  },
): VerifiedSignature | undefined {
  const armored = decodeUtf8(fromBase64(signature.sig) ?? new Uint8Array([0xff]));
  if (armored === undefined) return undefined;
  const parsed = parseSshSignature(armored);
  if (!parsed.ok) return undefined;
  const publicKey = sshPublicKeyLine(parsed.value.publicKey);
  const verified = verifySshSignature({
    message: claim.signed,
    armored,
    namespace: claim.namespace,
    publicKey,
    ...(claim.passkeys ?? {}),
  });
  return verified.ok
    ? { credential: signature.keyid, publicKey, assurance: verified.assurance }
    : undefined;
}

/** The release key an envelope's one signature verified under (its `keyid`); `undefined` when it does not. */
export function verifyServiceSignature(
  { signatures, signed }: OpenedEnvelope,
  type: 'ed25519' | 'ecdsa-p256',
): string | undefined {
  const [only, ...others] = signatures;
  const signature = fromBase64(only?.sig ?? '');
  if (only === undefined || others.length > 0 || signature === undefined) return undefined;
  return verifySignature({ type, publicKey: only.keyid, message: signed, signature })
    ? only.keyid
    : undefined;
}
