import { type Problem, problem } from './problem.ts';
import type { Route } from './route.ts';
import { type InputOf, type OutputOf, type RouteName, routes } from './routes.ts';

/** What a call came to: the value and the response headers, or the problem with every reason. */
export type Answer<T> =
  | { readonly ok: true; readonly value: T; readonly headers: Headers }
  | { readonly ok: false; readonly problem: Problem };

export interface ClientOptions {
  /** Where the server is, such as `http://localhost:7390`; `''` means the page's own origin. */
  readonly baseUrl: string;
  /** A session token, an API token or the setup token; without one only public routes answer. */
  readonly token?: string | undefined;
  readonly fetch?: typeof fetch | undefined;
}

export interface CallOptions {
  /** Repeat a call under the key of the first try to get its answer again; a fresh key otherwise. */
  readonly idempotencyKey?: string;
  readonly signal?: AbortSignal;
}

type Call<N extends RouteName> =
  Record<string, never> extends InputOf<N>
    ? (input?: InputOf<N>, options?: CallOptions) => Promise<Answer<OutputOf<N>>>
    : (input: InputOf<N>, options?: CallOptions) => Promise<Answer<OutputOf<N>>>;

/** One method per route of the table. */
export type Client = { readonly [N in RouteName]: Call<N> };

/**
 * A typed client. It never throws for what a server says or for a server that cannot be reached: those are
 * problems (`SERVER_UNREACHABLE`, `NOT_A_COUNTERSIGN_SERVER`). Every POST carries an `Idempotency-Key`.
 */
export function createClient(options: ClientOptions): Client {
  const calls = Object.entries(routes).map(([name, route]) => [
    name,
    (input: Input = {}, call: CallOptions = {}) => send(options, route, input, call),
  ]);
  return Object.fromEntries(calls) as Client;
}

interface Input {
  readonly params?: Readonly<Record<string, unknown>>;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
  readonly ifMatch?: string;
}

async function send(
  options: ClientOptions,
  route: Route,
  input: Input,
  call: CallOptions,
): Promise<Answer<unknown>> {
  const request = options.fetch ?? fetch;
  let response: Response;
  try {
    response = await request(`${options.baseUrl.replace(/\/$/, '')}${urlOf(route, input)}`, {
      method: route.method,
      headers: headersOf(options, route, input, call),
      redirect: 'manual',
      ...(route.body === undefined ? {} : { body: JSON.stringify(input.body ?? {}) }),
      ...(call.signal === undefined ? {} : { signal: call.signal }),
    });
    return await read(route, response);
  } catch (error) {
    return { ok: false, problem: unreachable(options.baseUrl, error) };
  }
}

function urlOf(route: Route, input: Input): string {
  const path = route.path.replace(/:([a-z]+)|\*/gi, (matched, name: string | undefined) => {
    const value = String(input.params?.[name ?? matched] ?? '');
    return name === undefined ? value : encodeURIComponent(value);
  });
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(input.query ?? {})) {
    if (value !== undefined && value !== null) query.set(name, String(value));
  }
  return query.size === 0 ? path : `${path}?${query}`;
}

function headersOf(
  options: ClientOptions,
  route: Route,
  input: Input,
  call: CallOptions,
): Record<string, string> {
  return {
    ...(options.token === undefined ? {} : { authorization: `Bearer ${options.token}` }),
    ...(route.body === undefined ? {} : { 'content-type': 'application/json' }),
    ...(input.ifMatch === undefined ? {} : { 'if-match': `"${input.ifMatch}"` }),
    ...(route.method === 'POST'
      ? { 'idempotency-key': call.idempotencyKey ?? crypto.randomUUID() }
      : {}),
  };
}

async function read(route: Route, response: Response): Promise<Answer<unknown>> {
  const { headers } = response;
  if (response.status !== route.status) {
    return { ok: false, problem: await readProblem(response) };
  }
  switch (route.produces) {
    case 'json':
      return { ok: true, value: await response.json(), headers };
    case 'text':
      return { ok: true, value: await response.text(), headers };
    case 'bytes':
    case 'tar':
      return { ok: true, value: new Uint8Array(await response.arrayBuffer()), headers };
    case 'nothing':
    case 'redirect':
      return { ok: true, value: undefined, headers };
    default:
      return route.produces satisfies never;
  }
}

async function readProblem(response: Response): Promise<Problem> {
  const parsed = problem.safeParse(await response.json().catch(() => undefined));
  if (parsed.success) return parsed.data;
  return localProblem(
    'NOT_A_COUNTERSIGN_SERVER',
    response.status,
    `the answer with status ${response.status} is not one of Countersign`,
  );
}

function unreachable(baseUrl: string, error: unknown): Problem {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const why = cause instanceof Error ? cause.message : String(cause);
  return localProblem('SERVER_UNREACHABLE', 503, `cannot reach \`${baseUrl}\`: ${why}`);
}

function localProblem(code: string, status: number, message: string): Problem {
  return {
    type: `urn:countersign:problem:${code}`,
    title: message,
    status,
    code,
    detail: message,
    refusals: [{ code, message }],
    instance: '',
  };
}
