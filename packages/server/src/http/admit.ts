import type { AuthLevel } from '@countersign/api';
import type { FastifyRequest } from 'fastify';
import { authenticate } from '../auth/authenticate.ts';
import { authorize } from '../auth/authorize.ts';
import type { Principal } from '../auth/principal.ts';
import { VISIT_COOKIE } from '../auth/visit.ts';
import type { AppContext } from './context.ts';
import { Refusals } from './problems.ts';

/** Who sends it, and whether the route's level lets them through: the one enforcement point is `authorize`. */
export async function admit(
  context: AppContext,
  level: AuthLevel,
  request: FastifyRequest,
): Promise<Principal> {
  if (level === 'public') return { kind: 'anonymous' };
  const authenticated = await authenticate(
    { ...context, ...context.deps },
    { authorization: request.headers.authorization, cookie: request.cookies[VISIT_COOKIE] },
  );
  if (!authenticated.ok) throw new Refusals(authenticated.refusals);
  const authorized = authorize(level, authenticated.who);
  if (!authorized.ok) throw new Refusals(authorized.refusals);
  return authorized.who;
}
