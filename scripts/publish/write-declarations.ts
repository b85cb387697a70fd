import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';

const ROOT = join(import.meta.dirname, '..', '..');
const TSC = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');

/** Writes the declarations of a package's `index.ts` and of what they refer to, as a consumer resolves them. */
export function writeDeclarations(home: string, target: string): void {
  const emitted = mkdtempSync(join(tmpdir(), 'countersign-types-'));
  try {
    emit(home, emitted);
    for (const [file, text] of reachable(join(emitted, 'index.d.ts'))) {
      const path = join(target, relative(emitted, file));
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
    }
  } finally {
    rmSync(emitted, { recursive: true, force: true });
  }
}

/** Types are checked by `npm run types`; with isolated declarations, emitting needs no second check. */
function emit(home: string, outDir: string): void {
  const flags = ['--noCheck', '--composite', 'false', '--incremental', 'false'];
  const words = [TSC, '-p', home, '--outDir', outDir, '--tsBuildInfoFile', 'null', ...flags];
  const ran = spawnSync(process.execPath, words, { encoding: 'utf8' });
  if (ran.status !== 0) throw new Error(`tsc failed: ${ran.error?.message ?? ran.stdout}`);
}

/** Declarations name their neighbours by `.ts`, which only some consumers resolve; `.js` is known to all. */
function reachable(entry: string): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  const waiting = [entry];
  for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
    if (texts.has(file)) continue;
    const text = readFileSync(file, 'utf8').replaceAll(NEIGHBOUR, "$1'$2.js'");
    texts.set(file, text);
    const home = dirname(file);
    waiting.push(...[...text.matchAll(WRITTEN)].map(([, path]) => join(home, `${path}.d.ts`)));
  }
  return texts;
}

const NEIGHBOUR = /(\bfrom |\bimport\(|\bimport )'(\.\.?\/[^']+)\.ts'/g;
const WRITTEN = /(?:\bfrom |\bimport\(|\bimport )'(\.\.?\/[^']+)\.js'/g;
