import { about, commands } from './commands.ts';
import type { ExitCode } from './frame/failure.ts';
import { processIo } from './frame/io.ts';
import { runProgram } from './frame/program.ts';

/** Runs one command line in the real process. */
export function run(argv: readonly string[]): Promise<ExitCode> {
  return runProgram(commands, about, argv, processIo());
}
