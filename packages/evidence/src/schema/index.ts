export { anyJson, byField, list, nullable, object, recursive, refined } from './composites.ts';
export { jsonSchema, parserOf, readBytes, readValue } from './parse.ts';
export {
  base64Schema,
  booleanSchema,
  digestSchema,
  idSchema,
  instantSchema,
  integer,
  matching,
  oneOf,
  text,
} from './scalars.ts';
export type { JsonSchema, Schema } from './schema.ts';
