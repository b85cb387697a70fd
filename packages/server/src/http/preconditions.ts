import { createHash } from 'node:crypto';
import type { Digest } from '@countersign/domain';
import { isDigest } from '@countersign/evidence';
import type { FastifyRequest } from 'fastify';
import type { Drafter } from '../auth/principal.ts';
import type { Caller } from '../commands/deps.ts';
import { refusing } from './problems.ts';

/** `If-Match` as one strong tag (RFC 9110 §13.1.1). Refuses IF_MATCH_REQUIRED and IF_MATCH_MALFORMED. */
export function ifMatchOf(request: FastifyRequest): Digest {
  const header = request.headers['if-match'];
  if (header === undefined) {
    throw refusing(
      'IF_MATCH_REQUIRED',
      '`If-Match` must name the digest this change was made from',
    );
  }
  const tag = /^"([^"]*)"$/.exec(header.trim())?.[1];
  if (tag === undefined || !isDigest(tag)) {
    throw refusing(
      'IF_MATCH_MALFORMED',
      `\`${header.slice(0, 100)}\` is not one strong tag with a digest`,
    );
  }
  return tag;
}

/**
 * The idempotency key, if one was sent, with the digest of what was asked. Keys of different actors never meet.
 * Refuses IDEMPOTENCY_KEY_MALFORMED.
 */
export function idempotencyOf(request: FastifyRequest, who: Drafter): Caller['idempotency'] {
  const header = request.headers['idempotency-key'];
  if (header === undefined) return null;
  if (typeof header !== 'string' || !/^[\x21-\x7e]{1,200}$/.test(header)) {
    throw refusing(
      'IDEMPOTENCY_KEY_MALFORMED',
      '`Idempotency-Key` must be 1 to 200 printable ASCII characters',
    );
  }
  const asked = `${request.method} ${request.url}\n${JSON.stringify(request.body ?? null)}`;
  const hash = createHash('sha256').update(asked).digest('hex');
  return { key: `${who.id}/${header}`, request: `sha256:${hash}` };
}
