import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { createInterface } from 'node:readline';

export const description =
  'the whole of `npm start`: from the command to an answering server, first with everything to be made, then again';

const ROOT = join(import.meta.dirname, '..');
const AGAIN = 5;
/** What the README promises after install. */
const PROMISED_MS = 15_000;

/**
 * Milliseconds until `/readyz` answers 200. The first start builds the web app, makes the database, founds the
 * evaluation and its sample; the others find all that.
 */
export async function run(_options: { readonly json: boolean }): Promise<Record<string, unknown>> {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-bench-'));
  chmodSync(folder, 0o711); // root lends the database another account
  // Without the stamp the web app is built anew, as after an install.
  rmSync(join(ROOT, 'packages', 'web', 'dist', 'app', '.built-from'), { force: true });
  try {
    const firstMs = await startOnce(folder);
    const again: number[] = [];
    for (let round = 0; round < AGAIN; round += 1) again.push(await startOnce(folder));
    again.sort((a, b) => a - b);
    return {
      firstMs,
      againMs: { min: again[0], median: again[AGAIN >> 1], max: again.at(-1) },
      promisedMs: PROMISED_MS,
      ratioToPromise: Math.round((firstMs / PROMISED_MS) * 100) / 100,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function startOnce(folder: string): Promise<number> {
  const started = performance.now();
  const child = spawn(
    process.execPath,
    [join(ROOT, 'bin', 'countersign.js'), 'start', '--port', '0', '--json'],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: {
        ...process.env,
        HOME: folder,
        DATABASE_URL: '',
        COUNTERSIGN_DATA: join(folder, 'data'),
        COUNTERSIGN_STATE: join(folder, 'state'),
      },
    },
  );
  const { url } = JSON.parse(await firstLine(child)) as { url: string };
  const ready = await fetch(`${url}/readyz`);
  if (ready.status !== 200) throw new Error(`/readyz answered ${ready.status}`);
  const ms = Math.round(performance.now() - started);
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await ended;
  return ms;
}

function firstLine(child: ChildProcess & { stdout: NodeJS.ReadableStream }): Promise<string> {
  return new Promise((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', resolve);
    child.once('exit', (code) => reject(new Error(`the server ended with ${code}`)));
  });
}
