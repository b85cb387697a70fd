import type { Json } from '../bytes/json.ts';
import type { Parsed } from '../refusal.ts';
import {
  byValue,
  type JsonSchema,
  jsonSchema,
  list,
  nullable,
  object,
  oneOf,
  parserOf,
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

/** Requests by action and resource patterns, who asks, and keys that every such request carries. */
export interface AwsCase {
  readonly id: string;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  /** As a `Principal` element names them, by its member; `null`: anybody. */
  readonly principals: readonly { readonly type: PrincipalType; readonly ids: Words }[] | null;
  readonly context: readonly { readonly key: string; readonly values: Words }[] | null;
}

export type PrincipalType = 'AWS' | 'CanonicalUser' | 'Federated' | 'Service';
type Words = readonly string[];

/** Requests in the words of RBAC: about resources or about paths. */
export type RbacCase = { readonly id: string } & {
  readonly [W in (typeof RBAC_WORDS)[number]]: Words | null;
};

/** Requests in the words of grants: of a GitHub App, an OAuth client or an API key. */
export type GrantsCase = { readonly id: string } & {
  readonly [W in (typeof GRANTS_TEXTS)[number]]: string | null;
} & { readonly [W in (typeof GRANTS_LISTS)[number]]: Words | null };

export const RBAC_WORDS = [
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
] as const;
export const GRANTS_TEXTS = ['kind', 'level', 'path', 'provider'] as const;
export const GRANTS_LISTS = [
  'app',
  'client',
  'key',
  'subject',
  'permission',
  'scope',
  'actions',
  'repository',
  'organization',
  'audience',
  'resources',
] as const;

// The longest ARN a service documents is far below this; the policy itself is capped at 256 KB.
const PATTERN_MAX = 2048;
const WORDS_MAX = 1000;
// A `Principal` element has four members; a request carries far fewer condition keys than this.
const CONTEXT_MAX = 100;

const words: Schema<Words> = sortedList(text(PATTERN_MAX), WORDS_MAX, 1);
// An empty text is a request without a namespace or name, or the core API group.
const emptyOr: Schema<Words> = sortedList(text(PATTERN_MAX, 0), WORDS_MAX, 1);

/** One case of AWS IAM. */
export const awsCase: Schema<AwsCase> = object<AwsCase>({
  id: nameSchema,
  actions: words,
  resources: words,
  principals: nullable(
    keyed(
      object<{ readonly type: PrincipalType; readonly ids: Words }>({
        type: oneOf('AWS', 'CanonicalUser', 'Federated', 'Service'),
        ids: words,
      }),
      4,
      ({ type }) => type,
    ),
  ),
  context: nullable(
    keyed(
      object<{ readonly key: string; readonly values: Words }>({ key: text(256), values: words }),
      CONTEXT_MAX,
      ({ key }) => key,
    ),
  ),
});

/** A list of objects in the order of their keys, each key once. */
function keyed<T>(item: Schema<T>, max: number, keyOf: (item: T) => string): Schema<readonly T[]> {
  return refined(list(item, max, 1), (items) =>
    items.flatMap((one, at) => {
      const before = items[at - 1];
      if (before === undefined || keyOf(before) < keyOf(one)) return [];
      return [{ pointer: `/${at}`, why: `is \`${keyOf(one)}\`, which is not in order or repeats` }];
    }),
  );
}

const MAY_BE_EMPTY: readonly string[] = ['apiGroups', 'names', 'namespaces'];

/** One case of Kubernetes RBAC. */
export const rbacCase: Schema<RbacCase> = object<RbacCase>({
  id: nameSchema,
  ...(Object.fromEntries(
    RBAC_WORDS.map((word) => [word, nullable(MAY_BE_EMPTY.includes(word) ? emptyOr : words)]),
  ) as Record<(typeof RBAC_WORDS)[number], Schema<Words | null>>),
});

/** One case of grants. */
export const grantsCase: Schema<GrantsCase> = object<GrantsCase>({
  id: nameSchema,
  ...(Object.fromEntries(GRANTS_TEXTS.map((word) => [word, nullable(text(PATTERN_MAX))])) as Record<
    (typeof GRANTS_TEXTS)[number],
    Schema<string | null>
  >),
  ...(Object.fromEntries(GRANTS_LISTS.map((word) => [word, nullable(words)])) as Record<
    (typeof GRANTS_LISTS)[number],
    Schema<Words | null>
  >),
});

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
