import { fromBase64, toBase64 } from '../bytes/base64.ts';
import { canonicalBytes } from '../bytes/canonical.ts';
import { sha256 } from '../bytes/digest.ts';
import { type Envelope, pae } from '../dsse/envelope.ts';
import { parseCheckpoint } from '../log/checkpoint.ts';
import { NOTE_ED25519, noteKeyHash } from '../log/note-key.ts';
import { HASHEDREKORD, hashedrekordBody, onlySignature } from './hashedrekord.ts';

/** Media type of a Sigstore bundle v0.3. */
export const BUNDLE_TYPE = 'application/vnd.dev.sigstore.bundle.v0.3+json';

/** What a release bundle is made of. */
export interface ReleaseBundleParts {
  /** The release statement's envelope with the release key's one signature. */
  readonly envelope: Envelope;
  /** The release key, base64, as `verifySignature` takes it. */
  readonly publicKey: string;
  /** Position of the `hashedrekord` entry in the log. */
  readonly index: number;
  /** Inclusion proof of that entry under the checkpoint. */
  readonly proof: readonly Uint8Array[];
  /** A checkpoint signed by the log, as text. */
  readonly checkpoint: string;
  /** The log's Ed25519 key, 32 bytes. */
  readonly logPublicKey: Uint8Array;
}

/**
 * Canonical bytes of a Sigstore bundle v0.3 with our log as its transparency log, for `cosign verify-blob-attestation
 * --key --trusted-root` as well as for our gate. Throws when the parts do not fit together: the server made them.
 */
export function releaseBundle(parts: ReleaseBundleParts): Uint8Array {
  const signature = onlySignature(parts.envelope);
  const payload = fromBase64(parts.envelope.payload);
  const note = parseCheckpoint(parts.checkpoint);
  if (signature === undefined || payload === undefined || !note.ok) {
    throw new TypeError('a release bundle needs one signature, a payload and a checkpoint');
  }
  const { origin, size, root } = note.value.checkpoint;
  const body = hashedrekordBody(sha256(pae(payload)), signature, parts.publicKey);
  const logIndex = String(parts.index);
  return canonicalBytes({
    mediaType: BUNDLE_TYPE,
    verificationMaterial: {
      publicKey: { hint: parts.envelope.signatures[0]?.keyid ?? '' },
      tlogEntries: [
        {
          logIndex,
          logId: { keyId: toBase64(noteKeyHash(origin, NOTE_ED25519, parts.logPublicKey)) },
          kindVersion: HASHEDREKORD,
          inclusionProof: {
            logIndex,
            rootHash: toBase64(root),
            treeSize: String(size),
            hashes: parts.proof.map(toBase64),
            checkpoint: { envelope: parts.checkpoint },
          },
          canonicalizedBody: toBase64(body),
        },
      ],
    },
    dsseEnvelope: parts.envelope,
  });
}
