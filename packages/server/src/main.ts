import { type RunningServer, startServer } from './wiring.ts';

const EXIT_CANNOT_RUN = 4;
const UNTIL_STDIN_ENDS = '--until-stdin-ends';

// Runs a server as a program of its own: one JSON line on stdout when it answers, one on stderr when it cannot start.
// `countersign start` says the same in words.
await main();

async function main(): Promise<void> {
  const asked = stopAsked();
  const server = await start();
  if (server === undefined) {
    process.stdin.destroy();
    return;
  }
  const { stop, failed, ...about } = server;
  failed.catch((error: unknown) => {
    report(error);
    void end(stop, EXIT_CANNOT_RUN);
  });
  if (!asked.already()) process.stdout.write(`${JSON.stringify({ ready: true, ...about })}\n`);
  void asked.first.then(() => end(stop, 0));
}

/** Listens before anything is started: who asks in the middle of it gets a whole start, then a clean stop. */
function stopAsked(): { readonly first: Promise<void>; readonly already: () => boolean } {
  let asked = false;
  const first = new Promise<void>((resolve) => {
    const ask = (): void => {
      asked = true;
      resolve();
    };
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, ask);
    // Whoever started it holds the other end: killed without a word, it does not leave a server behind.
    if (process.argv.includes(UNTIL_STDIN_ENDS)) process.stdin.once('end', ask).resume();
    process.stdout.on('error', ask);
  });
  return { first, already: () => asked };
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
