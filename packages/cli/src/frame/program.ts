import { Argument, Command, CommanderError, Option } from 'commander';
import { EXIT, type ExitCode, Failure } from './failure.ts';
import { Given } from './given.ts';
import type { Io } from './io.ts';
import { reportFailure } from './report.ts';
import type { CommandSpec, OptionSpec } from './spec.ts';

/** Builds commander's tree from the specs; `ended` is told the exit code of the command that ran. */
export function buildProgram(
  specs: readonly CommandSpec[],
  about: { version: string; description: string },
  io: Io,
  ended: (exit: ExitCode) => void,
): Command {
  const program = prepared(new Command('countersign'), io)
    .description(about.description)
    .version(about.version, '-V, --version', 'print the version')
    .helpCommand('help [command]', 'help for a command');
  for (const spec of specs) program.addCommand(commandOf(spec, io, ended));
  return program;
}

/** Runs one command line and returns the exit code; nothing thrown leaves it. */
export async function runProgram(
  specs: readonly CommandSpec[],
  about: { version: string; description: string },
  argv: readonly string[],
  io: Io,
): Promise<ExitCode> {
  let exit: ExitCode = EXIT.holds;
  const program = buildProgram(specs, about, io, (code) => {
    exit = code;
  });
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return exit;
  } catch (error) {
    return failed(error, argv, io);
  }
}

function commandOf(spec: CommandSpec, io: Io, ended: (exit: ExitCode) => void): Command {
  const command = prepared(new Command(spec.name), io).description(spec.summary);
  for (const [name, about] of spec.arguments ?? []) {
    command.addArgument(new Argument(name, about));
  }
  for (const option of spec.options ?? []) command.addOption(optionOf(option));
  if (spec.notes !== undefined) command.addHelpText('after', `\n${spec.notes}`);
  for (const child of spec.commands ?? []) command.addCommand(commandOf(child, io, ended));
  const load = spec.load;
  if (load === undefined) return command.helpCommand(false);
  command.option('--json', 'print one JSON document and nothing else');
  return command.action(async (...passed: unknown[]) => {
    const args = passed.slice(0, -2) as (string | string[] | undefined)[];
    const options = passed.at(-2) as Record<string, unknown>;
    const outcome = await (await load())(new Given(args, options), io);
    if (options['json'] !== true) io.out(outcome.text === '' ? '' : `${outcome.text}\n`);
    else if (outcome.json !== undefined) io.out(`${JSON.stringify(outcome.json)}\n`);
    ended(outcome.exit);
  });
}

function prepared(command: Command, io: Io): Command {
  return command
    .exitOverride()
    .showSuggestionAfterError(true)
    .enablePositionalOptions()
    .configureHelp({ showGlobalOptions: false })
    .configureOutput({
      writeOut: io.out,
      // Help asked for by no command at all is an error too and goes to standard error; other words come from `failed`.
      writeErr: (text) => (text.startsWith('error:') ? undefined : io.note(text)),
      getOutHasColors: () => io.style.colour,
      getErrHasColors: () => io.noteStyle.colour,
      getOutHelpWidth: () => io.style.width,
      getErrHelpWidth: () => io.noteStyle.width,
    });
}

function optionOf(spec: OptionSpec): Option {
  const option = new Option(spec.flags, spec.about);
  if (spec.required === true) option.makeOptionMandatory();
  if (spec.choices !== undefined) option.choices(spec.choices);
  if (spec.fallback !== undefined) option.default(spec.fallback);
  if (spec.repeatable === true) {
    option.argParser((value: string, before: string[] | undefined) => [...(before ?? []), value]);
  }
  return option;
}

function failed(error: unknown, argv: readonly string[], io: Io): ExitCode {
  const json = argv.includes('--json');
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return EXIT.holds;
    const usage = usageFailure(error);
    if (error.code !== 'commander.help') reportFailure(usage, json, io);
    return usage.exit;
  }
  const failure = error instanceof Failure ? error : crash(error, io);
  reportFailure(failure, json, io);
  return failure.exit;
}

function usageFailure(error: CommanderError): Failure {
  const message = error.message
    .replace(/^error: /, '')
    .replace(/\n/g, ' ')
    .replaceAll("'", '`');
  return new Failure(
    [{ code: 'USAGE', message }],
    EXIT.usage,
    'run `countersign help`, or the command with `--help`',
  );
}

function crash(error: unknown, io: Io): Failure {
  const message = error instanceof Error ? error.message : String(error);
  if (io.env['COUNTERSIGN_DEBUG'] !== undefined && error instanceof Error) {
    io.note(`${error.stack ?? ''}\n`);
  }
  return new Failure(
    [{ code: 'CRASHED', message }],
    EXIT.crashed,
    'this is a fault of the program; COUNTERSIGN_DEBUG=1 prints where',
  );
}
