// `npm run dist`: the gate as one file without dependencies, `dist/gate.mjs`, for Node 20 and newer.
import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { rolldown } from 'rolldown';

const ROOT = join(import.meta.dirname, '..');
const OUT = join(process.argv[2] ?? join(ROOT, 'dist'), 'gate.mjs');

mkdirSync(join(OUT, '..'), { recursive: true });
const bundle = await rolldown({
  input: join(ROOT, 'packages', 'assurance', 'src', 'node', 'gate-program.ts'),
  platform: 'node',
  treeshake: true,
});
await bundle.write({ file: OUT, format: 'esm', codeSplitting: false });
await bundle.close();
console.log(`${OUT} ${statSync(OUT).size} bytes`);
