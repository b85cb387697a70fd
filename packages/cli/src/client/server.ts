import type { Answer, Client, Problem } from '@countersign/api';
import { readSignIn } from '../config/config.ts';
import { badInput, EXIT, type ExitCode, Failure, refusal } from '../frame/failure.ts';
import type { Io } from '../frame/io.ts';
import { inert } from '../terminal/layout.ts';
import { isFormatCode } from './format-codes.ts';

/** A server to talk to: the typed client, and the address it talks to. */
export interface Server {
  readonly origin: string;
  readonly api: Client;
}

/** The server this person is signed in to. */
export interface SignedIn extends Server {
  readonly workspace: string;
}

/** A server, with a bearer token where one is given. */
export async function serverAt(url: string, token?: string): Promise<Server> {
  const origin = checkedOrigin(url);
  if (token !== undefined) refuseUnsendable(token);
  const { createClient } = await import('@countersign/api');
  const fetch = token === undefined ? undefined : withoutSecret(token);
  return { origin, api: createClient({ baseUrl: origin, token, fetch }) };
}

// What cannot stand in a header is refused here: the runtime's own error would quote it.
function refuseUnsendable(token: string): void {
  if (/^[!-~]{1,512}$/.test(token)) return;
  throw badInput(
    'BAD_CONFIG',
    'the token to sign in with is not one: it has to be one line without spaces',
    'look at COUNTERSIGN_TOKEN, or run `countersign login` again',
  );
}

/** `fetch` whose errors never contain the token, whatever the runtime puts into them. */
function withoutSecret(token: string): typeof fetch {
  return async (...request) => {
    try {
      return await fetch(...request);
    } catch (error) {
      const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
      const why = cause instanceof Error ? cause.message : String(cause);
      throw new Error(why.replaceAll(token, '…'));
    }
  };
}

/** The server this person is signed in to; refuses NOT_SIGNED_IN. */
export async function signedIn(io: Io): Promise<SignedIn> {
  const { server, workspace, token } = await readSignIn(io.env);
  if (server === undefined || token === undefined) {
    throw refusal(
      'NOT_SIGNED_IN',
      'nobody is signed in here',
      'run `countersign login --server URL --workspace ID --key PATH`',
    );
  }
  return { ...(await serverAt(server, token)), workspace: workspace ?? '' };
}

/** The value of an answer, or a failure with every reason of its problem. */
export function answered<T>(answer: Answer<T>): T {
  if (answer.ok) return answer.value;
  throw problemFailure(answer.problem);
}

/** Every item of a paged list. */
export async function everyPage<T>(
  page: (query: {
    cursor?: string;
    limit: number;
  }) => Promise<Answer<{ items: T[]; next: string | null }>>,
): Promise<T[]> {
  const items: T[] = [];
  let cursor: string | null = null;
  do {
    const query: { cursor?: string; limit: number } =
      cursor === null ? { limit: 100 } : { limit: 100, cursor };
    const read = answered(await page(query));
    items.push(...read.items);
    cursor = read.next;
  } while (cursor !== null);
  return items;
}

function checkedOrigin(text: string): string {
  try {
    const url = new URL(text);
    if (url.protocol === 'https:' || url.protocol === 'http:') return url.origin;
  } catch {
    // said below
  }
  throw new Failure(
    [{ code: 'BAD_URL', message: `\`${text}\` is not the URL of a server` }],
    EXIT.usage,
    'give it as `https://host` or `http://localhost:PORT`',
  );
}

function problemFailure(problem: Problem): Failure {
  const { code, detail, refusals, status } = problem;
  const reasons = refusals.length > 0 ? refusals : [{ code, message: detail }];
  const unread = status === 422 && reasons.every((reason) => isFormatCode(reason.code));
  return new Failure(reasons, unread ? EXIT.usage : exitOf(status), helpFor(problem));
}

// What the server could not read or find is bad input; what it judged and refused does not hold.
const BAD_INPUT_STATUSES = [400, 404, 405, 406, 413, 414, 415, 428];

function exitOf(status: number): ExitCode {
  if (status >= 500) return EXIT.crashed;
  return BAD_INPUT_STATUSES.includes(status) ? EXIT.usage : EXIT.doesNotHold;
}

function helpFor({ code, status, title, detail }: Problem): string | undefined {
  if (code === 'SERVER_UNREACHABLE') {
    return 'start it with `countersign start`, or look at it with `countersign doctor`';
  }
  if (status === 401) return 'sign in again with `countersign login`';
  if (status >= 500) return 'look at the server with `countersign doctor`';
  // The title is what the error table advises for the code; without an entry it is empty or repeats the detail.
  return title === '' || title === detail ? undefined : inert(title);
}
