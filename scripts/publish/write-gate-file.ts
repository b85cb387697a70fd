import { join } from 'node:path';
import { rolldown } from 'rolldown';

const PROGRAM = '../../packages/assurance/src/node/gate-program.ts';

/** Bundles the gate with all it needs into `gate.mjs` of the folder; gives its path. */
export async function writeGateFile(folder: string): Promise<string> {
  const file = join(folder, 'gate.mjs');
  const bundle = await rolldown({
    input: join(import.meta.dirname, PROGRAM),
    platform: 'node',
    treeshake: true,
  });
  await bundle.write({ file, format: 'esm', codeSplitting: false });
  await bundle.close();
  return file;
}
