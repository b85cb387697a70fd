import { toBase64 } from '../bytes/base64.ts';
import { canonicalBytes } from '../bytes/canonical.ts';
import { subjectPublicKeyInfo } from '../keys/verify.ts';
import { NOTE_ED25519, noteKeyHash } from '../log/note-key.ts';
import type { Instant } from '../values.ts';

/**
 * Sigstore's trusted root naming our log alone, so that `cosign` verifies a release bundle without Sigstore's own
 * services: `cosign verify-blob-attestation --key release.pub --trusted-root FILE --bundle release.sigstore.json …`.
 */
export function sigstoreTrustedRoot(log: {
  readonly origin: string;
  /** The log's Ed25519 key, 32 bytes. */
  readonly publicKey: Uint8Array;
  /** From when on its entries count. */
  readonly since: Instant;
}): Uint8Array {
  const keyId = toBase64(noteKeyHash(log.origin, NOTE_ED25519, log.publicKey));
  return canonicalBytes({
    mediaType: 'application/vnd.dev.sigstore.trustedroot+json;version=0.1',
    tlogs: [
      {
        baseUrl: `https://${log.origin}`,
        hashAlgorithm: 'SHA2_256',
        publicKey: {
          rawBytes: toBase64(subjectPublicKeyInfo('ed25519', log.publicKey)),
          keyDetails: 'PKIX_ED25519',
          validFor: { start: log.since },
        },
        logId: { keyId },
      },
    ],
    certificateAuthorities: [],
    ctlogs: [],
    timestampAuthorities: [],
  });
}
