import type { Id } from '@countersign/domain';

/** One service key that signs; the secret stays behind it. */
export interface Signer {
  readonly use: 'log' | 'release' | 'freshness';
  readonly type: 'ed25519' | 'ecdsa-p256';
  /** base64: 32 raw bytes for Ed25519, SubjectPublicKeyInfo DER for P-256 (as in the Roster). */
  readonly publicKey: string;
  /** Ed25519: 64 raw bytes. P-256 with SHA-256: ASN.1 DER, as DSSE and Rekor take it. */
  sign(message: Uint8Array): Promise<Uint8Array>;
}

/** The service keys of one workspace: log and release keys are never the same. */
export interface WorkspaceSigners {
  readonly log: Signer;
  readonly release: Signer;
  readonly freshness: Signer;
}

/** Where service keys live: owner-only files, later a key service. */
export interface KeyRing {
  /** Makes the keys of a workspace; the existing ones when they are there. */
  create(workspace: Id): Promise<WorkspaceSigners>;
  /** The keys of a workspace, or `undefined` when this host does not hold them. */
  open(workspace: Id): Promise<WorkspaceSigners | undefined>;
}
