import { execFile } from 'node:child_process';
import { relative, resolve } from 'node:path';
import { promisify } from 'node:util';
import { badInput, cannotRun } from '../frame/failure.ts';

const run = promisify(execFile);

/** Bytes of one answer of git: a file as large as a policy may be, and the names of many. */
const OUTPUT_BYTES_MAX = 64 * 1024 * 1024;

/** What a branch changes against where it left another one. */
export interface Branch {
  /** Commit where the two went apart. */
  readonly base: string;
  readonly head: string;
  /** Root of the work tree. */
  readonly root: string;
  /** Whether a file of the work tree differs from the base, or is not there. */
  isChanged(path: string): boolean;
  /** The text of a file at the base; null where it was not there. */
  textAt(path: string): Promise<string | null>;
}

/** Compares the work tree with the merge base of HEAD and `ref`; refuses CANNOT_COMPARE where history does not reach. */
export async function branchAgainst(ref: string): Promise<Branch> {
  if (ref.startsWith('-')) throw badInput('BAD_REF', `\`${ref}\` is no name of a commit`);
  const root = (await git(['rev-parse', '--show-toplevel'])).trim();
  const head = (await git(['rev-parse', 'HEAD'])).trim();
  const base = (await git(['merge-base', ref, 'HEAD'])).trim();
  const listed = await git(['diff', '--name-only', '--no-renames', '-z', base, '--'], root);
  const untracked = await git(['ls-files', '--others', '--exclude-standard', '-z'], root);
  const changed = new Set([...listed.split('\0'), ...untracked.split('\0')]);
  const named = (path: string) => relative(root, resolve(path)).replaceAll('\\', '/');
  return {
    base,
    head,
    root,
    isChanged: (path) => changed.has(named(path)),
    textAt: (path) => textAt(root, base, named(path)),
  };
}

async function textAt(root: string, base: string, path: string): Promise<string | null> {
  const listed = await git(['ls-tree', '--name-only', '-z', base, '--', path], root);
  return listed === '' ? null : git(['show', `${base}:${path}`], root);
}

async function git(args: readonly string[], cwd?: string): Promise<string> {
  try {
    const options = { maxBuffer: OUTPUT_BYTES_MAX, ...(cwd === undefined ? {} : { cwd }) };
    return (await run('git', [...args], options)).stdout;
  } catch (error) {
    const { stderr, message } = error as { readonly stderr?: string; readonly message: string };
    throw cannotRun(
      'CANNOT_COMPARE',
      `git ${args[0]} failed: ${(stderr ?? message).trim().split('\n')[0] ?? ''}`,
      'check out the whole history (`fetch-depth: 0`), and give --base a branch that was fetched',
    );
  }
}
