import { fromBase64, toBase64 } from '../bytes/base64.ts';
import { canonicalBytes } from '../bytes/canonical.ts';
import { rawPublicKey, subjectPublicKeyInfo } from '../keys/verify.ts';

/** Rekor's entry kind that stands in our log beside each release (Rekor v2 takes no other). */
export const HASHEDREKORD = { kind: 'hashedrekord', version: '0.0.2' } as const;

/**
 * The second log entry of a release: Rekor's `hashedrekord` 0.0.2 over the digest of its DSSE PAE. `paeDigest` is the
 * 32 bytes of SHA-256, `signature` the DER of the release key's signature, `publicKey` base64 as `verifySignature`
 * takes it. Throws when the key is not a P-256 key.
 */
export function hashedrekordBody(
  paeDigest: Uint8Array,
  signature: Uint8Array,
  publicKey: string,
): Uint8Array {
  const key = rawPublicKey('ecdsa-p256', publicKey);
  if (key === undefined) throw new TypeError('the release key is not a P-256 public key in base64');
  return canonicalBytes({
    apiVersion: HASHEDREKORD.version,
    kind: HASHEDREKORD.kind,
    spec: {
      hashedRekordV002: {
        data: { algorithm: 'SHA2_256', digest: toBase64(paeDigest) },
        signature: {
          content: toBase64(signature),
          verifier: {
            keyDetails: 'PKIX_ECDSA_P256_SHA_256',
            publicKey: { rawBytes: toBase64(subjectPublicKeyInfo('ecdsa-p256', key)) },
          },
        },
      },
    },
  });
}

/** The signature of an envelope that has exactly one, as a Sigstore bundle must; `undefined` otherwise. */
export function onlySignature(envelope: {
  readonly signatures: readonly { readonly sig: string }[];
}): Uint8Array | undefined {
  const [first, ...others] = envelope.signatures;
  return first === undefined || others.length > 0 ? undefined : fromBase64(first.sig);
}
