import type { Route } from '@countersign/api';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Handled } from './handler.ts';

type Held = Extract<Handled<unknown>, { ok: true }>;

const MEDIA_TYPES = {
  text: 'text/plain; charset=utf-8',
  bytes: 'application/octet-stream',
  tar: 'application/x-tar',
} as const;

/** Sends what a handler answered, with its strong `ETag` (RFC 9110 §8.8.3). A GET that has it already gets 304. */
export function sendHandled(
  route: Route,
  held: Held,
  { request, reply }: { readonly request: FastifyRequest; readonly reply: FastifyReply },
): FastifyReply {
  if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store');
  if (held.replayed === true) reply.header('idempotency-replayed', 'true');
  if (typeof held.etag === 'string') {
    const tag = `"${held.etag}"`;
    reply.header('etag', tag);
    if (
      route.method === 'GET' &&
      route.produces !== 'json' &&
      request.headers['if-none-match'] === tag
    ) {
      return reply.code(304).send();
    }
  }
  switch (route.produces) {
    case 'nothing':
      return reply.code(route.status).send();
    case 'redirect':
      return reply.redirect(String(held.value), route.status);
    case 'json':
      return reply.code(route.status).send(held.value);
    case 'text':
    case 'bytes':
    case 'tar':
      if (!reply.hasHeader('content-type')) reply.type(MEDIA_TYPES[route.produces]);
      return reply.code(route.status).send(bodyOf(held.value));
    default:
      return route.produces satisfies never;
  }
}

/** Fastify sends Buffers and streams; a plain Uint8Array it would take for an object. */
function bodyOf(value: unknown): unknown {
  return value instanceof Uint8Array && !Buffer.isBuffer(value) ? Buffer.from(value) : value;
}
