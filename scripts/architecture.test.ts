import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

const ROOT = join(import.meta.dirname, '..');
const PACKAGES = join(ROOT, 'packages');

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

/** The arrows of ARCHITECTURE.md: which workspace packages each may import. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  domain: [],
  analysis: [],
  evidence: [],
  assurance: ['analysis', 'domain', 'evidence'],
  api: [],
  mcp: ['analysis', 'api'],
  connectors: ['analysis', 'evidence'],
  server: ['analysis', 'api', 'assurance', 'domain', 'evidence', 'mcp'],
  cli: ['analysis', 'api', 'assurance', 'connectors', 'domain', 'evidence', 'mcp'],
  web: ['analysis', 'api', 'evidence'],
};

/** The one named library of a pure package, with the ADR that says why. */
const NAMED_LIBRARIES: Readonly<Record<string, readonly string[]>> = {
  domain: [],
  analysis: ['@noble/hashes'], // ADR-0002
  evidence: ['@noble/curves', '@noble/hashes'], // ADR-0002
  api: ['zod'],
  connectors: ['yaml'],
};

const byText = (a: string, b: string): number => (a < b ? -1 : 1);
const manifestOf = (path: string): Manifest => JSON.parse(readFileSync(path, 'utf8')) as Manifest;
const names = readdirSync(PACKAGES).toSorted(byText);

describe('the package.json files are the architecture diagram', () => {
  test('every package has its row in the table', () => {
    expect(names).toEqual(Object.keys(MAY_IMPORT).toSorted(byText));
  });

  test.each(names)('%s declares only the packages it may import', (name) => {
    const manifest = manifestOf(join(PACKAGES, name, 'package.json'));
    const declared = Object.keys({ ...manifest.dependencies, ...manifest.devDependencies })
      .filter((dependency) => dependency.startsWith('@countersign/'))
      .map((dependency) => dependency.slice('@countersign/'.length));
    expect(MAY_IMPORT[name]).toEqual(expect.arrayContaining(declared));
  });

  test.each(Object.keys(NAMED_LIBRARIES))('%s imports no library but the named one', (name) => {
    const manifest = manifestOf(join(PACKAGES, name, 'package.json'));
    const foreign = Object.keys(manifest.dependencies ?? {}).filter(
      (one) => !one.startsWith('@countersign/'),
    );
    expect(foreign.toSorted(byText)).toEqual(NAMED_LIBRARIES[name]);
  });

  test('the protocol of agents stays in its own package', () => {
    const users = names.filter((name) =>
      Object.hasOwn(
        manifestOf(join(PACKAGES, name, 'package.json')).dependencies ?? {},
        '@modelcontextprotocol/sdk',
      ),
    );
    expect(users).toEqual(['mcp']);
  });

  test.each([['.', ROOT], ...names.map((name) => [name, join(PACKAGES, name)])])(
    '%s pins every dependency exactly',
    (_, home) => {
      const manifest = manifestOf(join(home ?? ROOT, 'package.json'));
      const all = {
        ...manifest.dependencies,
        ...manifest.devDependencies,
        ...manifest.optionalDependencies,
      };
      const loose = Object.entries(all).filter(
        ([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version),
      );
      expect(loose).toEqual([]);
    },
  );
});

describe('the sources', () => {
  const sources = readdirSync(PACKAGES, { recursive: true, encoding: 'utf8' })
    .filter(
      (path) => /\.tsx?$/.test(path) && path.includes('/src/') && !path.includes('node_modules'),
    )
    .toSorted(byText);

  test('there is no drawer for odds and ends', () => {
    const drawers = sources.filter((path) =>
      /(^|\/)(utils?|helpers?|common|shared|misc|managers?)(\/|\.tsx?$)/.test(path),
    );
    expect(drawers).toEqual([]);
  });

  test('the environment is read in the configuration alone', () => {
    const readers = sources.filter(
      (path) =>
        path.startsWith('server/') &&
        !path.endsWith('.test.ts') &&
        !/(^|\/)(testing|contract)/.test(path) &&
        readFileSync(join(PACKAGES, path), 'utf8').includes('process.env'),
    );
    expect(readers.filter((path) => !path.startsWith('server/src/config'))).toEqual([]);
  });
});

describe('the lockfile', () => {
  const lock = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as {
    readonly packages: Readonly<
      Record<string, { readonly resolved?: string; readonly link?: boolean }>
    >;
  };

  test('records no download address', () => {
    const addressed = Object.entries(lock.packages).filter(
      ([, entry]) => entry.link !== true && entry.resolved !== undefined,
    );
    expect(addressed).toEqual([]);
  });
});
