import type { PullRequest } from './pull-request.ts';

/** A comment on a pull request. */
export interface Comment {
  readonly id: number;
  readonly body: string;
  readonly author: string;
}

/** What is asked of the forge; `false` where the token may not. */
export interface Forge {
  /** The login that our comments stand under. */
  self(): Promise<string>;
  comments(): Promise<readonly Comment[]>;
  create(body: string): Promise<boolean>;
  update(id: number, body: string): Promise<boolean>;
  remove(id: number): Promise<boolean>;
  uploadSarif(sarif: string): Promise<boolean>;
}

/** The forge did not answer as it should; `message` holds no token. */
export class ForgeFault extends Error {
  override readonly name = 'ForgeFault';
}

/** Comments are read in pages of 100, and no pull request that is still readable has more pages than this. */
const PAGES_MAX = 30;
const TRIES = 3;
const FIRST_PAUSE_MILLISECONDS = 500;

/** GitHub's REST interface, or a server that speaks it. */
export function github(pull: PullRequest): Forge {
  const repository = `/repos/${pull.repository}`;
  const issue = `${repository}/issues/${pull.number}/comments`;
  const comment = (id: number) => `${repository}/issues/comments/${id}`;
  return {
    self: async () => {
      const answer = await call(pull, 'GET', '/user');
      // The token of a job is of no user; its comments stand under this name.
      return answer.ok ? (answer.value as { login: string }).login : 'github-actions[bot]';
    },
    comments: () => everyComment(pull, issue),
    create: async (body) => (await call(pull, 'POST', issue, { body })).ok,
    update: async (id, body) => (await call(pull, 'PATCH', comment(id), { body })).ok,
    remove: async (id) => (await call(pull, 'DELETE', comment(id))).ok,
    uploadSarif: async (sarif) => {
      const { gzipSync } = await import('node:zlib');
      const body = {
        commit_sha: pull.commit,
        ref: pull.ref,
        sarif: gzipSync(sarif).toString('base64'),
      };
      return (await call(pull, 'POST', `${repository}/code-scanning/sarifs`, body)).ok;
    },
  };
}

async function everyComment(pull: PullRequest, issue: string): Promise<readonly Comment[]> {
  const found: Comment[] = [];
  for (let page = 1; page <= PAGES_MAX; page += 1) {
    const answer = await call(pull, 'GET', `${issue}?per_page=100&page=${page}`);
    if (!answer.ok) return found;
    const items = answer.value as readonly GitHubComment[];
    found.push(
      ...items.map(({ id, body, user }) => ({ id, body: body ?? '', author: user?.login ?? '' })),
    );
    if (items.length < 100) return found;
  }
  return found;
}

interface GitHubComment {
  readonly id: number;
  readonly body: string | null;
  readonly user: { readonly login: string } | null;
}

type Answer = { readonly ok: true; readonly value: unknown } | { readonly ok: false };

/** Not allowed (401, 403, 404) is an answer; what may pass is tried again, and what stays throws. */
async function call(
  pull: PullRequest,
  method: string,
  path: string,
  body?: unknown,
): Promise<Answer> {
  for (let tried = 1; ; tried += 1) {
    const response = await sent(pull, method, path, body);
    if (response?.ok === true) return { ok: true, value: await response.json().catch(() => null) };
    const status = response?.status ?? 0;
    await response?.body?.cancel();
    if (NOT_ALLOWED.includes(status)) return { ok: false };
    if (!mayPass(status) || tried === TRIES) {
      const said = status === 0 ? 'nothing' : status;
      throw new ForgeFault(`${method} ${path.split('?')[0]} was answered with ${said}`);
    }
    await pause(FIRST_PAUSE_MILLISECONDS * 2 ** (tried - 1));
  }
}

const NOT_ALLOWED: readonly number[] = [401, 403, 404];

/** No answer, too many, or a fault of the server. */
function mayPass(status: number): boolean {
  return status === 0 || status === 429 || status >= 500;
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** Null where nothing answered. A redirect is not followed: the token would go along. */
async function sent(
  { api, token }: PullRequest,
  method: string,
  path: string,
  body: unknown,
): Promise<Response | null> {
  const content = body === undefined ? {} : { body: JSON.stringify(body) };
  const headers = {
    accept: 'application/vnd.github+json',
    authorization: `Bearer ${token}`,
    'user-agent': 'countersign',
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
  };
  return fetch(`${api}${path}`, { method, redirect: 'error', headers, ...content }).catch(
    () => null,
  );
}
