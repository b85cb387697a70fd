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
  object,
  oneOf,
  parserOf,
  refined,
  type Schema,
  uniqueList,
} from '../schema/index.ts';
import type { Digest, Id, Instant } from '../values.ts';
import type { Approval, ApprovalInputs, SignedRule } from './approval.ts';
import { logOrigin } from './names.ts';
import {
  approverSchema,
  checkpointSeenSchema,
  inputsSchema,
  nonceSchema,
  resolvedSchema,
  signedRuleSchema,
} from './signed-parts.ts';
import { codeSchema, environmentSchema, nameSchema, type Tier, tierSchema } from './values.ts';

/** What a human signs to approve a template for good: everything it can be instantiated to (ADR-0019). */
export interface StandingApproval
  extends Pick<Approval, 'approver' | 'reason' | 'checkpoint' | 'nonce' | 'issuedAt'> {
  readonly decision: 'approve';
  readonly workspace: Id;
  readonly template: Id;
  readonly environment: string;
  readonly templateDigest: Digest;
  readonly envelope: Digest;
  readonly ceiling: Digest;
  readonly cap: UsageCap;
  readonly verification: Digest;
  readonly presented: Digest;
  readonly tier: Tier;
  readonly rule: SignedRule;
  readonly rosterNumber: number;
  readonly inputs: ApprovalInputs;
  readonly confirmations: StandingConfirmations;
  readonly validUntil: Instant;
  readonly notAfter: Instant;
}

interface UsageCap {
  readonly perNhi: number;
  readonly total: number;
}

/** The six confirmations, each naming what it refers to. */
export interface StandingConfirmations {
  readonly intent: { readonly template: Digest };
  readonly risk: { readonly tier: Tier; readonly reasons: readonly string[] };
  readonly denial: { readonly proved: readonly string[] };
  readonly ownership: { readonly owner: Id; readonly backup: Id };
  readonly scope: {
    readonly presented: Digest;
    readonly envelope: Digest;
    readonly ceiling: Digest;
    readonly cap: UsageCap;
  };
  readonly exceptions: { readonly ids: readonly Id[] };
}

const cap: Schema<UsageCap> = object<UsageCap>({ perNhi: integer(1), total: integer(1) });

const confirmations: Schema<StandingConfirmations> = object<StandingConfirmations>({
  intent: object<StandingConfirmations['intent']>({ template: digestSchema }),
  risk: object<StandingConfirmations['risk']>({
    tier: tierSchema,
    reasons: uniqueList(codeSchema, 100),
  }),
  denial: object<StandingConfirmations['denial']>({ proved: uniqueList(nameSchema, 200) }),
  ownership: object<StandingConfirmations['ownership']>({ owner: idSchema, backup: idSchema }),
  scope: object<StandingConfirmations['scope']>({
    presented: digestSchema,
    envelope: digestSchema,
    ceiling: digestSchema,
    cap,
  }),
  exceptions: object<StandingConfirmations['exceptions']>({ ids: uniqueList(idSchema, 100) }),
});

const shape: Schema<StandingApproval> = object<StandingApproval>({
  decision: oneOf('approve'),
  workspace: idSchema,
  template: idSchema,
  environment: environmentSchema,
  templateDigest: digestSchema,
  envelope: digestSchema,
  ceiling: digestSchema,
  cap,
  verification: digestSchema,
  presented: digestSchema,
  tier: tierSchema,
  rule: signedRuleSchema,
  rosterNumber: integer(1),
  inputs: inputsSchema,
  approver: approverSchema,
  confirmations,
  reason: digestSchema,
  validUntil: instantSchema,
  checkpoint: checkpointSeenSchema,
  nonce: nonceSchema,
  issuedAt: instantSchema,
  notAfter: instantSchema,
});

/** What is said twice must say the same: a human confirmed what they bind (INV-3). */
function contradictions(body: StandingApproval): readonly Contradiction[] {
  const { intent, risk, scope } = body.confirmations;
  const origin = logOrigin(body.workspace);
  const claims: readonly (readonly [boolean, string, string])[] = [
    [intent.template === body.templateDigest, '/intent/template', '`templateDigest`'],
    [risk.tier === body.tier, '/risk/tier', '`tier`'],
    [scope.presented === body.presented, '/scope/presented', '`presented`'],
    [scope.envelope === body.envelope, '/scope/envelope', '`envelope`'],
    [scope.ceiling === body.ceiling, '/scope/ceiling', '`ceiling`'],
    [scope.cap.perNhi === body.cap.perNhi, '/scope/cap/perNhi', '`cap`'],
    [scope.cap.total === body.cap.total, '/scope/cap/total', '`cap`'],
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
    ...(body.validUntil > body.issuedAt
      ? []
      : [{ pointer: '/validUntil', why: 'is not after `issuedAt`' }]),
  ];
}

const schema: Schema<StandingApproval> = refined(shape, contradictions);

/** Reads a StandingApproval (the statement's predicate); all faults at once. */
export const parseStandingApproval: (input: Uint8Array | Json) => Parsed<StandingApproval> =
  parserOf(schema);

export const standingApprovalSchema: JsonSchema = jsonSchema('standing-approval', schema, {
  resolved: resolvedSchema.json,
});
