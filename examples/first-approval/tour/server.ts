import { type ChildProcess, spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { ownEnv } from './own-env.ts';

const PROGRAM = fileURLToPath(new URL('../../../bin/countersign.js', import.meta.url));
const READY_MS = 60_000;
const STOP_MS = 20_000;
const POLL_MS = 100;

/** A running server of its own: data, state and port belong to this tour alone. */
export interface Server {
  readonly url: string;
  readonly setupToken: string;
  readonly startedMs: number;
  readonly stop: () => Promise<number | null>;
}

/** Starts `countersign start` and waits until it answers. */
export async function startServer(folder: string, port: number): Promise<Server> {
  const url = `http://localhost:${port}`;
  const begun = performance.now();
  const child = spawn(process.execPath, [PROGRAM, 'start', '--no-web', '--port', String(port)], {
    env: environment(folder),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = heard(child);
  while (!(await answers(`${url}/readyz`))) {
    if (child.exitCode !== null || performance.now() - begun > READY_MS) {
      child.kill('SIGTERM');
      throw new Error(`the server did not start (exit ${child.exitCode}):\n${said()}`);
    }
    await wait(POLL_MS);
  }
  return {
    url,
    setupToken: join(folder, 'state', 'setup-token'),
    startedMs: Math.round(performance.now() - begun),
    stop: () => stopped(child),
  };
}

/** A port nobody listens on. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on('error', reject);
    probe.listen(0, 'localhost', () => {
      const address = probe.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      probe.close(() => resolve(port));
    });
  });
}

function environment(folder: string): Record<string, string> {
  return {
    PATH: ownEnv['PATH'] ?? '',
    HOME: join(folder, 'homes', 'server'),
    COUNTERSIGN_DATA: join(folder, 'data'),
    COUNTERSIGN_STATE: join(folder, 'state'),
    ...(ownEnv['DATABASE_URL'] === undefined ? {} : { DATABASE_URL: ownEnv['DATABASE_URL'] }),
  };
}

function heard(child: ChildProcess): () => string {
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (part: string) => {
      text = (text + part).slice(-8000);
    });
  }
  return () => text;
}

async function answers(url: string): Promise<boolean> {
  return fetch(url, { signal: AbortSignal.timeout(2000) }).then(
    (answer) => answer.ok,
    () => false,
  );
}

function stopped(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve(child.exitCode);
  return new Promise((resolve) => {
    const hard = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
    child.on('exit', (code) => {
      clearTimeout(hard);
      resolve(code);
    });
    child.kill('SIGTERM');
  });
}
