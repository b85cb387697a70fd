import { createInterface, type Interface } from 'node:readline';
import { refusal } from '../frame/failure.ts';
import type { Io } from '../frame/io.ts';

/** Asks a person, one line at a time. Questions go to standard error, so that `--json` output stays clean. */
export interface Asker {
  /** The answer, trimmed. Refuses when the input ends: silence is never an answer. */
  readonly ask: (question: string) => Promise<string>;
  readonly close: () => void;
}

/** Reads answers from standard input, a terminal's or piped. */
export function createAsker(io: Io): Asker {
  let reader: Interface | undefined;
  let answers: AsyncIterator<string> | undefined;
  return {
    ask: async (question) => {
      io.note(question);
      reader ??= createInterface({ input: process.stdin, terminal: false });
      answers ??= reader[Symbol.asyncIterator]();
      const next = await answers.next();
      if (process.stdin.isTTY !== true) io.note('\n');
      if (next.done === true) throw refusal('NO_ANSWER', 'the input ended before the answer came');
      return next.value.trim();
    },
    close: () => {
      reader?.close();
      process.stdin.unref?.();
    },
  };
}
