import { randomUUID } from 'node:crypto';
import type { AuthLevel } from '@countersign/api';
import fastifyCookie from '@fastify/cookie';
import fastifyHelmet from '@fastify/helmet';
import fastifyRateLimit from '@fastify/rate-limit';
import fastify, {
  type FastifyInstance,
  type FastifyServerOptions,
  type RouteOptions,
} from 'fastify';
import type { Principal } from '../auth/principal.ts';
import type { AppContext } from './context.ts';
import { handleError } from './error-handler.ts';
import { handlers } from './handlers/handlers.ts';
import { readJsonStrictly } from './json-body.ts';
import { serveMcp } from './mcp.ts';
import { describeApi } from './openapi.ts';
import { answerUnderOwnAddressOnly } from './own-address.ts';
import { Refusals } from './problems.ts';
import { registerRoutes } from './register-routes.ts';
import { securityHeaders } from './security-headers.ts';
import { sendValidated } from './serializer.ts';
import { serveWeb } from './web.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Who may call the route; a route without one stops the start. */
    level?: AuthLevel;
  }
  interface FastifyRequest {
    /** Set by the route's check of its level, before the body is read. */
    who: Principal | null;
  }
}

const BODY_LIMIT_BYTES = 1_048_576;

/** The HTTP application, ready to listen. */
export async function buildApp(context: AppContext): Promise<FastifyInstance> {
  const app = fastify({
    bodyLimit: BODY_LIMIT_BYTES,
    genReqId: () => randomUUID(),
    requestIdHeader: false,
    exposeHeadRoutes: false,
    logger: loggerOf(context),
  });
  app.decorateRequest('who', null);
  app.setErrorHandler(handleError);
  answerUnderOwnAddressOnly(app, context.origin);
  refuseRoutesWithoutLevel(app);
  readJsonStrictly(app);
  sendValidated(app);
  app.addHook('onSend', async (request, reply) => {
    reply.header('x-request-id', request.id);
  });
  await app.register(fastifyHelmet, securityHeaders(context.origin));
  await app.register(fastifyCookie);
  await app.register(fastifyRateLimit, { global: false, errorResponseBuilder: tooMany });
  await describeApi(app, context);
  await app.register(async (scope) => registerRoutes(scope, context, handlers));
  await app.register(async (scope) => serveMcp(scope, context));
  await serveWeb(app, context.webFolder);
  await app.ready();
  return app;
}

/** Default deny: a route nobody gave a level to would have been open to anyone (INV-5). */
function refuseRoutesWithoutLevel(app: FastifyInstance): void {
  const seen: RouteOptions[] = [];
  app.addHook('onRoute', (route) => {
    seen.push(route);
  });
  app.addHook('onReady', async () => {
    const open = seen.filter((route) => route.config?.level === undefined);
    if (open.length === 0) return;
    const names = open.map(({ method, url }) => `${String(method)} ${url}`).join(', ');
    throw new Error(`without a level of authorization: ${names}`);
  });
}

/** Paths without their query, and no headers: codes and tokens travel in those. */
function loggerOf(context: AppContext): NonNullable<FastifyServerOptions['logger']> {
  if (context.logTo === null) return false;
  return {
    level: 'warn',
    stream: context.logTo,
    serializers: {
      req: ({ method, url, id }) => ({ method, path: url?.split('?')[0], id }),
      res: ({ statusCode }) => ({ statusCode }),
    },
  };
}

function tooMany(_request: unknown, { ttl }: { ttl: number }): Refusals {
  const seconds = Math.max(1, Math.ceil(ttl / 1000));
  const message = `too many tries from this address; the next one is possible in ${seconds} s`;
  return new Refusals([{ code: 'TOO_MANY_REQUESTS', message }], { 'retry-after': String(seconds) });
}
