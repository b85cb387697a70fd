// Builds the web app into `dist/app` when its sources changed since the last build; `countersign start` runs this.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'vite';

const HOME = import.meta.dirname;
const PACKAGES = join(HOME, '..');
const STAMP = join(HOME, 'dist', 'app', '.built-from');
const SOURCES = [
  join(HOME, 'src'),
  join(HOME, 'public'),
  join(HOME, 'index.html'),
  join(HOME, 'vite.config.ts'),
  join(HOME, 'package.json'),
  join(PACKAGES, 'api', 'src'),
  join(PACKAGES, 'analysis', 'src'),
];

const wanted = digestOfSources();
if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === wanted) {
  process.stdout.write('web app is up to date\n');
} else {
  await build({ root: HOME, logLevel: 'warn' });
  // Written last: a killed build leaves no stamp, so the next start builds again.
  writeFileSync(STAMP, wanted);
  process.stdout.write('web app built\n');
}

function digestOfSources(): string {
  const hash = createHash('sha256');
  for (const file of SOURCES.flatMap(filesOf).sort()) {
    hash.update(file).update('\0').update(readFileSync(file)).update('\0');
  }
  return hash.digest('hex');
}

function filesOf(path: string): string[] {
  if (!existsSync(path)) return [];
  if (statSync(path).isFile()) return [path];
  const entries = readdirSync(path, { recursive: true, withFileTypes: true, encoding: 'utf8' });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}
