import { type RunningServer, startServer } from './wiring.ts';

const EXIT_CANNOT_RUN = 4;
const UNTIL_STDIN_ENDS = '--until-stdin-ends';

// Runs a server as a program of its own: one JSON line on stdout when it answers, one on stderr when it cannot start.
// `countersign start` says the same in words.
await main();

async function main(): Promise<void> {
  const server = await start();
  if (server === undefined) return;
  const { stop, failed, ...about } = server;
  process.stdout.write(`${JSON.stringify({ ready: true, ...about })}\n`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => void end(stop, 0));
  }
  if (process.argv.includes(UNTIL_STDIN_ENDS)) {
    // Whoever started it holds the other end: killed without a word, it does not leave a server behind.
    process.stdin.once('end', () => void end(stop, 0)).resume();
  }
  failed.catch((error: unknown) => {
    report(error);
    void end(stop, EXIT_CANNOT_RUN);
  });
}

async function start(): Promise<RunningServer | undefined> {
  try {
    return await startServer();
  } catch (error) {
    report(error);
    process.exitCode = EXIT_CANNOT_RUN;
    return undefined;
  }
}

async function end(stop: () => Promise<void>, code: number): Promise<void> {
  process.exitCode = code;
  process.stdin.destroy();
  await stop().catch((error: unknown) => {
    report(error);
    process.exitCode = EXIT_CANNOT_RUN;
  });
}

function report(error: unknown): void {
  const { code, message, help } = error as { code?: string; message?: string; help?: string };
  process.stderr.write(
    `${JSON.stringify({ error: { code: code ?? 'CRASHED', message, help } })}\n`,
  );
}
