import { parseCanonical } from '../bytes/canonical.ts';
import { isJsonObject, type Json } from '../bytes/json.ts';
import type { Parsed } from '../refusal.ts';
import {
  digestSchema,
  idSchema,
  instantSchema,
  type JsonSchema,
  jsonSchema,
  list,
  nullable,
  object,
  oneOf,
  parserOf,
  refined,
  type Schema,
  text,
  uniqueList,
} from '../schema/index.ts';
import type { Digest, Id, Instant } from '../values.ts';
import { repeatedIds } from './requirement-base.ts';
import { parseRequirementV2, type RequirementV2 } from './requirement-v2.ts';
import { environmentSchema, lineSchema, nameSchema } from './values.ts';

/** A business need: what one Nhi may do, until when, and what must stay denied (FORMATS section 4 refers to its cases). */
export interface RequirementV1 {
  readonly kind: 'requirement';
  readonly v: 1;
  readonly workspace: Id;
  readonly nhi: Id;
  readonly owner: Id;
  readonly backupOwner: Id;
  readonly environment: string;
  readonly language: 'aws-iam';
  /** Digest of the salted purpose text, which can be erased. */
  readonly purpose: Digest;
  readonly dataClass: string | null;
  readonly ticket: string | null;
  readonly expires: Instant;
  readonly allow: readonly RequirementCaseV1[];
  /** Intended denials; at least one (R19). */
  readonly deny: readonly RequirementCaseV1[];
}

/** Requests by action and resource patterns (`*`, `?`), in the language's own words. */
export interface RequirementCaseV1 {
  readonly id: string;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
}

// The longest ARN a service documents is far below this; the policy itself is capped at 256 KB.
const PATTERN_MAX = 2048;

/** One case of version 1. */
export const requirementCase: Schema<RequirementCaseV1> = object<RequirementCaseV1>({
  id: nameSchema,
  actions: uniqueList(text(PATTERN_MAX), 1000, 1),
  resources: uniqueList(text(PATTERN_MAX), 1000, 1),
});

const shape: Schema<RequirementV1> = object<RequirementV1>({
  kind: oneOf('requirement'),
  v: oneOf(1),
  workspace: idSchema,
  nhi: idSchema,
  owner: idSchema,
  backupOwner: idSchema,
  environment: environmentSchema,
  language: oneOf('aws-iam'),
  purpose: digestSchema,
  dataClass: nullable(lineSchema),
  ticket: nullable(lineSchema),
  expires: instantSchema,
  allow: list(requirementCase, 200, 1),
  deny: list(requirementCase, 200, 1),
});

const schema: Schema<RequirementV1> = refined(shape, repeatedIds);

/** Reads a canonical Requirement of version 1; all faults at once. One without an intended denial is refused. */
export const parseRequirementV1: (input: Uint8Array | Json) => Parsed<RequirementV1> =
  parserOf(schema);

/** A Requirement of either version; what is written is version 1 whenever that can say it. */
export type Requirement = RequirementV1 | RequirementV2;

/** Reads a canonical Requirement of whichever version it names; all faults at once. */
export function parseRequirement(input: Uint8Array | Json): Parsed<Requirement> {
  const json =
    input instanceof Uint8Array ? parseCanonical(input) : { ok: true as const, value: input };
  if (!json.ok) return json;
  const isSecond = isJsonObject(json.value) && json.value['v'] === 2;
  return isSecond ? parseRequirementV2(json.value) : parseRequirementV1(json.value);
}

export const requirementSchema: JsonSchema = jsonSchema('requirement', schema);
