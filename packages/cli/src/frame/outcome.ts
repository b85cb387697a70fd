import { EXIT, type ExitCode } from './failure.ts';
import type { Outcome } from './spec.ts';

/** Ends a command that holds. */
export function done(json: unknown, text: string): Outcome {
  return { exit: EXIT.holds, json, text };
}

/** Ends a command with a judgement: what is shown and what the exit code says. */
export function judged(exit: ExitCode, json: unknown, text: string): Outcome {
  return { exit, json, text };
}
