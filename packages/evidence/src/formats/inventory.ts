import { digest } from '../bytes/digest.ts';
import { isJsonObject, type Json } from '../bytes/json.ts';
import { utf8 } from '../bytes/utf8.ts';
import { type Parsed, quoted } from '../refusal.ts';
import {
  booleanSchema,
  type Contradiction,
  digestSchema,
  distinct,
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
import { kindOf } from '../schema/scalars.ts';
import { below, fault } from '../schema/schema.ts';
import type { Digest, Id, Instant } from '../values.ts';
import { environmentSchema, languageSchema, type PolicyLanguage } from './values.ts';

/** What was found live in one environment at one time: who is there and which policies are attached to whom. */
export interface Inventory {
  readonly kind: 'inventory';
  readonly v: 1;
  readonly workspace: Id;
  readonly environment: string;
  readonly language: PolicyLanguage;
  readonly source: 'aws-authorization-details' | 'kubernetes-objects' | 'grants';
  /** The program that read it, and its version. */
  readonly tool: string;
  readonly toolVersion: string;
  readonly takenAt: Instant;
  readonly identities: readonly InventoryIdentity[];
  /** Policies above the account, one list a level; `null` where they were not read. */
  readonly organization: {
    readonly scp: readonly (readonly Digest[])[];
    readonly rcp: readonly (readonly Digest[])[];
  } | null;
  /** Every object of a cluster that RBAC looks at; `null` in other languages. */
  readonly objects: readonly { readonly [name: string]: Json }[] | null;
  /** Canonical texts by their digests; each one that is named is here. */
  readonly policies: { readonly [digest: string]: string };
}

export interface InventoryIdentity {
  readonly externalId: string;
  readonly type: string;
  readonly policies: readonly InventoryPolicy[];
  /** Permissions boundary. */
  readonly boundary: Digest | null;
  readonly groups: readonly string[];
  readonly thirdParty: boolean | null;
  readonly credentials:
    | readonly {
        readonly kind: string;
        readonly createdAt: Instant | null;
        readonly lastUsedAt: Instant | null;
      }[]
    | null;
  /** Workloads that act as it; `null` where that was not read. */
  readonly usedBy: readonly string[] | null;
  readonly lastUsedAt: Instant | null;
  /** What is attached to it and could not be read: the policies here are not all it has. */
  readonly missing: readonly string[];
}

export interface InventoryPolicy {
  readonly name: string;
  readonly layer: 'identity' | 'boundary' | 'resource';
  readonly digest: Digest;
}

// An AWS account takes 1,000 roles by default and 10,000 at most; a cluster or an organization can hold more.
const IDENTITIES_MAX = 100_000;
// 20 attached and 10,240 characters of inline policies an identity; groups add theirs.
const POLICIES_MAX = 1000;
// Organizations nest five units deep, with five policies each; the account and its root come on top.
const LEVELS_MAX = 16;
const NAME_MAX = 2048;
const OBJECTS_MAX = 200_000;

const name: Schema<string> = text(NAME_MAX);
const line: Schema<string> = text(200);

const identity: Schema<InventoryIdentity> = object<InventoryIdentity>({
  externalId: name,
  type: line,
  policies: list(
    object<InventoryPolicy>({
      name,
      layer: oneOf('identity', 'boundary', 'resource'),
      digest: digestSchema,
    }),
    POLICIES_MAX,
  ),
  boundary: nullable(digestSchema),
  groups: uniqueList(name, 1000),
  thirdParty: nullable(booleanSchema),
  credentials: nullable(
    list(
      object<NonNullable<InventoryIdentity['credentials']>[number]>({
        kind: line,
        createdAt: nullable(instantSchema),
        lastUsedAt: nullable(instantSchema),
      }),
      100,
    ),
  ),
  usedBy: nullable(uniqueList(name, 10_000)),
  lastUsedAt: nullable(instantSchema),
  missing: uniqueList(name, POLICIES_MAX),
});

// AWS keeps at least one policy attached to every root, unit and account.
const level: Schema<readonly (readonly Digest[])[]> = list(list(digestSchema, 100, 1), LEVELS_MAX);

/** An object of the environment as it was found; what is in it is for the language's parser to say. */
const found: Schema<{ readonly [name: string]: Json }> = {
  read(value, place) {
    if (!isJsonObject(value)) fault(place, 'WRONG_TYPE', `is ${kindOf(value)}, expected an object`);
    return value as { readonly [name: string]: Json };
  },
  json: { type: 'object' },
};

/** Texts by the digest of their own bytes: nothing in it has to be trusted. */
const texts: Schema<Inventory['policies']> = {
  read(value, place) {
    if (!isJsonObject(value)) {
      fault(place, 'WRONG_TYPE', `is ${kindOf(value)}, expected an object`);
      return {};
    }
    for (const [named, content] of Object.entries(value)) {
      const at = below(place, named);
      if (typeof content !== 'string')
        fault(at, 'WRONG_TYPE', `is ${kindOf(content)}, expected a text`);
      else if (digest(utf8(content)) !== named)
        fault(at, 'WRONG_VALUE', 'is not the text of that digest');
    }
    return value as Inventory['policies'];
  },
  json: {
    type: 'object',
    propertyNames: digestSchema.json,
    additionalProperties: { type: 'string' },
  },
};

const shape: Schema<Inventory> = object<Inventory>({
  kind: oneOf('inventory'),
  v: oneOf(1),
  workspace: idSchema,
  environment: environmentSchema,
  language: languageSchema,
  source: oneOf('aws-authorization-details', 'kubernetes-objects', 'grants'),
  tool: line,
  toolVersion: line,
  takenAt: instantSchema,
  identities: distinct(list(identity, IDENTITIES_MAX), ({ externalId }) => externalId),
  organization: nullable(
    object<NonNullable<Inventory['organization']>>({ scp: level, rcp: level }),
  ),
  objects: nullable(list(found, OBJECTS_MAX)),
  policies: texts,
});

/** Reads an inventory; one that names a policy which it does not hold is refused. */
export const parseInventory: (input: Uint8Array | Json) => Parsed<Inventory> = parserOf(
  refined(shape, missingPolicies),
);

function missingPolicies({ identities, organization, policies }: Inventory): Contradiction[] {
  const isMissing = (one: Digest): boolean => !Object.hasOwn(policies, one);
  const missing = (pointer: string, one: Digest): Contradiction[] =>
    isMissing(one)
      ? [{ pointer, why: `names ${quoted(one)}, which \`policies\` does not hold` }]
      : [];
  const levels = Object.entries(organization ?? {}).flatMap(([kind, lists]) =>
    (lists as readonly (readonly Digest[])[]).flatMap((digests, at) =>
      digests.flatMap((one, index) => missing(`/organization/${kind}/${at}/${index}`, one)),
    ),
  );
  const attached = identities.flatMap((one, at) => [
    ...one.policies.flatMap((policy, index) =>
      missing(`/identities/${at}/policies/${index}/digest`, policy.digest),
    ),
    ...(one.boundary === null ? [] : missing(`/identities/${at}/boundary`, one.boundary)),
  ]);
  return [...levels, ...attached];
}

export const inventorySchema: JsonSchema = jsonSchema('inventory', shape);
