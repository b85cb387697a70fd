import {
  booleanSchema,
  byField,
  digestSchema,
  idSchema,
  integer,
  list,
  matching,
  nullable,
  object,
  oneOf,
  recursive,
  type Schema,
  uniqueList,
} from '../schema/index.ts';
import type { Id } from '../values.ts';
import type {
  Approval,
  ApprovalInputs,
  ResolvedRequires,
  ResolvedRule,
  SignedRule,
} from './approval.ts';
import { type ApproverSource, approverSourceSchema } from './rule-set.ts';
import { assuranceSchema, lineSchema, nameSchema } from './values.ts';

// What approvals of a candidate and of a template both say.

const HUMANS_MAX = 10_000;
const ids: Schema<readonly Id[]> = uniqueList(idSchema, HUMANS_MAX);

/** A resolved rule's parts; refers to itself as `resolved`. */
export const resolvedSchema: Schema<ResolvedRequires> = byField<ResolvedRequires>({
  all: object<{ readonly all: readonly ResolvedRequires[] }>({
    all: list(
      recursive('resolved', () => resolvedSchema),
      16,
      1,
    ),
  }),
  any: object<{ readonly any: readonly ResolvedRequires[] }>({
    any: list(
      recursive('resolved', () => resolvedSchema),
      16,
      1,
    ),
  }),
  from: object<{
    readonly from: ApproverSource;
    readonly approve: number;
    readonly humans: readonly Id[];
  }>({
    from: approverSourceSchema,
    approve: integer(1, 100),
    humans: ids,
  }),
});

/** The governing rule as it is signed. */
export const signedRuleSchema: Schema<SignedRule> = object<SignedRule>({
  ruleSet: integer(1),
  ruleSetDigest: digestSchema,
  name: nameSchema,
  resolved: object<ResolvedRule>({
    requires: resolvedSchema,
    deny: nullable(
      object<NonNullable<ResolvedRule['deny']>>({
        from: approverSourceSchema,
        count: integer(1, 100),
        humans: ids,
      }),
    ),
    distinct: booleanSchema,
    minimumAssurance: assuranceSchema,
  }),
});

/** Humans who do not count, each with why (INV-4). */
export const disqualifiedSchema: Schema<ApprovalInputs['disqualified']> = list(
  object<ApprovalInputs['disqualified'][number]>({
    human: idSchema,
    why: oneOf('author', 'editor', 'requester', 'nhi-owner', 'behind-token'),
  }),
  HUMANS_MAX,
);

/** Who wrote, asked for and owns what is signed. */
export const inputsSchema: Schema<ApprovalInputs> = object<ApprovalInputs>({
  authors: ids,
  agents: ids,
  disqualified: disqualifiedSchema,
  resourceOwners: ids,
  nhiOwners: ids,
});

/** Who signs, with which key. */
export const approverSchema: Schema<Approval['approver']> = object<Approval['approver']>({
  human: idSchema,
  credential: idSchema,
  assurance: assuranceSchema,
  role: nameSchema,
  onBehalfOf: nullable(idSchema),
});

/** The head of the log that the signer saw. */
export const checkpointSeenSchema: Schema<Approval['checkpoint']> = object<Approval['checkpoint']>({
  origin: lineSchema,
  size: integer(0),
  root: matching(/^[A-Za-z0-9+/]{43}=$/, 'a root of 32 bytes in base64'),
});

/** 128 bits: enough that two signatures never share one. */
export const nonceSchema: Schema<string> = matching(/^[0-9a-f]{32}$/, 'a nonce of 32 hex digits');
