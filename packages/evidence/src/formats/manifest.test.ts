import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { utf8 } from '../bytes/index.ts';
import {
  BUNDLE_BYTES_MAX,
  BUNDLE_FILE_BYTES_MAX,
  BUNDLE_FILES_MAX,
  bundlePathFaults,
  isBundlePath,
  isListedPath,
} from './manifest.ts';
import { VALUES } from './testing/golden-formats.ts';
import { edited, FORMATS, refusalsOf } from './testing/parsers.ts';

const faults = (files: readonly (readonly [string, Uint8Array])[]): readonly string[] =>
  bundlePathFaults(new Map(files)).map(({ code, message }) => `${code} ${message}`);

describe('the paths of a bundle', () => {
  it('are a closed list', () => {
    const paths = [
      'manifest.json',
      'policy.json',
      'requirement.json',
      'summary.json',
      'verification.dsse',
      'release.sigstore.json',
      'release.tlog-proof',
      'event.tlog-proof',
      'checkpoint',
      'freshness.dsse',
      'approvals/000001.dsse',
      'rosters/000002.dsse',
      'rulesets/000001.dsse',
      'epochs/000002.dsse',
    ];
    expect(paths.filter((path) => !isBundlePath(path))).toEqual([]);
    expect(paths.filter((path) => !isListedPath(path))).toEqual([
      'manifest.json',
      'freshness.dsse',
    ]);
  });

  it.each([
    '',
    '.',
    '/policy.json',
    './policy.json',
    '../policy.json',
    'approvals/../policy.json',
    'approvals//000001.dsse',
    'approvals/000001.dsse/',
    'approvals\\000001.dsse',
    'approvals/1.dsse',
    'approvals/0000001.dsse',
    'approvals/00000١.dsse',
    'approvals/000001.DSSE',
    'approvals',
    'POLICY.json',
    'Policy.json',
    'policy.json\n',
    'policy.json\u0000',
    ' policy.json',
    'policy.json -> /etc/passwd',
    'pοlicy.json',
    'constructor',
    '__proto__',
  ])('do not include %j', (path) => {
    expect(isBundlePath(path)).toBe(false);
    expect(isListedPath(path)).toBe(false);
    expect(bundlePathFaults(new Map([[path, utf8('')]]))).toMatchObject([
      { code: 'BUNDLE_PATH', details: { path } },
    ]);
  });

  it('are lower-case ASCII without traversal, whatever is tried', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (path) => {
        if (isBundlePath(path)) expect(path).toMatch(/^[a-z0-9.-]+(?:\/[0-9]{6}\.dsse)?$/);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('the files of a bundle', () => {
  it('are refused for every foreign path at once', () => {
    expect(
      faults([
        ['policy.json', utf8('{}')],
        ['evil.sh', utf8('')],
        ['a/../b', utf8('')],
      ]),
    ).toEqual([
      'BUNDLE_PATH the bundle has a file `evil.sh` that no bundle has',
      'BUNDLE_PATH the bundle has a file `a/../b` that no bundle has',
    ]);
  });

  it('are refused beyond the size of a file', () => {
    expect(faults([['policy.json', new Uint8Array(BUNDLE_FILE_BYTES_MAX + 1)]])).toEqual([
      'BUNDLE_TOO_LARGE the file `policy.json` has 16777217 bytes, at most 16777216 are read',
    ]);
  });

  it('are refused beyond the size of a bundle, even when each file is small enough', () => {
    const file = new Uint8Array(BUNDLE_FILE_BYTES_MAX);
    const count = BUNDLE_BYTES_MAX / BUNDLE_FILE_BYTES_MAX + 1;
    const files = Array.from(
      { length: count },
      (_, at) => [`approvals/00000${at}.dsse`, file] as const,
    );
    expect(faults(files)).toEqual([
      'BUNDLE_TOO_LARGE the bundle has 150994944 bytes, at most 134217728 are read',
    ]);
  });

  it('are refused when there are too many', () => {
    const name = (at: number): string => `approvals/${String(at).padStart(6, '0')}.dsse`;
    const files = Array.from(
      { length: BUNDLE_FILES_MAX + 1 },
      (_, at) => [name(at), utf8('')] as const,
    );
    expect(faults(files)).toEqual([
      'BUNDLE_TOO_LARGE the bundle has 4097 files, at most 4096 are read',
    ]);
  });
});

describe('a manifest is refused', () => {
  const refusals = (edits: Readonly<Record<string, unknown>>): readonly string[] =>
    refusalsOf(FORMATS.manifest.parse(edited(VALUES.manifest, edits)));

  it('for each path that no bundle lists, itself and the freshness statement among them', () => {
    const edits = {
      '/files/0/path': '../policy.json',
      '/files/2/path': 'manifest.json',
      '/files/3/path': 'freshness.dsse',
      '/files/4/path': 'Policy.json',
    };
    expect(refusals(edits)).toEqual([
      'WRONG_VALUE `/files/0/path` is `../policy.json`, which no bundle lists',
      'WRONG_VALUE `/files/2/path` is `manifest.json`, which no bundle lists',
      'WRONG_VALUE `/files/3/path` is `freshness.dsse`, which no bundle lists',
      'WRONG_VALUE `/files/4/path` is `Policy.json`, which no bundle lists',
    ]);
  });

  it('when a path stands twice or out of order', () => {
    expect(refusals({ '/files/1/path': 'approvals/000001.dsse' })).toEqual([
      'WRONG_VALUE `/files/1/path` repeats `approvals/000001.dsse`',
    ]);
    expect(refusals({ '/files/2/path': 'approvals/000000.dsse' })).toEqual([
      'WRONG_VALUE `/files/2/path` is `approvals/000000.dsse`, which sorts before `approvals/000002.dsse`',
    ]);
  });

  it('when a file is larger than any that is read', () => {
    expect(refusals({ '/files/0/size': BUNDLE_FILE_BYTES_MAX + 1 })).toEqual([
      'WRONG_VALUE `/files/0/size` is 16777217, expected an integer from 0 to 16777216',
    ]);
  });
});
