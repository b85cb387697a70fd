export {
  byField,
  byValue,
  byVersion,
  type Contradiction,
  distinct,
  either,
  type Fields,
  list,
  nullable,
  object,
  record,
  recursive,
  refined,
  repeated,
  sortedList,
  uniqueList,
} from './composites.ts';
export { jsonSchema, parserOf } from './parse.ts';
export {
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
