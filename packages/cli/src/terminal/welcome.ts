import { dirname } from 'node:path';
import type { Io } from '../frame/io.ts';
import { fields } from './layout.ts';

/** What the server's own program says on its one line when it answers. */
export interface Ready {
  readonly url: string;
  readonly setupTokenPath: string;
  readonly logPath: string;
  readonly data: string;
  readonly state: string;
  readonly hasWeb: boolean;
  readonly notes: readonly string[];
  readonly evaluation: ReadyEvaluation | null;
}

interface ReadyEvaluation {
  readonly workspace: string;
  readonly visitUrl: string;
  readonly people: readonly { readonly name: string; readonly keyPath: string }[];
}

/** What each part of an evaluation is there for (packages/server/src/start/evaluation-documents.ts). */
const PARTS: Readonly<Record<string, string>> = {
  ana: 'author, owns the identity: drafts, submits, releases',
  ben: 'backup owner of the identity: cannot approve what benefits it',
  rita: 'resource owner: approves for what is accessed',
  sam: 'security: approves, may veto; signs Roster and RuleSet',
};

/** What `start` prints when the server answers: where it is, how to play a part, what to do next. */
export function welcome(ready: Ready, startedMs: number, io: Io): string {
  const { style } = io;
  const program = programName(io);
  const { evaluation } = ready;
  return [
    `${style.green('✓')} Countersign answers at ${style.bold(ready.url)} ${style.dim(`after ${(startedMs / 1000).toFixed(1)} s`)}`,
    '',
    fields(
      [
        ['data', ready.data],
        ['keys, anchor', ready.state],
        ['log file', ready.logPath],
      ],
      style,
    ),
    ...(ready.hasWeb ? [] : [`${style.yellow('note')}: without the web page`]),
    ...ready.notes.map((note) => `${style.yellow('note')}: ${note}`),
    ...(evaluation === null ? [] : ['', ...play(evaluation, ready.url, program, io)]),
    '',
    style.bold('next'),
    '  see the whole way work     examples/first-approval/run',
    `  when something is odd      ${program} doctor`,
    '  found your own workspace',
    `    ${program} init --server ${ready.url} \\`,
    '      --founder NAME=KEY.pub --out DIR \\',
    `      --setup-token ${ready.setupTokenPath}`,
    '',
    style.dim('Ctrl-C stops it.'),
  ].join('\n');
}

// Each command on lines of its own, so that it can be copied whole and only a path is as long as it is.
function play(evaluation: ReadyEvaluation, url: string, program: string, io: Io): string[] {
  const { style } = io;
  const { people, visitUrl, workspace } = evaluation;
  const example = people.find(({ name }) => name === 'rita') ?? people[0];
  const looking = [`${style.bold('look around')}, read-only; the link opens once`, `  ${visitUrl}`];
  if (example === undefined) return looking;
  const width = Math.max(...people.map(({ name }) => name.length));
  const parts = people.map(({ name }) => `  ${name.padEnd(width)}  ${PARTS[name] ?? ''}`.trimEnd());
  return [
    ...looking,
    '',
    style.bold('play a part'),
    ...parts,
    '  each has a key in',
    `    ${dirname(example.keyPath)}`,
    `  as ${example.name}:`,
    `    ${program} login --server ${url} \\`,
    `      --workspace ${workspace} \\`,
    `      --key ${example.keyPath}`,
    `    ${program} review list`,
  ];
}

// `npm start` puts no program on the PATH of the next shell; npx finds it there.
function programName({ env }: Io): string {
  return env['npm_lifecycle_event'] === 'start' ? 'npx countersign' : 'countersign';
}
