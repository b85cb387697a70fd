import { z } from 'zod';
import {
  digest,
  environmentName,
  id,
  instant,
  label,
  language,
  pageQuery,
  people,
  policyText,
  prose,
} from './values.ts';
import { visible } from './visible.ts';

export const registerNhi = z.strictObject({
  environment: environmentName,
  /** Where the identity lives, such as `aws-iam` or `github`. */
  source: label,
  externalId: visible(z.string().min(1).max(2048)),
  name: label,
  owner: id,
  backupOwner: id,
});
export const nhiView = z.strictObject({
  id,
  environment: z.string(),
  source: z.string(),
  externalId: z.string().nullable(),
  name: z.string().nullable(),
  owner: id,
  backupOwner: id,
  state: z.enum(['registered', 'active', 'dormant', 'offboarding', 'offboarded']),
  people,
});

/** The owners from now on, both named. */
export const changeNhiOwners = z.strictObject({ owner: id, backupOwner: id });

export const assignResourceOwner = z.strictObject({
  environment: environmentName,
  /** Resource patterns with `*` and `?`, such as `arn:aws:s3:::invoices/*`. */
  resources: z.array(z.string().min(1).max(2048)).min(1).max(1000),
  owner: id,
});
export const resourceOwnerView = z.strictObject({
  id,
  environment: z.string(),
  resources: z.array(z.string()),
  owner: id,
  /** `null` while the assignment stands. */
  removedAt: instant.nullable(),
  people,
});
export const removeResourceOwner = z.strictObject({ reason: prose });

const WORDS = [
  'users',
  'groups',
  'roles',
  'verbs',
  'apiGroups',
  'subresources',
  'names',
  'namespaces',
  'paths',
  'kind',
  'provider',
  'level',
  'path',
  'subject',
  'app',
  'client',
  'key',
  'permission',
  'scope',
  'repository',
  'organization',
  'audience',
  'notActions',
  'notResources',
  'notVerbs',
  'notNames',
  'notNamespaces',
  'notRepository',
  'notResource',
] as const;

const caseId = z
  .string()
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'expected a name such as `read-invoices`')
  .max(80);
const text = z.string().max(2048);
/** One text or a list: both mean any of them. */
const word = z.union([text, z.array(text).min(1).max(1000)]).exactOptional();

const scalar = z.union([text, z.boolean(), z.int()]);
const conditionValue = z.union([scalar, z.array(scalar)]);

/**
 * One line of a need in its language's own words; which of them a language has, the server says with the word that was
 * meant. A word left out means anything.
 */
export const requirementCase = z.strictObject({
  id: caseId,
  actions: word,
  resources: word,
  principals: z
    .union([text, z.array(text), z.record(text, z.union([text, z.array(text)]))])
    .exactOptional(),
  context: z
    .record(text, z.union([conditionValue, z.record(text, conditionValue)]))
    .exactOptional(),
  ...(Object.fromEntries(WORDS.map((name) => [name, word])) as {
    [W in (typeof WORDS)[number]]: typeof word;
  }),
});

export const stateRequirement = z.strictObject({
  nhi: id,
  environment: environmentName,
  language: language.default('aws-iam'),
  /** Why the access is needed, in the words of who needs it. */
  purpose: prose,
  dataClass: label.nullable().default(null),
  ticket: label.nullable().default(null),
  expires: instant,
  allow: z.array(requirementCase).min(1).max(200),
  /** Intended denials: at least one (domain: NO_INTENDED_DENIAL). */
  deny: z.array(requirementCase).max(200),
});

/** All of a requirement's next statement; identity and environment stay. */
export const restateRequirement = stateRequirement.omit({
  nhi: true,
  environment: true,
  language: true,
});

/** A case as it is bound: every word of its language in version 2, actions and resources in version 1. */
const documentCase = z.looseObject({ id: z.string() });

/** The canonical requirement that an approval binds by digest. */
export const requirementDocument = z.strictObject({
  kind: z.literal('requirement'),
  v: z.union([z.literal(1), z.literal(2)]),
  workspace: id,
  nhi: id,
  owner: id,
  backupOwner: id,
  environment: z.string(),
  language,
  purpose: digest,
  dataClass: z.string().nullable(),
  ticket: z.string().nullable(),
  expires: instant,
  allow: z.array(documentCase),
  deny: z.array(documentCase),
});

export const requirementView = z.strictObject({
  id,
  digest,
  document: requirementDocument,
  /** `null` when the text was erased. */
  purpose: z.string().nullable(),
  people,
});

export const adoptPolicy = z.strictObject({
  name: label,
  environment: environmentName,
  language,
  /** What is found live; `null` when there is no policy yet. */
  text: policyText.nullable(),
  owner: id,
});
export const policyView = z.strictObject({
  id,
  name: z.string().nullable(),
  environment: z.string(),
  environmentClass: z.string().nullable(),
  language,
  state: z.enum(['unmanaged', 'in-force', 'suspended', 'retired']),
  /** The base for the next diff: what was adopted or released last. */
  digest: digest.nullable(),
  /** Its canonical text. */
  text: z.string().nullable(),
  /** Number of the release in force, `null` before the first. */
  number: z.int().nullable(),
  release: id.nullable(),
  owner: id,
  people,
});

export const policyHistory = z.strictObject({
  items: z.array(
    z.strictObject({
      at: instant,
      number: z.int().nullable(),
      release: id.nullable(),
      candidate: id.nullable(),
      digest,
      by: id,
    }),
  ),
  people,
});

export const inventoryQuery = pageQuery.extend({ environment: z.string().exactOptional() });

export type NhiView = z.infer<typeof nhiView>;
export type ResourceOwnerView = z.infer<typeof resourceOwnerView>;
export type RequirementDocument = z.infer<typeof requirementDocument>;
export type RequirementCase = z.input<typeof requirementCase>;
export type RequirementView = z.infer<typeof requirementView>;
export type PolicyView = z.infer<typeof policyView>;
export type PolicyHistory = z.infer<typeof policyHistory>;
