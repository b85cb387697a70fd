import { readFile } from 'node:fs/promises';
import { badInput, type Failure } from '../frame/failure.ts';
import type { Io } from '../frame/io.ts';

/** The pull request a job runs for, as the forge tells it. */
export interface PullRequest {
  /** Such as `https://api.github.com`. */
  readonly api: string;
  /** `owner/name` */
  readonly repository: string;
  readonly number: number;
  /** The newest commit of the branch, not the one that merges it for a try. */
  readonly commit: string;
  readonly ref: string;
  readonly token: string;
}

type Env = Io['env'];

/** What GitHub puts into the environment of a job and into its event; refuses NOT_A_PULL_REQUEST, all at once. */
export async function pullRequestOf(env: Env): Promise<PullRequest> {
  const event = await eventOf(env['GITHUB_EVENT_PATH']);
  const ref = env['GITHUB_REF'] ?? '';
  const number = event.number ?? Number(/^refs\/pull\/(\d+)\//.exec(ref)?.[1] ?? Number.NaN);
  const commit = event.commit ?? env['GITHUB_SHA'] ?? '';
  const repository = env['GITHUB_REPOSITORY'] ?? '';
  const token = env['GITHUB_TOKEN'] ?? '';
  const missing = MUST_BE.filter(([name, is]) => {
    const given = { number: String(number), repository, token, commit }[name];
    return !is.test(given);
  }).map(([, , words]) => words);
  if (missing.length > 0) throw notAPullRequest(missing);
  const api = (env['GITHUB_API_URL'] ?? 'https://api.github.com').replace(/\/$/, '');
  return { api, repository, number, commit, ref: `refs/pull/${number}/head`, token };
}

const MUST_BE = [
  ['number', /^[1-9]\d{0,15}$/, 'the number of a pull request'],
  ['repository', /^[\w.-]+\/[\w.-]+$/, 'GITHUB_REPOSITORY'],
  ['token', /^[!-~]+$/, 'GITHUB_TOKEN'],
  ['commit', /^[0-9a-f]{40,64}$/, 'the commit'],
] as const;

function notAPullRequest(missing: readonly string[]): Failure {
  return badInput(
    'NOT_A_PULL_REQUEST',
    `this is no job of a pull request that can be answered: ${missing.join(', ')} is missing`,
    'run it on `pull_request`, or leave out --comment and --upload-sarif and read --markdown',
  );
}

async function eventOf(
  path: string | undefined,
): Promise<{ readonly number?: number; readonly commit?: string }> {
  if (path === undefined || path === '') return {};
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text === undefined) return {};
  try {
    const { pull_request: pull } = JSON.parse(text) as { readonly pull_request?: Pull };
    return pull === undefined ? {} : { number: pull.number, commit: pull.head.sha };
  } catch {
    return {};
  }
}

interface Pull {
  readonly number: number;
  readonly head: { readonly sha: string };
}
