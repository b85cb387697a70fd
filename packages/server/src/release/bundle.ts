import {
  canonicalBytes,
  digest,
  digestHex,
  type Id,
  type PolicyLanguage,
} from '@countersign/evidence';

/** Everything a gate needs, each part in the exact bytes that were hashed, signed or logged (FORMATS section 8). */
export interface BundleParts {
  readonly workspace: Id;
  readonly environment: string;
  readonly policy: Id;
  readonly language: PolicyLanguage;
  /** Canonical policy bytes: what the gate hashes. */
  readonly policyBytes: Uint8Array;
  readonly requirement: Uint8Array;
  readonly summary: Uint8Array;
  readonly verification: Uint8Array;
  /** What the verification says the change does; null where it names no assessment. */
  readonly assessment: Uint8Array | null;
  /** One envelope a human, in the order of the release statement. */
  readonly approvals: readonly Uint8Array[];
  /** Of a release under a standing approval alone: what was signed for good, and what was made of it. */
  readonly standing: {
    readonly template: Uint8Array;
    readonly instance: Uint8Array;
    readonly proof: Uint8Array;
    readonly signatures: readonly Uint8Array[];
  } | null;
  readonly sigstore: Uint8Array;
  /** The chains from version 1 on, in order. */
  readonly rosters: readonly Uint8Array[];
  readonly ruleSets: readonly Uint8Array[];
  readonly releaseProof: Uint8Array;
  readonly eventProof: Uint8Array;
  readonly checkpoint: Uint8Array;
  /** Replaceable and outside the manifest; withheld for a release that is no longer current. */
  readonly freshness: Uint8Array | null;
}

/** The closed list of files of a bundle, in the order they are packed: manifest first, freshness last. */
export function bundleFiles(parts: BundleParts): Map<string, Uint8Array> {
  const listed = listedFiles(parts);
  const files = new Map([['manifest.json', manifest(parts, listed)], ...listed]);
  if (parts.freshness !== null) files.set('freshness.dsse', parts.freshness);
  return files;
}

function listedFiles(parts: BundleParts): Map<string, Uint8Array> {
  return new Map([
    ['policy.json', parts.policyBytes],
    ['requirement.json', parts.requirement],
    ['summary.json', parts.summary],
    ['verification.dsse', parts.verification],
    ...(parts.assessment === null ? [] : [['assessment.json', parts.assessment] as const]),
    ...numbered('approvals', parts.approvals),
    ...standingFiles(parts.standing),
    ['release.sigstore.json', parts.sigstore],
    ...numbered('rosters', parts.rosters),
    ...numbered('rulesets', parts.ruleSets),
    ['release.tlog-proof', parts.releaseProof],
    ['event.tlog-proof', parts.eventProof],
    ['checkpoint', parts.checkpoint],
  ]);
}

function standingFiles(standing: BundleParts['standing']): [string, Uint8Array][] {
  if (standing === null) return [];
  return [
    ['template.json', standing.template],
    ['instance.json', standing.instance],
    ['standing-proof.dsse', standing.proof],
    ...numbered('standing', standing.signatures),
  ];
}

/** `rosters/000001.dsse` and so on: names sort as the numbers do. */
function numbered(folder: string, envelopes: readonly Uint8Array[]): [string, Uint8Array][] {
  return envelopes.map((bytes, index) => [
    `${folder}/${String(index + 1).padStart(6, '0')}.dsse`,
    bytes,
  ]);
}

function manifest(parts: BundleParts, files: ReadonlyMap<string, Uint8Array>): Uint8Array {
  const { workspace, environment, policy, language } = parts;
  const listed = [...files].map(([path, bytes]) => ({
    path,
    sha256: digestHex(digest(bytes)),
    size: bytes.length,
  }));
  listed.sort((a, b) => (a.path < b.path ? -1 : 1));
  return canonicalBytes({
    kind: 'manifest',
    v: 1,
    workspace,
    environment,
    policy,
    language,
    files: listed,
  });
}
