import type { Json } from '../bytes/json.ts';
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
import { environmentSchema, languageSchema, lineSchema, nameSchema } from './values.ts';

/** A business need: what one Nhi may do, until when, and what must stay denied (FORMATS section 4 refers to its cases). */
export interface Requirement {
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
  readonly allow: readonly RequirementCase[];
  /** Intended denials; at least one (R19). */
  readonly deny: readonly RequirementCase[];
}

/** Requests by action and resource patterns (`*`, `?`), in the language's own words. */
export interface RequirementCase {
  readonly id: string;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
}

// The longest ARN a service documents is far below this; the policy itself is capped at 256 KB.
const PATTERN_MAX = 2048;

const requirementCase: Schema<RequirementCase> = object<RequirementCase>({
  id: nameSchema,
  actions: uniqueList(text(PATTERN_MAX), 1000, 1),
  resources: uniqueList(text(PATTERN_MAX), 1000, 1),
});

const shape: Schema<Requirement> = object<Requirement>({
  kind: oneOf('requirement'),
  v: oneOf(1),
  workspace: idSchema,
  nhi: idSchema,
  owner: idSchema,
  backupOwner: idSchema,
  environment: environmentSchema,
  language: languageSchema,
  purpose: digestSchema,
  dataClass: nullable(lineSchema),
  ticket: nullable(lineSchema),
  expires: instantSchema,
  allow: list(requirementCase, 200, 1),
  deny: list(requirementCase, 200, 1),
});

/** Case ids are what confirmations and test names refer to: one id, one case. */
const schema: Schema<Requirement> = refined(shape, ({ allow, deny }) => {
  const cases = [
    ...allow.map(({ id }, at) => ({ id, pointer: `/allow/${at}/id` })),
    ...deny.map(({ id }, at) => ({ id, pointer: `/deny/${at}/id` })),
  ];
  return cases.flatMap(({ id, pointer }, at) =>
    cases.findIndex((one) => one.id === id) === at
      ? []
      : [{ pointer, why: `is \`${id}\`, which names another case already` }],
  );
});

/** Reads a canonical Requirement; all faults at once. One without an intended denial is refused. */
export const parseRequirement: (input: Uint8Array | Json) => Parsed<Requirement> = parserOf(schema);

export const requirementSchema: JsonSchema = jsonSchema('requirement', schema);
