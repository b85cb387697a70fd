import { fromBase64, hashedrekordBody, pae, parseEnvelope, sha256 } from '@countersign/evidence';

/**
 * The second log entry that a release envelope must have (Rekor's hashedrekord 0.0.2 over its DSSE PAE); `undefined`
 * when the bytes are no envelope. The public key is the one the entry itself names: that it is a release key of the
 * Roster was judged with the `ReleaseIssued` event.
 */
export function expectedHashedrekord(
  envelopeBytes: Uint8Array,
  publicKey: string,
): Uint8Array | undefined {
  const parsed = parseEnvelope(envelopeBytes);
  if (!parsed.ok) return undefined;
  const signature = fromBase64(parsed.value.envelope.signatures[0]?.sig ?? '');
  if (signature === undefined) return undefined;
  return hashedrekordBody(sha256(pae(parsed.value.payload)), signature, publicKey);
}
