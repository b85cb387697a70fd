import type { ExitCode } from './failure.ts';
import type { Given } from './given.ts';
import type { Io } from './io.ts';

/** What a command ends with: one JSON document, the same for a person, and the exit code. */
export interface Outcome {
  readonly exit: ExitCode;
  /** Printed by `--json`; undefined when the command has written its own output (a batch). */
  readonly json: unknown;
  /** Printed otherwise, without the final newline. */
  readonly text: string;
}

export type Action = (given: Given, io: Io) => Promise<Outcome>;

/** One command as data; `load` brings its code in only when it runs, so that start-up stays short. */
export interface CommandSpec {
  readonly name: string;
  readonly summary: string;
  /** In commander's notation: `<needed>`, `[optional]`, `[rest...]`, each with what it is. */
  readonly arguments?: readonly (readonly [string, string])[];
  readonly options?: readonly OptionSpec[];
  /** What is worth knowing beyond the summary; printed under the options. */
  readonly notes?: string;
  readonly commands?: readonly CommandSpec[];
  readonly load?: () => Promise<Action>;
}

export interface OptionSpec {
  readonly flags: string;
  readonly about: string;
  readonly required?: true;
  readonly repeatable?: true;
  readonly fallback?: string;
  readonly choices?: readonly string[];
}
