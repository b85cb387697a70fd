import type { Json } from '../bytes/json.ts';
import type { Parsed } from '../refusal.ts';
import {
  byValue,
  either,
  type JsonSchema,
  jsonSchema,
  list,
  nullable,
  object,
  oneOf,
  parserOf,
  record,
  refined,
  type Schema,
  sortedList,
  text,
} from '../schema/index.ts';
import { type RequirementBase, repeatedIds, requirementFields } from './requirement-base.ts';
import { nameSchema } from './values.ts';

/** A Requirement whose cases are in the words of its language, each word there: `null` means anything. */
export type RequirementV2 = AwsRequirement | RbacRequirement | GrantsRequirement;

export type AwsRequirement = OfLanguage<'aws-iam', AwsCase>;
export type RbacRequirement = OfLanguage<'kubernetes-rbac', RbacCase>;
export type GrantsRequirement = OfLanguage<'grants', GrantsCase>;

interface OfLanguage<L extends string, C> extends RequirementBase {
  readonly v: 2;
  readonly language: L;
  readonly allow: readonly C[];
  /** Intended denials; at least one (R19). */
  readonly deny: readonly C[];
}

/** Requests by action and resource patterns, who asks, and what the request carries. */
export interface AwsCase {
  readonly id: string;
  /** Of actions, and of resources, those that are meant or those that are left out of all there are. */
  readonly actions: Words | null;
  readonly notActions: Words | null;
  readonly resources: Words | null;
  readonly notResources: Words | null;
  /** As a `Principal` element names them. */
  readonly principals: '*' | { readonly [type: string]: Words } | null;
  /** Condition keys with their values, or with what operators say of them. */
  readonly context: {
    readonly [key: string]: Words | { readonly [operator: string]: Words };
  } | null;
}

type Words = readonly string[];

/** Requests in the words of RBAC: about resources or about paths. */
export type RbacCase = { readonly id: string } & {
  readonly [W in (typeof RBAC_WORDS)[number]]: Words | null;
};

/** Requests in the words of grants: of a GitHub App, an OAuth client or an API key. */
export type GrantsCase = { readonly id: string } & {
  readonly [W in (typeof GRANTS_TEXTS)[number]]: string | null;
} & { readonly [W in (typeof GRANTS_LISTS)[number]]: Words | null };

const RBAC_WORDS = [
  'users',
  'groups',
  'roles',
  'verbs',
  'apiGroups',
  'resources',
  'subresources',
  'names',
  'namespaces',
  'paths',
  // Everything but what these list.
  'notVerbs',
  'notResources',
  'notNames',
  'notNamespaces',
] as const;
const GRANTS_TEXTS = ['kind', 'provider', 'level', 'path'] as const;
const GRANTS_LISTS = [
  'subject',
  'actions',
  'repository',
  'organization',
  'resource',
  'notActions',
  'notRepository',
  'notResource',
] as const;

// The longest ARN a service documents is far below this; the policy itself is capped at 256 KB.
const PATTERN_MAX = 2048;
const WORDS_MAX = 1000;
// A request carries far fewer condition keys than this, and a key has as many operators as there are.
const MEMBERS_MAX = 100;

const words: Schema<Words> = sortedList(text(PATTERN_MAX), WORDS_MAX, 1);
// An empty text is a request without a namespace or name, or the core API group.
const emptyOr: Schema<Words> = sortedList(text(PATTERN_MAX, 0), WORDS_MAX, 1);

const awsShape: Schema<AwsCase> = object<AwsCase>({
  id: nameSchema,
  actions: nullable(words),
  notActions: nullable(words),
  resources: nullable(words),
  notResources: nullable(words),
  principals: nullable(
    either<NonNullable<AwsCase['principals']>>(
      (value) => typeof value === 'string',
      oneOf('*'),
      record(words, MEMBERS_MAX),
    ),
  ),
  context: nullable(
    record(
      either<Words | { readonly [operator: string]: Words }>(
        Array.isArray,
        words,
        record(words, MEMBERS_MAX),
      ),
      MEMBERS_MAX,
    ),
  ),
});

/** One case of AWS IAM: what is meant, or what is left out, and never both. */
export const awsCase: Schema<AwsCase> = refined(awsShape, (one) => [
  ...(one.actions === null && one.notActions === null
    ? [{ pointer: '/actions', why: 'is missing, and so are `notActions`' }]
    : []),
  ...(one.actions !== null && one.notActions !== null
    ? [{ pointer: '/notActions', why: 'leaves out what `actions` does not mean' }]
    : []),
  ...(one.resources !== null && one.notResources !== null
    ? [{ pointer: '/notResources', why: 'leaves out what `resources` does not mean' }]
    : []),
]);

const MAY_BE_EMPTY: readonly string[] = [
  'apiGroups',
  'names',
  'namespaces',
  'notNames',
  'notNamespaces',
];

/** One case of Kubernetes RBAC. */
export const rbacCase: Schema<RbacCase> = object<RbacCase>({
  id: nameSchema,
  ...each(RBAC_WORDS, (word) => nullable(MAY_BE_EMPTY.includes(word) ? emptyOr : words)),
});

/** One case of grants. */
export const grantsCase: Schema<GrantsCase> = object<GrantsCase>({
  id: nameSchema,
  ...each(GRANTS_TEXTS, () => nullable(text(PATTERN_MAX))),
  ...each(GRANTS_LISTS, () => nullable(words)),
});

function each<W extends string, T>(
  names: readonly W[],
  schemaOf: (name: W) => Schema<T>,
): { readonly [N in W]: Schema<T> } {
  return Object.fromEntries(names.map((name) => [name, schemaOf(name)])) as {
    [N in W]: Schema<T>;
  };
}

function ofLanguage<L extends RequirementV2['language'], C extends { readonly id: string }>(
  language: L,
  oneCase: Schema<C>,
): Schema<OfLanguage<L, C>> {
  return object<OfLanguage<L, C>>({
    ...requirementFields,
    v: oneOf(2),
    language: oneOf(language),
    allow: list(oneCase, 200, 1),
    deny: list(oneCase, 200, 1),
  });
}

const schema: Schema<RequirementV2> = refined(
  byValue<RequirementV2>('language', {
    'aws-iam': ofLanguage('aws-iam', awsCase),
    'kubernetes-rbac': ofLanguage('kubernetes-rbac', rbacCase),
    grants: ofLanguage('grants', grantsCase),
  }),
  repeatedIds,
);

/** Reads a canonical Requirement of version 2; all faults at once. One without an intended denial is refused. */
export const parseRequirementV2: (input: Uint8Array | Json) => Parsed<RequirementV2> =
  parserOf(schema);

export const requirementV2Schema: JsonSchema = jsonSchema('requirement-v2', schema);
