import { type Place, parseWith, type Route, routeList } from '@countersign/api';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { actorOf, type Principal } from '../auth/principal.ts';
import type { Caller } from '../commands/deps.ts';
import { admit } from './admit.ts';
import type { AppContext } from './context.ts';
import type { AnyHandler, Handlers } from './handler.ts';
import { idempotencyOf, ifMatchOf } from './preconditions.ts';
import { Refusals } from './problems.ts';
import { schemasOf } from './route-schemas.ts';
import { sendHandled } from './send.ts';

const BODY_LIMIT_BYTES = 262_144;

/** Registers every route of the table with its handler; the order of checks is the same for all. */
export function registerRoutes(
  app: FastifyInstance,
  context: AppContext,
  handlers: Handlers,
): void {
  for (const [name, route] of routeList) {
    app.route({
      method: route.method,
      url: route.path,
      schema: schemasOf(name, route),
      bodyLimit: route.bodyLimitBytes ?? BODY_LIMIT_BYTES,
      config: { level: route.auth, ...rateLimitOf(route, context) },
      // Before the body is read: whoever may not call the route sends nothing into it.
      onRequest: async (request) => {
        request.who = await admit(context, route.auth, request);
      },
      handler: async (request, reply) => {
        const handle = handlers[name] as unknown as AnyHandler;
        return answer({ context, route, handle, request, reply });
      },
    });
  }
}

interface Answering {
  readonly context: AppContext;
  readonly route: Route;
  readonly handle: AnyHandler;
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

async function answer({
  context,
  route,
  handle,
  request,
  reply,
}: Answering): Promise<FastifyReply> {
  const { who } = request;
  if (who === null) throw new Error(`${route.path} was reached without its check`);
  const handled = await handle({
    context,
    who,
    caller: callerOf(who, route, request),
    ...partsOf(route, request),
    ifMatch: route.ifMatch === true ? ifMatchOf(request) : undefined,
    request,
    reply,
  });
  if (!handled.ok) throw new Refusals(handled.refusals);
  return sendHandled(route, handled, { request, reply });
}

function callerOf(who: Principal, route: Route, request: FastifyRequest): Caller | undefined {
  if (who.kind === 'anonymous' || who.kind === 'installer' || who.kind === 'visitor')
    return undefined;
  const idempotency = route.method === 'GET' ? null : idempotencyOf(request, who);
  return { workspace: who.workspace, actor: actorOf(who), idempotency };
}

/** Parameters, query and body, each against its schema; all faults of all parts at once. */
function partsOf(
  route: Route,
  request: FastifyRequest,
): Record<'params' | 'query' | 'body', unknown> {
  const params = part(route.params, request.params, 'params');
  const query = part(route.query, request.query, 'query');
  const body = part(route.body, request.body ?? {}, 'body');
  const faults = [params, query, body].flatMap((one) => (one.ok ? [] : one.refusals));
  if (faults.length > 0) throw new Refusals(faults);
  return { params: valueIn(params), query: valueIn(query), body: valueIn(body) };
}

type Part = ReturnType<typeof parseWith>;

function part(schema: z.ZodType | undefined, value: unknown, place: Place): Part {
  return schema === undefined ? { ok: true, value: undefined } : parseWith(schema, value, place);
}

function valueIn(one: Part): unknown {
  return one.ok ? one.value : undefined;
}

/** Guessing costs time: sign-in, visit codes and the setup token are limited per address. */
function rateLimitOf(route: Route, context: AppContext): object {
  const isGuessable = route.tag === 'setup' || (route.tag === 'sign-in' && route.auth === 'public');
  return isGuessable
    ? { rateLimit: { max: context.signInsPerMinute, timeWindow: '1 minute' } }
    : {};
}
