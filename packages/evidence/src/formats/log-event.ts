import { isJsonObject, type Json } from '../bytes/json.ts';
import type { Parsed } from '../refusal.ts';
import {
  idSchema,
  instantSchema,
  integer,
  type JsonSchema,
  jsonSchema,
  matching,
  object,
  oneOf,
  parserOf,
  type Schema,
} from '../schema/index.ts';
import { kindOf } from '../schema/scalars.ts';
import { fault } from '../schema/schema.ts';
import type { Id, Instant } from '../values.ts';

/** An event as it stands in the log: the leaf's bytes are the canonical form of exactly this (FORMATS section 2). */
export interface LogEvent {
  readonly v: 1;
  readonly type: string;
  readonly workspace: Id;
  readonly stream: string;
  readonly version: number;
  readonly seq: number;
  readonly at: Instant;
  readonly actor: { readonly kind: 'human' | 'agent' | 'pipeline' | 'system'; readonly id: Id };
  /** Ids, digests, enums and numbers; its shape per type is the domain's. */
  readonly payload: { readonly [key: string]: Json };
}

const payload: Schema<LogEvent['payload']> = {
  read(value, place) {
    if (!isJsonObject(value)) fault(place, 'WRONG_TYPE', `is ${kindOf(value)}, expected an object`);
    return value as LogEvent['payload'];
  },
  json: { type: 'object' },
};

const schema: Schema<LogEvent> = object<LogEvent>({
  v: oneOf(1),
  type: matching(/^[A-Z][A-Za-z]{2,63}$/, 'an event type'),
  workspace: idSchema,
  stream: matching(
    /^[a-z][a-z-]{0,31}\/[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    'a stream `kind/id`',
  ),
  version: integer(1),
  seq: integer(0),
  at: instantSchema,
  actor: object<LogEvent['actor']>({
    kind: oneOf('human', 'agent', 'pipeline', 'system'),
    id: idSchema,
  }),
  payload,
});

/** Reads the envelope of an event; what the payload must hold is for the domain to say. */
export const parseLogEvent: (input: Uint8Array | Json) => Parsed<LogEvent> = parserOf(schema);

export const logEventSchema: JsonSchema = jsonSchema('log-event', schema);
