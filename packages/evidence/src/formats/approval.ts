import type { Json } from '../bytes/json.ts';
import type { Parsed } from '../refusal.ts';
import {
  type Contradiction,
  digestSchema,
  idSchema,
  instantSchema,
  integer,
  type JsonSchema,
  jsonSchema,
  nullable,
  object,
  oneOf,
  parserOf,
  refined,
  type Schema,
  uniqueList,
} from '../schema/index.ts';
import type { Digest, Id, Instant } from '../values.ts';
import { logOrigin } from './names.ts';
import type { ApproverSource } from './rule-set.ts';
import {
  approverSchema,
  checkpointSeenSchema,
  inputsSchema,
  nonceSchema,
  resolvedSchema,
  signedRuleSchema,
} from './signed-parts.ts';
import {
  type Assurance,
  codeSchema,
  environmentSchema,
  nameSchema,
  type OnLapse,
  onLapseSchema,
  type Tier,
  tierSchema,
} from './values.ts';

/** What a human signs to approve one candidate (FORMATS section 6, INV-3). */
export interface Approval extends ApprovalBody {
  readonly decision: 'approve';
}

/** What a human signs to take their approval back; the same fields. */
export interface Revocation extends ApprovalBody {
  readonly decision: 'revoke';
}

interface ApprovalBody {
  readonly workspace: Id;
  readonly candidate: Id;
  readonly policy: Id;
  readonly environment: string;
  readonly from: Digest | null;
  readonly to: Digest;
  readonly requirement: Digest;
  readonly verification: Digest;
  readonly presented: Digest;
  readonly tier: Tier;
  readonly rule: SignedRule;
  readonly rosterNumber: number;
  readonly inputs: ApprovalInputs;
  readonly approver: {
    readonly human: Id;
    readonly credential: Id;
    readonly assurance: Assurance;
    readonly role: string;
    readonly onBehalfOf: Id | null;
  };
  readonly confirmations: ApprovalConfirmations;
  readonly reason: Digest;
  readonly recertifyBy: Instant;
  readonly validUntil: Instant;
  readonly onLapse: OnLapse;
  readonly rollbackUntil: Instant | null;
  readonly checkpoint: { readonly origin: string; readonly size: number; readonly root: string };
  readonly nonce: string;
  readonly issuedAt: Instant;
  readonly notAfter: Instant;
}

/** The governing rule with the humans who could meet each part of it at submission. */
export interface SignedRule {
  readonly ruleSet: number;
  readonly ruleSetDigest: Digest;
  readonly name: string;
  readonly resolved: ResolvedRule;
}

export interface ResolvedRule {
  readonly requires: ResolvedRequires;
  readonly deny: {
    readonly from: ApproverSource;
    readonly count: number;
    readonly humans: readonly Id[];
  } | null;
  readonly distinct: boolean;
  readonly minimumAssurance: Assurance;
}

export type ResolvedRequires =
  | { readonly all: readonly ResolvedRequires[] }
  | { readonly any: readonly ResolvedRequires[] }
  | { readonly from: ApproverSource; readonly approve: number; readonly humans: readonly Id[] };

export interface ApprovalInputs {
  readonly authors: readonly Id[];
  readonly agents: readonly Id[];
  readonly disqualified: readonly {
    readonly human: Id;
    readonly why: 'author' | 'editor' | 'requester' | 'nhi-owner' | 'behind-token';
  }[];
  readonly resourceOwners: readonly Id[];
  readonly nhiOwners: readonly Id[];
}

/** The six confirmations, each naming what it refers to. */
export interface ApprovalConfirmations {
  readonly intent: { readonly requirement: Digest };
  readonly risk: { readonly tier: Tier; readonly reasons: readonly string[] };
  readonly denial: { readonly proved: readonly string[] };
  readonly ownership: { readonly owner: Id; readonly backup: Id };
  readonly scope: { readonly presented: Digest };
  readonly exceptions: { readonly ids: readonly Id[] };
}

const confirmations: Schema<ApprovalConfirmations> = object<ApprovalConfirmations>({
  intent: object<ApprovalConfirmations['intent']>({ requirement: digestSchema }),
  risk: object<ApprovalConfirmations['risk']>({
    tier: tierSchema,
    reasons: uniqueList(codeSchema, 100),
  }),
  denial: object<ApprovalConfirmations['denial']>({ proved: uniqueList(nameSchema, 200) }),
  ownership: object<ApprovalConfirmations['ownership']>({ owner: idSchema, backup: idSchema }),
  scope: object<ApprovalConfirmations['scope']>({ presented: digestSchema }),
  exceptions: object<ApprovalConfirmations['exceptions']>({ ids: uniqueList(idSchema, 100) }),
});

function schemaFor<D extends 'approve' | 'revoke'>(
  decision: D,
): Schema<ApprovalBody & { readonly decision: D }> {
  const shape = object<ApprovalBody & { readonly decision: D }>({
    decision: oneOf<D>(decision),
    workspace: idSchema,
    candidate: idSchema,
    policy: idSchema,
    environment: environmentSchema,
    from: nullable(digestSchema),
    to: digestSchema,
    requirement: digestSchema,
    verification: digestSchema,
    presented: digestSchema,
    tier: tierSchema,
    rule: signedRuleSchema,
    rosterNumber: integer(1),
    inputs: inputsSchema,
    approver: approverSchema,
    confirmations,
    reason: digestSchema,
    recertifyBy: instantSchema,
    validUntil: instantSchema,
    onLapse: onLapseSchema,
    rollbackUntil: nullable(instantSchema),
    checkpoint: checkpointSeenSchema,
    nonce: nonceSchema,
    issuedAt: instantSchema,
    notAfter: instantSchema,
  } as Parameters<typeof object<ApprovalBody & { readonly decision: D }>>[0]);
  return refined(shape, contradictions);
}

/** What is said twice in an approval must say the same: a human confirmed what they bind (INV-3). */
function contradictions(body: ApprovalBody): readonly Contradiction[] {
  const { intent, risk, scope } = body.confirmations;
  const origin = logOrigin(body.workspace);
  const claims: readonly (readonly [boolean, string, string])[] = [
    [intent.requirement === body.requirement, '/intent/requirement', '`requirement`'],
    [risk.tier === body.tier, '/risk/tier', '`tier`'],
    [scope.presented === body.presented, '/scope/presented', '`presented`'],
  ];
  return [
    ...claims
      .filter(([isSame]) => !isSame)
      .map(([, pointer, of]) => ({
        pointer: `/confirmations${pointer}`,
        why: `confirms another value than ${of}`,
      })),
    ...(body.checkpoint.origin === origin
      ? []
      : [{ pointer: '/checkpoint/origin', why: `is not \`${origin}\`` }]),
    ...(body.notAfter > body.issuedAt
      ? []
      : [{ pointer: '/notAfter', why: 'is not after `issuedAt`' }]),
  ];
}

const approval: Schema<Approval> = schemaFor('approve');
const revocation: Schema<Revocation> = schemaFor('revoke');

/** Reads an Approval (the statement's predicate); all faults at once. */
export const parseApproval: (input: Uint8Array | Json) => Parsed<Approval> = parserOf(approval);

/** Reads a Revocation (the statement's predicate); all faults at once. */
export const parseRevocation: (input: Uint8Array | Json) => Parsed<Revocation> =
  parserOf(revocation);

export const approvalSchema: JsonSchema = jsonSchema('approval', approval, {
  resolved: resolvedSchema.json,
});
export const revocationSchema: JsonSchema = jsonSchema('revocation', revocation, {
  resolved: resolvedSchema.json,
});
