import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const PROGRAM = fileURLToPath(new URL('../../../bin/countersign.js', import.meta.url));

/** A server as `npm start` starts it, with folders of its own. */
export interface Server {
  readonly url: string;
  readonly visitUrl: string;
  readonly workspace: string;
  /** The parts of the evaluation, each with an own key. */
  readonly people: readonly {
    readonly name: string;
    readonly human: string;
    readonly keyPath: string;
  }[];
  /** A folder of this run alone, gone when it stops. */
  readonly folder: string;
  stop(): Promise<void>;
}

/** Starts the program and waits for its one line of JSON; what it complains about is the error otherwise. */
export async function startServer(): Promise<Server> {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-web-'));
  // As root the database runs under another account, which has to reach its folder.
  chmodSync(folder, 0o711);
  const child = spawn(process.execPath, [PROGRAM, 'start', '--port', '0', '--json'], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      PATH: process.env['PATH'] ?? '',
      HOME: folder,
      COUNTERSIGN_DATA: join(folder, 'data'),
      COUNTERSIGN_STATE: join(folder, 'state'),
    },
  });
  const ready = await firstLine(child);
  const { url, evaluation } = JSON.parse(ready) as {
    url: string;
    evaluation: Pick<Server, 'visitUrl' | 'workspace' | 'people'>;
  };
  return { url, ...evaluation, folder, stop: () => stop(child, folder) };
}

function firstLine(
  child: ChildProcess & { stdout: NodeJS.ReadableStream; stderr: NodeJS.ReadableStream },
): Promise<string> {
  const complaints: string[] = [];
  createInterface({ input: child.stderr }).on('line', (line) => complaints.push(line));
  return new Promise((resolve, reject) => {
    createInterface({ input: child.stdout }).once('line', resolve);
    child.once('exit', (code) =>
      reject(new Error(`it ended with ${code}: ${complaints.join('\n')}`)),
    );
  });
}

async function stop(child: ChildProcess, folder: string): Promise<void> {
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await ended;
  rmSync(folder, { recursive: true, force: true });
}
