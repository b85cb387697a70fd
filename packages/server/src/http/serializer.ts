import type { FastifyInstance } from 'fastify';
import { serializerCompiler } from 'fastify-type-provider-zod';

/**
 * What is sent is held against the schemas, so that the document tells the truth: an answer that does not fit is a
 * fault of ours (INTERNAL). What comes in is checked elsewhere, with all faults at once.
 */
export function sendValidated(app: FastifyInstance): void {
  app.setValidatorCompiler(() => (value) => ({ value }));
  app.setSerializerCompiler(serializerCompiler);
}
