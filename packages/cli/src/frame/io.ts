import { createStyle, type Style } from '../terminal/style.ts';

/** Everything a command may touch of the process it runs in. */
export interface Io {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Writes the result to standard output. */
  readonly out: (text: string) => void;
  /** Resolves when standard output takes more: a slow reader holds us up instead of filling our memory. */
  readonly outReady: () => Promise<void>;
  /** Writes progress, prompts and errors to standard error. */
  readonly note: (text: string) => void;
  /** Colour and width of standard output. */
  readonly style: Style;
  /** Colour and width of standard error. */
  readonly noteStyle: Style;
  readonly now: () => Date;
}

/** The real process. Colour only on a terminal, and never under NO_COLOR (https://no-color.org). */
export function processIo(): Io {
  process.stdout.on('error', endQuietly);
  return {
    env: process.env,
    out: (text) => void process.stdout.write(text),
    outReady: () => (process.stdout.writableNeedDrain ? drained() : Promise.resolve()),
    note: (text) => void process.stderr.write(text),
    style: createStyle(process.stdout, process.env),
    noteStyle: createStyle(process.stderr, process.env),
    now: () => new Date(),
  };
}

function drained(): Promise<void> {
  return new Promise((resolve) => void process.stdout.once('drain', resolve));
}

// `countersign … | head` closes our output; that is no crash.
function endQuietly(error: NodeJS.ErrnoException): void {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
}
