import type { Json } from '../bytes/json.ts';
import { type Parsed, quoted, type Refusal, refusal } from '../refusal.ts';
import {
  idSchema,
  integer,
  type JsonSchema,
  jsonSchema,
  list,
  object,
  oneOf,
  parserOf,
  refined,
  type Schema,
} from '../schema/index.ts';
import { kindOf } from '../schema/scalars.ts';
import { fault } from '../schema/schema.ts';
import type { Id } from '../values.ts';
import {
  environmentSchema,
  languageSchema,
  type PolicyLanguage,
  sha256HexSchema,
} from './values.ts';

/** The closed list of what is in a bundle (FORMATS section 8). */
export interface Manifest {
  readonly kind: 'manifest';
  readonly v: 1;
  readonly workspace: Id;
  readonly environment: string;
  readonly policy: Id;
  readonly language: PolicyLanguage;
  readonly files: readonly ManifestFile[];
}

export interface ManifestFile {
  readonly path: string;
  /** 64 hex digits. */
  readonly sha256: string;
  /** Bytes. */
  readonly size: number;
}

/** Largest file of a bundle: a Roster chain's version with ten thousand humans stays below. */
export const BUNDLE_FILE_BYTES_MAX: number = 16 * 1024 * 1024;
/** Most files of a bundle: a thousand approvals and the chains of a decade. */
export const BUNDLE_FILES_MAX = 4096;
/** Largest bundle as a whole; a gate holds it in memory. */
export const BUNDLE_BYTES_MAX: number = 128 * 1024 * 1024;

const FIXED = [
  'manifest.json',
  'policy.json',
  'requirement.json',
  'summary.json',
  'verification.dsse',
  'assessment.json',
  'release.sigstore.json',
  'release.tlog-proof',
  'event.tlog-proof',
  'checkpoint',
  'freshness.dsse',
  // Of a release on the basis of a standing approval alone (ADR-0019); a gate that knows no such file refuses the bundle.
  'template.json',
  'instance.json',
  'standing-proof.dsse',
];
const NUMBERED = /^(?:approvals|standing|rosters|rulesets|epochs)\/[0-9]{6}\.dsse$/;
const OUTSIDE_MANIFEST = ['manifest.json', 'freshness.dsse'];

/** Whether a bundle may hold this path at all: a closed list, lower-case ASCII, no traversal. */
export function isBundlePath(path: string): boolean {
  return FIXED.includes(path) || NUMBERED.test(path);
}

/** Whether the manifest lists this path; itself and the replaceable freshness statement stand outside. */
export function isListedPath(path: string): boolean {
  return isBundlePath(path) && !OUTSIDE_MANIFEST.includes(path);
}

/** Why a set of files is no bundle: paths outside the closed list, too many, too large. */
export function bundlePathFaults(files: ReadonlyMap<string, Uint8Array>): readonly Refusal[] {
  const faults: Refusal[] = [];
  if (files.size > BUNDLE_FILES_MAX) {
    faults.push(
      refusal(
        'BUNDLE_TOO_LARGE',
        `the bundle has ${files.size} files, at most ${BUNDLE_FILES_MAX} are read`,
      ),
    );
  }
  const total = [...files.values()].reduce((sum, { length }) => sum + length, 0);
  if (total > BUNDLE_BYTES_MAX) {
    const message = `the bundle has ${total} bytes, at most ${BUNDLE_BYTES_MAX} are read`;
    faults.push(refusal('BUNDLE_TOO_LARGE', message));
  }
  for (const [path, bytes] of files) {
    if (!isBundlePath(path)) {
      faults.push(
        refusal('BUNDLE_PATH', `the bundle has a file ${quoted(path)} that no bundle has`, {
          path,
        }),
      );
    }
    if (bytes.length > BUNDLE_FILE_BYTES_MAX) {
      const message = `the file ${quoted(path)} has ${bytes.length} bytes, at most ${BUNDLE_FILE_BYTES_MAX} are read`;
      faults.push(refusal('BUNDLE_TOO_LARGE', message, { path }));
    }
  }
  return faults;
}

const listedPath: Schema<string> = {
  read(value, place) {
    if (typeof value !== 'string')
      fault(place, 'WRONG_TYPE', `is ${kindOf(value)}, expected a path`);
    else if (!isListedPath(value))
      fault(place, 'WRONG_VALUE', `is ${quoted(value)}, which no bundle lists`);
    return value as string;
  },
  json: {
    anyOf: [
      { enum: FIXED.filter((path) => !OUTSIDE_MANIFEST.includes(path)) },
      { type: 'string', pattern: NUMBERED.source },
    ],
  },
};

const schema: Schema<Manifest> = refined(
  object<Manifest>({
    kind: oneOf('manifest'),
    v: oneOf(1),
    workspace: idSchema,
    environment: environmentSchema,
    policy: idSchema,
    language: languageSchema,
    files: list(
      object<ManifestFile>({
        path: listedPath,
        sha256: sha256HexSchema,
        size: integer(0, BUNDLE_FILE_BYTES_MAX),
      }),
      BUNDLE_FILES_MAX,
      1,
    ),
  }),
  ({ files }) =>
    files.flatMap(({ path }, at) => {
      const before = files[at - 1]?.path ?? '';
      if (before < path) return [];
      const why =
        before === path
          ? `repeats ${quoted(path)}`
          : `is ${quoted(path)}, which sorts before ${quoted(before)}`;
      return [{ pointer: `/files/${at}/path`, why }];
    }),
);

/** Reads a manifest; only paths of the closed list, sorted, without duplicates. */
export const parseManifest: (input: Uint8Array | Json) => Parsed<Manifest> = parserOf(schema);

export const manifestSchema: JsonSchema = jsonSchema('manifest', schema);
