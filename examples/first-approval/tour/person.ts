import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ownEnv } from './own-env.ts';
import { check } from './report.ts';

const PROGRAM = fileURLToPath(new URL('../../../bin/countersign.js', import.meta.url));

/** What a run of the program came to. `json` is its one document, `codes` the codes of its refusals. */
export interface Ran {
  readonly exit: number;
  // biome-ignore lint/suspicious/noExplicitAny: the tour reads documents like any other user of `--json`
  readonly json: any;
  readonly codes: readonly string[];
  readonly stderr: string;
}

/** Somebody with an own HOME and an own key. */
export interface Person {
  readonly name: string;
  readonly home: string;
  readonly key: string;
  /** Runs `countersign … --json` as this person; `answers` are typed, one a line. */
  readonly run: (args: readonly string[], answers?: readonly string[], env?: Env) => Promise<Ran>;
}

type Env = Readonly<Record<string, string>>;

/** Makes a person: a HOME, and an Ed25519 key by `ssh-keygen`. */
export async function person(folder: string, name: string): Promise<Person> {
  const home = join(folder, 'homes', name);
  const key = join(home, '.ssh', 'id_ed25519');
  mkdirSync(join(home, '.ssh'), { recursive: true, mode: 0o700 });
  await output('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', name, '-f', key]);
  const own: Env = { PATH: ownEnv['PATH'] ?? '', HOME: home, NO_COLOR: '1' };
  const run: Person['run'] = async (args, answers = [], more = {}) => {
    const text = answers.map((answer) => `${answer}\n`).join('');
    const ran = await started(process.execPath, [PROGRAM, ...args, '--json'], text, {
      ...own,
      ...more,
    });
    const json = parsed(ran.stdout);
    const codes = (json?.refusals ?? []).map((refusal: { code: string }) => refusal.code);
    return { exit: ran.exit, json, codes, stderr: ran.stderr };
  };
  return { name, home, key, run };
}

/** A command line as words; what is put in with `${…}` stays one word, whatever is in it. */
export function words(parts: TemplateStringsArray, ...values: readonly string[]): string[] {
  const line = parts.map((part, index) => (index < values.length ? `${part}{${index}}` : part));
  return line
    .join('')
    .trim()
    .split(/\s+/)
    .map((word) => word.replace(/\{(\d+)\}/g, (_, index) => values[Number(index)] ?? ''));
}

/** Runs a step that has to work, and ends the tour where it does not: what follows stands on it. */
export async function must(
  guarantee: string,
  who: Person,
  args: readonly string[],
  answers: readonly string[] = [],
  // biome-ignore lint/suspicious/noExplicitAny: as Ran.json
): Promise<any> {
  const ran = await who.run(args, answers);
  check(
    guarantee,
    ran.exit === 0,
    `countersign ${args.join(' ')}\nexit ${ran.exit}\n${ran.stderr || JSON.stringify(ran.json)}`,
  );
  if (ran.exit !== 0) throw new Error(`the tour cannot go on without: ${guarantee}`);
  return ran.json;
}

/** A step that has to be refused: exit 1 and one of these codes. */
export function refused(guarantee: string, ran: Ran, ...codes: readonly string[]): void {
  const holds = ran.exit === 1 && codes.some((code) => ran.codes.includes(code));
  const shown = ran.codes.length === 0 ? '' : ` (${ran.codes.join(', ')})`;
  check(`${guarantee}${holds ? shown : ''}`, holds, {
    expected: { exit: 1, codes },
    actual: { exit: ran.exit, codes: ran.codes, stderr: ran.stderr },
  });
}

/** Standard output of a program that has to work. */
export async function output(
  program: string,
  args: readonly string[],
  input = '',
): Promise<string> {
  const ran = await started(program, args, input, ownEnv as Env);
  if (ran.exit === 0) return ran.stdout;
  throw new Error(`${program} ${args.join(' ')} ended with ${ran.exit}: ${ran.stderr}`);
}

function started(
  program: string,
  args: readonly string[],
  input: string,
  env: Env,
): Promise<{ exit: number; stdout: string; stderr: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { env, stdio: ['pipe', 'pipe', 'pipe'] });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ exit: code ?? 4, stdout, stderr }));
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
  });
}

// biome-ignore lint/suspicious/noExplicitAny: as Ran.json
function parsed(text: string): any {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
