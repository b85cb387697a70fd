import { parseCanonical } from '../bytes/canonical.ts';
import type { Json } from '../bytes/json.ts';
import { utf8 } from '../bytes/utf8.ts';
import type { Parsed } from '../refusal.ts';
import {
  byValue,
  byVersion,
  type Contradiction,
  digestSchema,
  distinct,
  idSchema,
  instantSchema,
  integer,
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
import { requirementCase } from './requirement.ts';
import { repeatedIds } from './requirement-base.ts';
import type { CasesPart } from './requirement-cases.ts';
import { awsCase, grantsCase, rbacCase } from './requirement-v2.ts';
import { environmentSchema, nameSchema, type OnLapse, onLapseSchema } from './values.ts';

/**
 * A parameterised policy with everything that bounds what comes of it (ADR-0019). What a parameter's values may be, and
 * what the policy becomes with them, is for analysis to say (`instantiate`).
 */
export interface Template {
  readonly kind: 'template';
  readonly v: 1;
  readonly workspace: Id;
  readonly environment: string;
  readonly name: string;
  readonly owner: Id;
  readonly backupOwner: Id;
  /** Digest of the salted purpose text, which can be erased. */
  readonly purpose: Digest;
  readonly parameters: readonly TemplateParameter[];
  /** The policy with holes: canonical JSON text of what the language writes. */
  readonly policy: string;
  /** What instances are for, and what no instance ever allows; the envelope is held against it. */
  readonly need: CasesPart;
  /** Digest of the canonical policy that no instance exceeds. */
  readonly envelope: Digest;
  /** Digest of the canonical policy that all live instances of one identity together do not exceed. */
  readonly ceiling: Digest;
  readonly cap: { readonly perNhi: number; readonly total: number };
  readonly selector: {
    /** Patterns (`*`, `?`) of external ids: a class of identities; null for those named, or any of the environment. */
    readonly externalIds: readonly string[] | null;
    readonly nhis: readonly Id[] | null;
  };
  /** Humans who may instantiate, in person or by their tokens, and delegate that. */
  readonly instantiators: readonly Id[];
  readonly timeToLiveSeconds: number;
  readonly onLapse: OnLapse;
  readonly release: 'automatic' | 'by-hand';
  /** So many of a thousand automatic decisions are looked at by a human, within that time. */
  readonly sample: { readonly perMille: number; readonly dueSeconds: number };
  readonly expires: Instant;
}

/** One parameter with its bounds; null: not bounded so. */
export interface TemplateParameter {
  readonly name: string;
  readonly kind:
    | 'string'
    | 'account'
    | 'region'
    | 'arn'
    | 'namespace'
    | 'kubernetes-name'
    | 'repository';
  readonly list: { readonly minItems: number; readonly maxItems: number } | null;
  readonly oneOf: readonly string[] | null;
  readonly pattern: string | null;
  readonly maxLength: number | null;
  readonly characters: string | null;
  readonly service: string | null;
  readonly resourceType: string | null;
}

/** More parameters could not be looked over by who approves the template. */
export const PARAMETERS_MAX = 32;
/** More live instances than this are a fleet, and want a template for each part of it. */
const INSTANCES_MAX = 1_000_000;
// A day more than fifty years: beyond it a "time to live" says nothing.
const SECONDS_MAX = 50 * 366 * 86_400;
/** Largest canonical text of a policy with holes, as of any policy. */
const POLICY_CHARACTERS_MAX = 262_144;

const parameter: Schema<TemplateParameter> = object<TemplateParameter>({
  name: nameSchema,
  kind: oneOf('string', 'account', 'region', 'arn', 'namespace', 'kubernetes-name', 'repository'),
  list: nullable(
    refined(
      object<NonNullable<TemplateParameter['list']>>({
        minItems: integer(0, 100),
        maxItems: integer(1, 100),
      }),
      ({ minItems, maxItems }) =>
        minItems <= maxItems ? [] : [{ pointer: '/maxItems', why: 'is below `minItems`' }],
    ),
  ),
  oneOf: nullable(uniqueList(text(2048), 1000, 1)),
  pattern: nullable(text(2048)),
  maxLength: nullable(integer(1, 2048)),
  characters: nullable(text(64)),
  service: nullable(text(64)),
  resourceType: nullable(text(200)),
});

const policy: Schema<string> = refined(text(POLICY_CHARACTERS_MAX), (written) => {
  const json = parseCanonical(utf8(written));
  return json.ok && typeof json.value === 'object' && json.value !== null
    ? []
    : [{ pointer: '', why: 'is not the canonical JSON of a policy' }];
});

const cases = <C>(one: Schema<C>) => ({ allow: list(one, 200, 1), deny: list(one, 200, 1) });

const need: Schema<CasesPart> = refined(
  byVersion<CasesPart>(
    new Map<number, Schema<CasesPart>>([
      [1, object({ v: oneOf(1), language: oneOf('aws-iam'), ...cases(requirementCase) })],
      [
        2,
        byValue<CasesPart>('language', {
          'aws-iam': object({ v: oneOf(2), language: oneOf('aws-iam'), ...cases(awsCase) }),
          'kubernetes-rbac': object({
            v: oneOf(2),
            language: oneOf('kubernetes-rbac'),
            ...cases(rbacCase),
          }),
          grants: object({ v: oneOf(2), language: oneOf('grants'), ...cases(grantsCase) }),
        }),
      ],
    ]),
  ),
  repeatedIds,
);

const shape: Schema<Template> = object<Template>({
  kind: oneOf('template'),
  v: oneOf(1),
  workspace: idSchema,
  environment: environmentSchema,
  name: nameSchema,
  owner: idSchema,
  backupOwner: idSchema,
  purpose: digestSchema,
  parameters: distinct(list(parameter, PARAMETERS_MAX), ({ name }) => name),
  policy,
  need,
  envelope: digestSchema,
  ceiling: digestSchema,
  cap: object<Template['cap']>({
    perNhi: integer(1, INSTANCES_MAX),
    total: integer(1, INSTANCES_MAX),
  }),
  selector: object<Template['selector']>({
    externalIds: nullable(uniqueList(text(2048), 100, 1)),
    nhis: nullable(uniqueList(idSchema, 10_000, 1)),
  }),
  instantiators: uniqueList(idSchema, 1000, 1),
  timeToLiveSeconds: integer(1, SECONDS_MAX),
  onLapse: onLapseSchema,
  release: oneOf('automatic', 'by-hand'),
  sample: object<Template['sample']>({
    perMille: integer(0, 1000),
    dueSeconds: integer(60, SECONDS_MAX),
  }),
  expires: instantSchema,
});

const schema: Schema<Template> = refined(shape, contradictions);

/** Two owners, so that one can leave; a cap on one identity that no total contradicts. */
function contradictions({ owner, backupOwner, cap }: Template): readonly Contradiction[] {
  return [
    ...(owner !== backupOwner ? [] : [{ pointer: '/backupOwner', why: 'is the owner' }]),
    ...(cap.perNhi <= cap.total ? [] : [{ pointer: '/cap/perNhi', why: 'is above `total`' }]),
  ];
}

/** Reads a canonical Template; all faults at once. One without an intended denial is refused. */
export const parseTemplate: (input: Uint8Array | Json) => Parsed<Template> = parserOf(schema);

export const templateSchema: JsonSchema = jsonSchema('template', schema);
