import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { badInput, cannotRun, EXIT } from '../frame/failure.ts';
import type { Given } from '../frame/given.ts';
import type { Io } from '../frame/io.ts';
import { judged } from '../frame/outcome.ts';
import type { Outcome } from '../frame/spec.ts';
import { type Ready, welcome } from '../terminal/welcome.ts';

const SERVER = fileURLToPath(new URL('../../../server/src/main.ts', import.meta.url));
const STOPPED_EARLY = 'stopped before it answered; nothing is left running';
const WEB_BUILD = fileURLToPath(new URL('../../../web/build.ts', import.meta.url));

/** Builds the web app when its sources changed, starts the server, and stays until it ends. */
export async function start(given: Given, io: Io): Promise<Outcome> {
  const begun = performance.now();
  const stop = stopSignal();
  if (given.on('web')) await buildWeb(io, stop.told);
  if (stop.told()) return judged(EXIT.holds, { stopped: true }, STOPPED_EARLY);
  // Its own process group: Ctrl-C reaches it once, through us. Its standard input ends when we do, however we end.
  const child = spawn(process.execPath, [SERVER, '--until-stdin-ends'], {
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true,
    env: { ...io.env, ...portOf(given) },
  });
  stop.pass(child);
  const complaints = linesOf(child.stderr);
  const ended = new Promise<number>((resolve) => {
    child.on('close', (code, signal) =>
      resolve(signal === null ? (code ?? EXIT.crashed) : EXIT.crashed),
    );
  });
  const ready = await Promise.race([firstLine(child), ended]);
  if (ready === 0 && stop.told()) return judged(EXIT.holds, { stopped: true }, STOPPED_EARLY);
  if (typeof ready === 'number') throw notStarted(complaints);
  const startedMs = Math.round(performance.now() - begun);
  if (given.flag('json')) io.out(`${JSON.stringify({ ...ready, startedMs })}\n`);
  else io.out(`${welcome(ready, startedMs, io)}\n`);
  const code = await ended;
  if (code !== 0) throw notStarted(complaints);
  return judged(EXIT.holds, undefined, 'stopped');
}

function portOf(given: Given): Record<string, string> {
  const port = given.count('port', 0);
  return port === undefined ? {} : { COUNTERSIGN_PORT: String(port) };
}

// A server without its page is still a server: what went wrong is said, and it goes on.
async function buildWeb(io: Io, told: () => boolean): Promise<void> {
  if (!existsSync(WEB_BUILD)) return;
  const child = spawn(process.execPath, [WEB_BUILD], { stdio: ['ignore', 'pipe', 'pipe'] });
  const complaints = linesOf(child.stderr);
  child.stdout.resume();
  const code = await new Promise<number>((resolve) => {
    child.on('error', () => resolve(EXIT.crashed));
    child.on('close', (exit) => resolve(exit ?? EXIT.crashed));
  });
  // Ctrl-C reaches the build as well: that it ended is no fault of its own.
  if (code === 0 || told()) return;
  io.note(
    `${io.noteStyle.yellow('note')}: the web app could not be built: ${complaints[0] ?? `exit ${code}`}\n`,
  );
}

// Listens from the first moment. The launcher and the terminal may both tell us: the server hears it once.
function stopSignal(): { told: () => boolean; pass: (child: ChildProcess) => void } {
  let told = false;
  let server: ChildProcess | undefined;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (!told) server?.kill('SIGTERM');
      told = true;
    });
  }
  return {
    told: () => told,
    pass: (child) => {
      server = child;
    },
  };
}

function linesOf(stream: NodeJS.ReadableStream): string[] {
  const lines: string[] = [];
  createInterface({ input: stream }).on('line', (line) => lines.push(line));
  return lines;
}

function firstLine(
  child: ChildProcess & { stdout: NodeJS.ReadableStream },
): Promise<Ready | number> {
  return new Promise((resolve) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      try {
        resolve(JSON.parse(line) as Ready);
      } catch {
        // only the one JSON line counts
      }
    });
  });
}

function notStarted(complaints: readonly string[]): Error {
  for (const line of complaints) {
    try {
      const { error } = JSON.parse(line) as {
        error: { code: string; message: string; help?: string };
      };
      const fault = error.code === 'CONFIG_INVALID' ? badInput : cannotRun;
      return fault(error.code, error.message, error.help);
    } catch {
      // said below as it stands
    }
  }
  const said = complaints.slice(-5).join('\n') || 'it ended without a word';
  return cannotRun('SERVER_ENDED', said, '`countersign doctor` says what may be wrong');
}
