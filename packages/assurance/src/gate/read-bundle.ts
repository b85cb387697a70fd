import {
  bundlePathFaults,
  canonicalBytes,
  type Digest,
  decodeUtf8,
  digest,
  digestHex,
  type Envelope,
  type Instance,
  isJsonObject,
  isListedPath,
  type Json,
  type Manifest,
  type Parsed,
  PREDICATES,
  parseApproval,
  parseCanonical,
  parseEnvelope,
  parseInstance,
  parseManifest,
  parseRelease,
  parseRequirement,
  parseRoster,
  parseRuleSet,
  parseStandingApproval,
  parseStatement,
  parseTemplate,
  type Refusal,
  type Release,
  type Requirement,
  type Roster,
  type RuleSet,
  type Template,
} from '@countersign/evidence';
import { gateRefusal } from './gate-refusal.ts';

/** A bundle's files by path, as a folder or tar gave them. */
export type BundleFiles = ReadonlyMap<string, Uint8Array>;

/** A bundle whose files parse. No signature is verified yet. */
export interface Bundle {
  readonly manifest: Manifest;
  readonly policy: Uint8Array;
  readonly requirement: { readonly digest: Digest; readonly document: Requirement };
  /** Digest of the Summary's bytes: what approvals bind as `presented`. */
  readonly summary: Digest;
  readonly verification: Digest;
  /** Digests of the approval envelopes. */
  readonly approvals: readonly Digest[];
  /** What a release on the basis `standing` has beside (ADR-0019); null where any of it is missing. */
  readonly standing: StandingFiles | null;
  /** Paths of those files that are there, whatever the basis. */
  readonly standingPaths: readonly string[];
  readonly rosters: readonly Governed<Roster>[];
  readonly ruleSets: readonly Governed<RuleSet>[];
  /** The statement as claimed, and the Sigstore bundle that has to prove it. */
  readonly release: {
    readonly claimed: Release;
    readonly envelope: Digest;
    readonly bytes: Uint8Array;
  };
  readonly texts: Readonly<Record<BundleText, string>>;
  readonly freshness: Uint8Array | null;
  readonly hasEpochs: boolean;
  /** Every file by digest, and the Rosters and RuleSets inside their envelopes. */
  readonly documents: ReadonlyMap<Digest, Uint8Array>;
}

/** The template, the instance of it, who signed it for good, and the proof that the instance is within. */
export interface StandingFiles {
  readonly template: { readonly digest: Digest; readonly document: Template };
  readonly instance: { readonly digest: Digest; readonly document: Instance };
  readonly proof: Digest;
  /** Digests of the envelopes. */
  readonly signatures: readonly Digest[];
}

export type BundleText = 'checkpoint' | 'release.tlog-proof' | 'event.tlog-proof';

/** A Roster or RuleSet with the envelope that carries it. */
export interface Governed<T> {
  readonly document: T;
  readonly digest: Digest;
  readonly envelope: Digest;
}

const REQUIRED = [
  'manifest.json',
  'policy.json',
  'requirement.json',
  'summary.json',
  'verification.dsse',
  'release.sigstore.json',
  'release.tlog-proof',
  'event.tlog-proof',
  'checkpoint',
] as const;

/**
 * Holds the files against the manifest's closed list and reads each of them. `faults` is all that is wrong with the
 * files as such; `bundle` is null where they leave nothing to check further. Refuses BUNDLE_PATH, BUNDLE_TOO_LARGE,
 * BUNDLE_FILE_MISSING, BUNDLE_FILE_FORMAT, MANIFEST_MISMATCH.
 */
export function readBundle(files: BundleFiles): {
  readonly bundle: Bundle | null;
  readonly faults: readonly Refusal[];
} {
  const faults = [...bundlePathFaults(files), ...missingFiles(files)];
  const reader = new Reader(files, faults);
  const manifest = reader.parsed('manifest.json', parseManifest);
  if (manifest !== undefined) faults.push(...manifestFaults(manifest, files));
  const bundle = manifest === undefined ? null : assembled(manifest, reader);
  return { bundle, faults };
}

function assembled(manifest: Manifest, reader: Reader): Bundle | null {
  const requirement = reader.parsed('requirement.json', parseRequirement);
  const release = reader.parsed('release.sigstore.json', claimedRelease);
  const policy = reader.files.get('policy.json');
  const bytes = reader.files.get('release.sigstore.json') ?? new Uint8Array();
  const parts = {
    manifest,
    summary: reader.digestOf('summary.json'),
    verification: reader.digestOf('verification.dsse'),
    approvals: reader.approvals(),
    standing: standingFiles(reader),
    standingPaths: [
      ...STANDING_FILES.filter((path) => reader.files.has(path)),
      ...reader.under('standing'),
    ],
    rosters: reader.governed('rosters', PREDICATES.roster, parseRoster),
    ruleSets: reader.governed('rulesets', PREDICATES.ruleset, parseRuleSet),
    texts: {
      checkpoint: reader.text('checkpoint'),
      'release.tlog-proof': reader.text('release.tlog-proof'),
      'event.tlog-proof': reader.text('event.tlog-proof'),
    },
    freshness: reader.files.get('freshness.dsse') ?? null,
    hasEpochs: reader.under('epochs').length > 0,
    documents: reader.documents,
  };
  if (policy === undefined || release === undefined || requirement === undefined) return null;
  return {
    ...parts,
    policy,
    requirement: { digest: reader.digestOf('requirement.json'), document: requirement },
    release: { ...release, bytes },
  };
}

const STANDING_FILES = ['template.json', 'instance.json', 'standing-proof.dsse'] as const;

function standingFiles(reader: Reader): StandingFiles | null {
  const template = reader.parsed('template.json', parseTemplate);
  const instance = reader.parsed('instance.json', parseInstance);
  const signatures = reader.standingApprovals();
  if (template === undefined || instance === undefined) return null;
  if (!reader.files.has('standing-proof.dsse')) return null;
  return {
    template: { digest: reader.digestOf('template.json'), document: template },
    instance: { digest: reader.digestOf('instance.json'), document: instance },
    proof: reader.digestOf('standing-proof.dsse'),
    signatures,
  };
}

function missingFiles(files: BundleFiles): Refusal[] {
  return REQUIRED.filter((path) => !files.has(path)).map((path) =>
    gateRefusal('BUNDLE_FILE_MISSING', `the bundle has no \`${path}\``, { path }),
  );
}

/** The list is closed: every listed file is there with these bytes, and no other file is. */
function manifestFaults(manifest: Manifest, files: BundleFiles): Refusal[] {
  const listed = new Map(manifest.files.map((file) => [file.path, file]));
  const paths = new Set([...listed.keys(), ...[...files.keys()].filter(isListedPath)]);
  return [...paths].flatMap((path) => {
    const why = listingFault(listed.get(path), files.get(path));
    return why === null ? [] : [gateRefusal('MANIFEST_MISMATCH', `\`${path}\` ${why}`, { path })];
  });
}

function listingFault(
  file: Manifest['files'][number] | undefined,
  bytes: Uint8Array | undefined,
): string | null {
  if (file === undefined) return 'is not in the manifest';
  if (bytes === undefined) return 'is in the manifest and not in the bundle';
  const fits = file.size === bytes.length && file.sha256 === digestHex(digest(bytes));
  return fits ? null : 'is not the file the manifest lists';
}

/** Reads single files; what is wrong with them goes to `faults`. */
class Reader {
  readonly files: BundleFiles;
  readonly documents = new Map<Digest, Uint8Array>();
  private readonly faults: Refusal[];

  constructor(files: BundleFiles, faults: Refusal[]) {
    this.files = files;
    this.faults = faults;
    for (const bytes of files.values()) this.documents.set(digest(bytes), bytes);
  }

  digestOf(path: string): Digest {
    return digest(this.files.get(path) ?? new Uint8Array());
  }

  parsed<T>(path: string, parse: (bytes: Uint8Array) => Parsed<T>): T | undefined {
    const bytes = this.files.get(path);
    if (bytes === undefined) return undefined;
    const parsed = parse(bytes);
    if (parsed.ok) return parsed.value;
    this.badFile(path, parsed.refusals);
    return undefined;
  }

  text(path: BundleText): string {
    const bytes = this.files.get(path);
    const text = bytes === undefined ? '' : decodeUtf8(bytes);
    if (text === undefined) this.badFile(path, [{ code: 'NOT_UTF8', message: 'it is not UTF-8' }]);
    return text ?? '';
  }

  approvals(): readonly Digest[] {
    return this.envelopes('approvals', (bytes) =>
      predicateOf(bytes, PREDICATES.approval, parseApproval),
    );
  }

  standingApprovals(): readonly Digest[] {
    return this.envelopes('standing', (bytes) =>
      predicateOf(bytes, PREDICATES.standingApproval, parseStandingApproval),
    );
  }

  private envelopes(folder: string, parse: (bytes: Uint8Array) => Parsed<unknown>): Digest[] {
    return this.under(folder).flatMap((path) =>
      this.parsed(path, parse) === undefined ? [] : [this.digestOf(path)],
    );
  }

  governed<T>(
    folder: string,
    predicateType: string,
    parse: (predicate: Json) => Parsed<T>,
  ): readonly Governed<T>[] {
    return this.under(folder).flatMap((path) => {
      const read = this.parsed(path, (bytes) => predicateOf(bytes, predicateType, parse));
      if (read === undefined) return [];
      const named = digest(read.bytes);
      this.documents.set(named, read.bytes);
      return [{ document: read.value, digest: named, envelope: this.digestOf(path) }];
    });
  }

  under(folder: string): readonly string[] {
    const paths = [...this.files.keys()].filter((path) => path.startsWith(`${folder}/`));
    return paths.toSorted((a, b) => (a < b ? -1 : 1));
  }

  private badFile(path: string, refusals: readonly Refusal[]): void {
    const why = refusals.map(({ message }) => message).join('; ');
    this.faults.push(
      gateRefusal('BUNDLE_FILE_FORMAT', `\`${path}\` cannot be read: ${why}`, { path, refusals }),
    );
  }
}

/** The predicate of an envelope's statement, with its canonical bytes. */
function predicateOf<T>(
  bytes: Uint8Array,
  predicateType: string,
  parse: (predicate: Json) => Parsed<T>,
): Parsed<{ readonly value: T; readonly bytes: Uint8Array }> {
  const envelope = parseEnvelope(bytes);
  if (!envelope.ok) return envelope;
  const statement = parseStatement(envelope.value.payload, predicateType);
  if (!statement.ok) return statement;
  const { predicate } = statement.value;
  const parsed = parse(predicate);
  if (!parsed.ok) return parsed;
  return { ok: true, value: { value: parsed.value, bytes: canonicalBytes(predicate) } };
}

/** What the Sigstore bundle claims; that its signature and log entry hold is verified apart. */
function claimedRelease(
  bytes: Uint8Array,
): Parsed<{ readonly claimed: Release; readonly envelope: Digest }> {
  const json = parseCanonical(bytes);
  if (!json.ok) return json;
  const envelope = isJsonObject(json.value) ? json.value['dsseEnvelope'] : undefined;
  const envelopeBytes = canonicalBytes((envelope ?? null) as Envelope | null);
  const release = predicateOf(envelopeBytes, PREDICATES.release, parseRelease);
  if (!release.ok) return release;
  return { ok: true, value: { claimed: release.value.value, envelope: digest(envelopeBytes) } };
}
