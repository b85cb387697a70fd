import { namedSchemas } from '@countersign/api';
import fastifySwagger from '@fastify/swagger';
import type { FastifyInstance } from 'fastify';
import {
  createJsonSchemaTransform,
  createJsonSchemaTransformObject,
} from 'fastify-type-provider-zod';
import { z } from 'zod';
import { VISIT_COOKIE } from '../auth/visit.ts';
import type { AppContext } from './context.ts';

/** Serves `/openapi.json` (OpenAPI 3.1), made from the route table. */
export async function describeApi(app: FastifyInstance, context: AppContext): Promise<void> {
  const schemaRegistry = z.registry<{ id?: string }>();
  for (const [id, schema] of Object.entries(namedSchemas)) schemaRegistry.add(schema, { id });
  await app.register(fastifySwagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Countersign',
        version: context.version,
        description:
          'Drafting of access policies apart from their approval. Problems are RFC 9457.',
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      servers: [{ url: context.origin }],
      components: { securitySchemes: SECURITY_SCHEMES },
    },
    transform: createJsonSchemaTransform({ schemaRegistry }),
    transformObject: createJsonSchemaTransformObject({ schemaRegistry }),
  });
  app.get(
    '/openapi.json',
    { config: { level: 'public' }, schema: { hide: true } },
    async (_, reply) => reply.type('application/json').send(JSON.stringify(app.swagger())),
  );
}

const SECURITY_SCHEMES = {
  session: { type: 'http', scheme: 'bearer', description: 'A session token of a person' },
  apiToken: {
    type: 'http',
    scheme: 'bearer',
    description: 'An API token: reads, drafts and submits',
  },
  setupToken: {
    type: 'http',
    scheme: 'bearer',
    description: 'The setup token of the installation',
  },
  visit: {
    type: 'apiKey',
    in: 'cookie',
    name: VISIT_COOKIE,
    description: 'A visit of an evaluation',
  },
} as const;
