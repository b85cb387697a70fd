import { spawnSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const HOME = join(import.meta.dirname, '..');
const README = join(HOME, 'README.md');
const EXAMPLES = join(HOME, 'examples');

/** Names and texts of programs. */
export type Programs = ReadonlyMap<string, string>;

/** Every program of the README, in order. */
export function programsOfReadme(): Programs {
  const text = readFileSync(README, 'utf8');
  const programs = [...text.matchAll(/^```ts\n(.*?)^```$/gms)];
  return new Map(programs.map(([, one = ''], index) => [`readme-${index + 1}.ts`, one]));
}

/** Every program of the folder of examples. */
export function examples(): Programs {
  const names = readdirSync(EXAMPLES).toSorted();
  return new Map(names.map((name) => [name, readFileSync(join(EXAMPLES, name), 'utf8')]));
}

/** What a program says it prints: comments that start with an arrow, one a line. */
export function saidToPrint(program: string): readonly string[] {
  return [...program.matchAll(/\/\/ → (.*)$/gm)].map(([, line = '']) => line);
}

/** Runs programs as their reader would, beside an installed package, which here is the source. */
export function printedBesideSource(programs: Programs): ReadonlyMap<string, readonly string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-programs-'));
  try {
    mkdirSync(join(folder, 'node_modules', '@countersign'), { recursive: true });
    symlinkSync(HOME, join(folder, 'node_modules', '@countersign', 'analysis'), 'junction');
    return printedIn(folder, programs);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Writes programs into a folder and runs them under Node one after the other in one process, for the start of a
 * process costs more than all of them; gives what each printed.
 */
export function printedIn(
  folder: string,
  programs: Programs,
): ReadonlyMap<string, readonly string[]> {
  for (const [name, text] of programs) writeFileSync(join(folder, name), text);
  const urls = [...programs.keys()].map((name) => pathToFileURL(join(folder, name)).href);
  const run = urls.map((url) => `await import('${url}'); console.log('\\0');`).join('\n');
  const words = ['--input-type=module', '--eval', run];
  const ran = spawnSync(process.execPath, words, { cwd: folder, encoding: 'utf8' });
  if (ran.status !== 0) throw new Error(ran.stderr);
  const parts = ran.stdout.split('\0\n').map((part) => part.trimEnd().split('\n'));
  return new Map([...programs.keys()].map((name, index) => [name, parts[index] ?? []]));
}
