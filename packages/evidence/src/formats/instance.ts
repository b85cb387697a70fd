import type { Json } from '../bytes/json.ts';
import type { Parsed } from '../refusal.ts';
import {
  digestSchema,
  distinct,
  idSchema,
  type JsonSchema,
  jsonSchema,
  list,
  matching,
  nullable,
  object,
  oneOf,
  parserOf,
  type Schema,
  text,
  uniqueList,
} from '../schema/index.ts';
import type { Digest, Id } from '../values.ts';
import type { ApprovalInputs } from './approval.ts';
import { disqualifiedSchema } from './signed-parts.ts';
import { PARAMETERS_MAX } from './template.ts';
import { environmentSchema, nameSchema } from './values.ts';

/** A template with its values, for one identity and one candidate: what an automatic decision is about (ADR-0019). */
export interface Instance {
  readonly kind: 'instance';
  readonly v: 1;
  readonly workspace: Id;
  readonly template: Id;
  readonly templateDigest: Digest;
  readonly candidate: Id;
  readonly policy: Id;
  readonly environment: string;
  readonly nhi: Id;
  /**
   * The identity's external id, opened: its text and the salt its registration was made with. Only where the template
   * selects a class by it; it cannot be erased then.
   */
  readonly externalId: { readonly text: string; readonly salt: string } | null;
  readonly authors: readonly Id[];
  /** Whose signatures do not count for this candidate (INV-4). */
  readonly disqualified: ApprovalInputs['disqualified'];
  /** By parameter; one value for a parameter that is no list. */
  readonly values: readonly { readonly name: string; readonly values: readonly string[] }[];
}

const values: Schema<Instance['values']> = distinct(
  list(
    object<Instance['values'][number]>({
      name: nameSchema,
      values: list(text(2048), 100),
    }),
    PARAMETERS_MAX,
  ),
  ({ name }) => name,
);

const schema: Schema<Instance> = object<Instance>({
  kind: oneOf('instance'),
  v: oneOf(1),
  workspace: idSchema,
  template: idSchema,
  templateDigest: digestSchema,
  candidate: idSchema,
  policy: idSchema,
  environment: environmentSchema,
  nhi: idSchema,
  externalId: nullable(
    object<NonNullable<Instance['externalId']>>({
      text: text(2048),
      salt: matching(/^[0-9a-f]{32}$/, 'a salt of 32 hex digits'),
    }),
  ),
  authors: uniqueList(idSchema, 1000, 1),
  disqualified: disqualifiedSchema,
  values,
});

/** Reads a canonical Instance; all faults at once. Whether its values fit is for its template to say. */
export const parseInstance: (input: Uint8Array | Json) => Parsed<Instance> = parserOf(schema);

export const instanceSchema: JsonSchema = jsonSchema('instance', schema);
