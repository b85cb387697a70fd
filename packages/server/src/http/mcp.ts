import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { createClient } from '@countersign/api';
import { answerOverHttp, type Ports, waitOnClock } from '@countersign/mcp';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { admit } from './admit.ts';
import type { AppContext } from './context.ts';
import { refusing } from './problems.ts';

const PATH = '/mcp';
/** As the largest body of any route: what a tool sends on would be refused there. */
const BODY_LIMIT_BYTES = 1_048_576;
/** Messages one token may send in a minute; an agent in a loop is stopped before the database is busy with it. */
const MESSAGES_A_MINUTE = 600;

/**
 * The Model Context Protocol over streamable HTTP, without sessions: every message carries the caller's bearer token
 * and is answered by itself, so any process may answer it. A tool is a call of the routes below `/v1` with that very
 * token: nothing is possible here that is not possible there.
 */
export function serveMcp(app: FastifyInstance, context: AppContext): void {
  app.route({
    method: 'POST',
    url: PATH,
    // The protocol describes itself; OpenAPI has the routes of the table alone.
    schema: { hide: true },
    bodyLimit: BODY_LIMIT_BYTES,
    config: {
      level: 'draft',
      rateLimit: { max: MESSAGES_A_MINUTE, timeWindow: '1 minute', keyGenerator: whoOf },
    },
    onRequest: async (request) => {
      request.who = await admit(context, 'draft', request);
    },
    handler: async (request, reply) => answer(app, context, request, reply),
  });
  app.route({
    method: ['GET', 'DELETE'],
    url: PATH,
    schema: { hide: true },
    config: { level: 'public' },
    handler: async (_, reply) => {
      reply.header('allow', 'POST');
      throw refusing('METHOD_NOT_ALLOWED', 'messages come by POST alone; there are no sessions');
    },
  });
}

async function answer(
  app: FastifyInstance,
  context: AppContext,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  // One message a request (MCP 2025-06-18): a list would be as many calls under one count.
  if (Array.isArray(request.body)) {
    throw refusing('INVALID_VALUE', 'one message a request is read, not a list of them');
  }
  const { response, end } = await answerOverHttp(portsOf(app, context, request), context.version, {
    request: webRequest(context, request),
    body: request.body,
  });
  reply.raw.once('close', () => void end());
  reply.code(response.status);
  for (const [name, value] of response.headers) reply.header(name, value);
  return reply.send(
    response.body === null ? null : Readable.fromWeb(response.body as ReadableStream),
  );
}

/** Calls go through the whole application: the order of checks is that of any other request. */
function portsOf(app: FastifyInstance, context: AppContext, request: FastifyRequest): Ports {
  const { deps, origin } = context;
  const token = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
  return {
    api: createClient({ baseUrl: origin, token, fetch: injecting(app, origin) }),
    analyse: async (name, question) => {
      const answered = await deps.analysis.run({ kind: 'question', name, question });
      if (answered.ok) return answered.value;
      const { why, message } = answered;
      const code = why === 'out-of-time' ? 'ANALYSIS_ENDED' : 'INTERNAL';
      return { ok: false, refusals: [{ code, message }] };
    },
    now: () => new Date(deps.now()),
    wait: waitOnClock,
  };
}

function injecting(app: FastifyInstance, origin: string): typeof fetch {
  const { host } = new URL(origin);
  return async (input, init) => {
    const response = await app.inject({
      method: (init?.method ?? 'GET') as 'GET',
      url: String(input).slice(origin.length),
      headers: { ...(init?.headers as Record<string, string>), host },
      ...(init?.body === undefined ? {} : { payload: String(init.body) }),
    });
    const headers = Object.entries(response.headers).map(([name, value]) => [name, String(value)]);
    const body = response.rawPayload.length === 0 ? null : new Uint8Array(response.rawPayload);
    return new Response(body, {
      status: response.statusCode,
      headers: headers as [string, string][],
    });
  };
}

function webRequest({ origin }: AppContext, { method, headers }: FastifyRequest): Request {
  const given = Object.entries(headers).flatMap(([name, value]) =>
    typeof value === 'string' ? [[name, value] as [string, string]] : [],
  );
  return new Request(`${origin}${PATH}`, { method, headers: given });
}

function whoOf({ who, ip }: FastifyRequest): string {
  return who !== null && 'id' in who ? who.id : ip;
}
