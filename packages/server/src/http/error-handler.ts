import { PROBLEM_MEDIA_TYPE, type Refusal } from '@countersign/api';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { StoreUnavailable } from '../store/store.ts';
import { problemOf, Refusals } from './problems.ts';

/** Seconds after which asking again makes sense while the database is away. */
const RETRY_SECONDS = '1';

/** Makes every error a problem. What is not known to us is logged and shown as INTERNAL, without any detail. */
export function handleError(
  error: FastifyError,
  request: FastifyRequest,
  reply: FastifyReply,
): void {
  const found = refusalsIn(error);
  if (found === undefined) request.log.error({ err: error, req: request }, 'unexpected');
  const problem = problemOf(found?.refusals ?? [], request.id);
  if (found !== undefined && problem.code === 'INTERNAL') {
    request.log.error(
      { refusals: found.refusals, req: request },
      'a refusal outside the closed list',
    );
  }
  void reply
    .code(problem.status)
    .headers({ 'cache-control': 'no-store', ...found?.headers })
    .type(PROBLEM_MEDIA_TYPE)
    .send(JSON.stringify(problem));
}

function refusalsIn(error: FastifyError): Pick<Refusals, 'refusals' | 'headers'> | undefined {
  if (error instanceof Refusals) return error;
  if (error instanceof StoreUnavailable) {
    const message = error.outcomeUnknown
      ? 'the database went away while it was writing; ask again under the same `Idempotency-Key` to learn what came of it'
      : 'the database does not answer';
    return {
      refusals: [{ code: 'DATABASE_UNAVAILABLE', message }],
      headers: { 'retry-after': RETRY_SECONDS },
    };
  }
  const known = FRAMEWORK[error.code];
  return known === undefined ? undefined : { refusals: [known], headers: {} };
}

/** What fastify itself refuses. */
const FRAMEWORK: Readonly<Record<string, Refusal>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: {
    code: 'BODY_TOO_LARGE',
    message: 'the body is larger than this route reads',
  },
  FST_ERR_CTP_INVALID_MEDIA_TYPE: {
    code: 'UNSUPPORTED_MEDIA_TYPE',
    message: 'the body is not of type `application/json`',
  },
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: {
    code: 'INVALID_VALUE',
    message: 'the body does not have the length the request says',
  },
  FST_ERR_BAD_URL: { code: 'NOT_ACCEPTABLE_URL', message: 'the path is not percent-encoded' },
};
