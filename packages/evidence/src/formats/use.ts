import { isJsonObject, type Json } from '../bytes/json.ts';
import type { Parsed } from '../refusal.ts';
import {
  booleanSchema,
  idSchema,
  instantSchema,
  integer,
  type JsonSchema,
  jsonSchema,
  list,
  object,
  oneOf,
  parserOf,
  refined,
  type Schema,
  text,
} from '../schema/index.ts';
import { kindOf } from '../schema/scalars.ts';
import { fault } from '../schema/schema.ts';
import type { Id, Instant } from '../values.ts';
import { environmentSchema, languageSchema, type PolicyLanguage } from './values.ts';

/** What one identity was seen to use of its access between two times, as an audit log tells it. */
export interface Use {
  readonly kind: 'use';
  readonly v: 1;
  readonly workspace: Id;
  readonly environment: string;
  readonly language: PolicyLanguage;
  readonly source: 'cloudtrail' | 'kubernetes-audit';
  /** The program that read it, and its version. */
  readonly tool: string;
  readonly toolVersion: string;
  readonly takenAt: Instant;
  /** External id of the identity. */
  readonly subject: string;
  readonly from: Instant;
  readonly to: Instant;
  readonly requests: readonly UsedRequest[];
  /** What the log holds of this identity and could not be read as a request. */
  readonly unread: readonly { readonly what: string; readonly count: number }[];
}

export interface UsedRequest {
  /** In the language's own words. */
  readonly request: { readonly [word: string]: Json };
  readonly count: number;
  readonly last: Instant;
  readonly refused: boolean;
}

// Distinct requests, not log lines: an identity that does more different things is not described by its use.
const REQUESTS_MAX = 100_000;

const line: Schema<string> = text(200);

const request: Schema<UsedRequest['request']> = {
  read(value, place) {
    if (!isJsonObject(value)) fault(place, 'WRONG_TYPE', `is ${kindOf(value)}, expected an object`);
    return value as UsedRequest['request'];
  },
  json: { type: 'object' },
};

const shape: Schema<Use> = object<Use>({
  kind: oneOf('use'),
  v: oneOf(1),
  workspace: idSchema,
  environment: environmentSchema,
  language: languageSchema,
  source: oneOf('cloudtrail', 'kubernetes-audit'),
  tool: line,
  toolVersion: line,
  takenAt: instantSchema,
  subject: text(2048),
  from: instantSchema,
  to: instantSchema,
  requests: list(
    object<UsedRequest>({
      request,
      count: integer(1),
      last: instantSchema,
      refused: booleanSchema,
    }),
    REQUESTS_MAX,
  ),
  unread: list(object<Use['unread'][number]>({ what: text(500), count: integer(1) }), 1000),
});

const schema: Schema<Use> = refined(shape, ({ from, to, takenAt }) => [
  ...(from <= to ? [] : [{ pointer: '/to', why: `is before \`from\` \`${from}\`` }]),
  ...(to <= takenAt ? [] : [{ pointer: '/to', why: `is after \`takenAt\` \`${takenAt}\`` }]),
]);

/** Reads what was seen of an identity's use; a span that ends before it begins or after it was read is refused. */
export const parseUse: (input: Uint8Array | Json) => Parsed<Use> = parserOf(schema);

export const useSchema: JsonSchema = jsonSchema('use', schema);
