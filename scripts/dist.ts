// `npm run dist -- [FOLDER] [--only gate|analysis]`: what is published, in `dist`: the gate as one file without
// dependencies, `gate.mjs`, for Node 20 and newer; the analysis as a package, `countersign-analysis-VERSION.tgz`.
import { mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { packAnalysis } from './publish/pack-analysis.ts';
import { writeGateFile } from './publish/write-gate-file.ts';

const PARTS = new Map([
  ['gate', writeGateFile],
  ['analysis', packAnalysis],
]);

const { values, positionals } = parseArgs({
  options: { only: { type: 'string' } },
  allowPositionals: true,
});
const folder = positionals[0] ?? join(import.meta.dirname, '..', 'dist');
const wanted = [...PARTS].filter(([name]) => (values.only ?? name) === name);
if (wanted.length === 0) throw new Error(`--only is one of ${[...PARTS.keys()].join(', ')}`);

mkdirSync(folder, { recursive: true });
for (const [, write] of wanted) {
  const file = await write(folder);
  console.log(`${file} ${statSync(file).size} bytes`);
}
