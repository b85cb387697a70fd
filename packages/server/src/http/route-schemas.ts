import { PROBLEM_MEDIA_TYPE, problem, type Route, type RouteName } from '@countersign/api';
import type { FastifySchema } from 'fastify';
import { z } from 'zod';

/** A route's schemas for the OpenAPI document and for what is sent; what comes in is checked by `register-routes`. */
export function schemasOf(name: RouteName, route: Route): FastifySchema {
  return {
    operationId: name,
    summary: route.summary,
    tags: [route.tag],
    security: securityOf(route),
    'x-countersign-auth': route.auth,
    ...(route.params === undefined ? {} : { params: route.params }),
    ...(route.query === undefined ? {} : { querystring: route.query }),
    ...(route.body === undefined ? {} : { body: route.body }),
    ...(headersOf(route) === undefined ? {} : { headers: headersOf(route) }),
    response: { [route.status]: successOf(route), '4xx': refusedWith(), '5xx': refusedWith() },
  } as FastifySchema;
}

function refusedWith(): object {
  return { description: 'Refused', content: { [PROBLEM_MEDIA_TYPE]: { schema: problem } } };
}

function successOf(route: Route): object {
  switch (route.produces) {
    case 'json':
      return {
        description: 'It holds',
        content: { 'application/json': { schema: route.response } },
      };
    case 'text':
      return { description: 'It holds', content: { 'text/plain': { schema: z.string() } } };
    case 'bytes':
      return binary('application/octet-stream');
    case 'tar':
      return binary('application/x-tar');
    case 'nothing':
    case 'redirect':
      return z.undefined().describe('It holds');
    default:
      return route.produces satisfies never;
  }
}

function binary(type: string): object {
  return {
    description: 'It holds',
    content: { [type]: { schema: z.string().meta({ format: 'binary' }) } },
  };
}

function headersOf(route: Route): z.ZodType | undefined {
  const ifMatch = route.ifMatch === true ? { 'if-match': z.string() } : {};
  const key =
    route.method === 'POST' && route.auth !== 'public'
      ? { 'idempotency-key': z.string().exactOptional() }
      : {};
  const shape = { ...ifMatch, ...key };
  return Object.keys(shape).length === 0 ? undefined : z.object(shape);
}

function securityOf(route: Route): readonly object[] {
  switch (route.auth) {
    case 'public':
      return [];
    case 'setup':
      return [{ setupToken: [] }];
    case 'read':
      return [{ session: [] }, { apiToken: [] }, { visit: [] }];
    case 'draft':
      return [{ session: [] }, { apiToken: [] }];
    case 'human':
    case 'decide':
      return [{ session: [] }];
    default:
      return route.auth satisfies never;
  }
}
