import type { Json } from '../bytes/json.ts';
import type { Parsed } from '../refusal.ts';
import {
  digestSchema,
  type JsonSchema,
  jsonSchema,
  list,
  object,
  oneOf,
  parserOf,
  type Schema,
  text,
} from '../schema/index.ts';
import type { Digest } from '../values.ts';
import { codeSchema } from './values.ts';

/**
 * What a change does, as analysis found it: what its tier is computed from. A Verification names it by digest in its
 * `configuration`, so that whoever holds both computes the same tier (ADR-0017).
 */
export interface Assessment {
  readonly kind: 'assessment';
  readonly v: 1;
  /** The Summary of the same comparison. */
  readonly presented: Digest;
  readonly effects: readonly AssessedEffect[];
}

export interface AssessedEffect {
  readonly code: string;
  /** One sentence about this change. */
  readonly detail: string;
}

// A change has some effects of each code; with more than this the codes are what counts.
const EFFECTS_MAX = 1000;

const schema: Schema<Assessment> = object<Assessment>({
  kind: oneOf('assessment'),
  v: oneOf(1),
  presented: digestSchema,
  effects: list(object<AssessedEffect>({ code: codeSchema, detail: text(1000) }), EFFECTS_MAX),
});

/** Reads an Assessment; all faults at once. */
export const parseAssessment: (input: Uint8Array | Json) => Parsed<Assessment> = parserOf(schema);

export const assessmentSchema: JsonSchema = jsonSchema('assessment', schema);
