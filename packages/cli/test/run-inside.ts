import { about, commands } from '../src/commands.ts';
import type { Io } from '../src/frame/io.ts';
import { runProgram } from '../src/frame/program.ts';
import { styleOf } from '../src/terminal/style.ts';
import type { Ran } from './run-program.ts';

/**
 * Runs a command line in this process, where what is tested is the command and not the program around it. The clock
 * stands still unless one is given; what a real server wrote needs its own.
 */
export async function runInside(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  now: () => Date = () => new Date('2026-11-28T12:00:00.000Z'),
): Promise<Ran> {
  let stdout = '';
  let stderr = '';
  const style = styleOf(false);
  const io: Io = {
    env,
    out: (text) => {
      stdout += text;
    },
    outReady: () => Promise.resolve(),
    note: (text) => {
      stderr += text;
    },
    style,
    noteStyle: style,
    now,
  };
  const exit = await runProgram(commands, about, args, io);
  return { exit, stdout, stderr, json: () => JSON.parse(stdout) as Record<string, unknown> };
}
