import type { Json } from '../bytes/json.ts';
import type { Parsed } from '../refusal.ts';
import {
  digestSchema,
  distinct,
  instantSchema,
  type JsonSchema,
  jsonSchema,
  list,
  nullable,
  object,
  oneOf,
  parserOf,
  type Schema,
  text,
} from '../schema/index.ts';
import type { Digest, Instant } from '../values.ts';

/** Where the content of a revision comes from (R15, R17). Who wrote it, the event says. */
export interface Provenance {
  readonly kind: 'provenance';
  readonly v: 1;
  readonly source: ProvenanceSource;
  /** The program that made the text, and its version; `null` where a human wrote it by hand. */
  readonly tool: string | null;
  readonly version: string | null;
  readonly inputs: readonly ProvenanceInput[];
}

export type ProvenanceSource = 'human' | 'requirement' | 'use' | 'template' | 'agent' | 'pipeline';

export interface ProvenanceInput {
  /** What it is: `requirement`, `use`, `inventory`, `template`, `base`, or a name of the maker's own. */
  readonly name: string;
  readonly digest: Digest;
  /** `null` for what does not age, such as a requirement. */
  readonly takenAt: Instant | null;
}

const schema: Schema<Provenance> = object<Provenance>({
  kind: oneOf('provenance'),
  v: oneOf(1),
  source: oneOf('human', 'requirement', 'use', 'template', 'agent', 'pipeline'),
  tool: nullable(text(200)),
  version: nullable(text(200)),
  inputs: distinct(
    list(
      object<ProvenanceInput>({
        name: text(200),
        digest: digestSchema,
        takenAt: nullable(instantSchema),
      }),
      100,
    ),
    ({ name, digest }) => `${name} ${digest}`,
  ),
});

/** Reads a provenance; all faults at once. */
export const parseProvenance: (input: Uint8Array | Json) => Parsed<Provenance> = parserOf(schema);

export const provenanceSchema: JsonSchema = jsonSchema('provenance', schema);
