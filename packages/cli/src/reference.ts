import type { Command } from 'commander';
import { about, commands } from './commands.ts';
import type { Io } from './frame/io.ts';
import { buildProgram } from './frame/program.ts';
import { styleOf } from './terminal/style.ts';

/** The command reference as Markdown, made from the very commands that run; `docs/reference/cli.md` holds it. */
export function cliReference(): string {
  const program = buildProgram(commands, about, silentIo(), () => undefined);
  const sections = program.commands
    .filter((command) => command.name() !== 'help')
    .flatMap((command) => sectionsOf(command, 'countersign', 2));
  return [
    '# `countersign`',
    '',
    '<!-- generated from packages/cli; do not edit -->',
    '',
    about.description,
    '',
    'Every command takes `--json`: one JSON document on standard output and nothing else.',
    '',
    '| exit | says |',
    '|---|---|',
    '| 0 | holds: no new access, satisfied, verified |',
    '| 1 | does not hold, or was refused |',
    '| 2 | undetermined |',
    '| 3 | bad input or usage |',
    '| 4 | could not run, or crashed |',
    '',
    ...sections,
  ].join('\n');
}

function sectionsOf(command: Command, parent: string, level: number): string[] {
  const name = `${parent} ${command.name()}`;
  const runs = command.options.some(({ long }) => long === '--json');
  const own = [
    `${'#'.repeat(level)} \`${name}\``,
    '',
    `${command.description()}`,
    '',
    ...(runs ? ['```', helpOf(command), '```', ''] : []),
  ];
  return [
    ...own,
    ...command.commands
      .filter((child) => child.name() !== 'help')
      .flatMap((child) => sectionsOf(child, name, level + 1)),
  ];
}

function helpOf(command: Command): string {
  let text = '';
  command.configureOutput({
    writeOut: (part) => {
      text += part;
    },
  });
  command.outputHelp();
  return text.trimEnd();
}

function silentIo(): Io {
  const style = styleOf(false);
  return {
    env: {},
    out: () => undefined,
    outReady: () => Promise.resolve(),
    note: () => undefined,
    style,
    noteStyle: style,
    now: () => new Date(0),
  };
}
