import type { FastifyInstance, FastifyRequest } from 'fastify';
import { refusing } from './problems.ts';

/** Asked by programs that watch a server under whatever address they reach it. */
const EXEMPT: ReadonlySet<string> = new Set(['/healthz', '/readyz']);

const READING: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

const LOOPBACK = ['localhost', '127.0.0.1', '[::1]'] as const;

/**
 * Answers only under the installation's own address. A page elsewhere whose name was made to resolve to us (DNS
 * rebinding) sends its own name as `Host`: HOST_NOT_ALLOWED. What changes something and says where it comes from must
 * come from here: ORIGIN_NOT_ALLOWED; programs that are no browsers send no `Origin`.
 */
export function answerUnderOwnAddressOnly(app: FastifyInstance, origin: string): void {
  const own = new URL(origin);
  app.addHook('onRequest', async (request) => {
    if (EXEMPT.has(request.routeOptions.url ?? '')) return;
    const host = request.headers.host?.toLowerCase() ?? '';
    if (host !== own.host && !isLoopback(host, request)) throw otherHost(host, own);
    requireOwnPage(request, host === own.host ? own.origin : `http://${host}`);
  });
}

function requireOwnPage({ method, headers: { origin } }: FastifyRequest, here: string): void {
  if (origin === undefined || READING.has(method)) return;
  if (origin.toLowerCase() !== here) throw otherOrigin(origin, here);
}

/** A name that only this machine answers to, with the port that is listened on: no page elsewhere can have it. */
function isLoopback(host: string, { socket }: FastifyRequest): boolean {
  return LOOPBACK.some((name) => {
    const port = socket.localPort;
    return host === `${name}:${port}` || (port === 80 && host === name);
  });
}

function otherHost(host: string, { origin }: URL): Error {
  const message = `this server answers as \`${origin}\`, not as \`${host.slice(0, 200)}\``;
  return refusing('HOST_NOT_ALLOWED', message, { origin });
}

function otherOrigin(from: string, here: string): Error {
  const message = `a page of \`${from.slice(0, 200)}\` changes nothing here; only one of \`${here}\` does`;
  return refusing('ORIGIN_NOT_ALLOWED', message, { origin: here });
}
