import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rolldown } from 'rolldown';
import { jsonText } from '../json-text.ts';
import { writeDeclarations } from './write-declarations.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const HOME = join(ROOT, 'packages', 'analysis');

/**
 * Packs the analysis into the folder as npm installs it: one ES module with the service table in it, declarations,
 * README, licence and notice. Gives the path of the tarball. Throws when the module imports anything but its
 * declared dependencies: such a package would not run in a browser.
 */
export async function packAnalysis(folder: string): Promise<string> {
  const staging = mkdtempSync(join(tmpdir(), 'countersign-analysis-'));
  try {
    const manifest = readManifest();
    await writeModule(staging, Object.keys(manifest.dependencies));
    writeDeclarations(HOME, join(staging, 'types'));
    copyFileSync(join(HOME, 'README.md'), join(staging, 'README.md'));
    copyFileSync(join(HOME, 'NOTICE'), join(staging, 'NOTICE'));
    copyFileSync(join(ROOT, 'LICENSE'), join(staging, 'LICENSE'));
    writeFileSync(join(staging, 'package.json'), jsonText(published(manifest)));
    return pack(staging, folder);
  } finally {
    rmSync(staging, { recursive: true, force: true });
  }
}

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly license: string;
  readonly dependencies: Readonly<Record<string, string>>;
}

function readManifest(): Manifest {
  return JSON.parse(readFileSync(join(HOME, 'package.json'), 'utf8')) as Manifest;
}

function published({ name, version, license, dependencies }: Manifest): object {
  return {
    name,
    version,
    description: 'Proves what a change of an access policy newly allows and denies, with witnesses',
    license,
    type: 'module',
    sideEffects: false,
    exports: { '.': { types: './types/index.d.ts', default: './index.js' } },
    dependencies,
  };
}

async function writeModule(staging: string, dependencies: readonly string[]): Promise<void> {
  const isDeclared = (id: string): boolean =>
    dependencies.some((name) => id === name || id.startsWith(`${name}/`));
  const bundle = await rolldown({
    input: join(HOME, 'src', 'index.ts'),
    platform: 'neutral',
    external: isDeclared,
    treeshake: true,
  });
  const file = join(staging, 'index.js');
  const { output } = await bundle.write({ file, format: 'esm', codeSplitting: false });
  await bundle.close();
  const foreign = output
    .flatMap((one) => (one.type === 'chunk' ? one.imports : []))
    .filter((id) => !isDeclared(id));
  if (foreign.length > 0) throw new Error(`the analysis imports ${foreign.join(', ')}`);
}

/** `npm pack` asks no registry. */
function pack(staging: string, folder: string): string {
  mkdirSync(folder, { recursive: true });
  const words = ['pack', '--json', '--ignore-scripts', '--pack-destination', folder];
  const ran = spawnSync('npm', words, { cwd: staging, encoding: 'utf8' });
  if (ran.status !== 0) throw new Error(`npm pack failed: ${ran.error?.message ?? ran.stderr}`);
  const [packed] = JSON.parse(ran.stdout) as { readonly filename: string }[];
  if (packed === undefined) throw new Error('npm pack named no file');
  return join(folder, packed.filename);
}
