import { parseJson } from '@countersign/evidence';
import type { FastifyInstance } from 'fastify';
import { Refusals } from './problems.ts';

/**
 * Reads bodies strictly: duplicate keys, lone surrogates, depth and bytes that are not UTF-8 are refused with line
 * and column, because two readers of such a body may disagree about what it says.
 */
export function readJsonStrictly(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) => {
    if (body.length === 0) return done(null, undefined);
    const parsed = parseJson(body as Buffer);
    if (parsed.ok) done(null, parsed.value);
    else done(new Refusals(parsed.refusals));
  });
}
