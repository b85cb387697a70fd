import type { ApprovalStatement } from './approval-statement.ts';
import type { TemplateSubmission, UsageCap } from './event.ts';
import type { Digest, Id, Instant, Tier } from './values.ts';

/** What a human signs to approve a template for good (FORMATS section 6, predicate `urn:countersign:standing-approval:v1`). */
export interface StandingApprovalStatement
  extends Pick<ApprovalStatement, 'approver' | 'reason' | 'checkpoint' | 'nonce' | 'issuedAt'> {
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
  readonly rule: TemplateSubmission['rule'];
  readonly rosterNumber: number;
  readonly inputs: TemplateSubmission['inputs'];
  readonly confirmations: StandingConfirmations;
  readonly validUntil: Instant;
  readonly notAfter: Instant;
}

/** The six confirmations, each naming what it refers to (DESIGN section 6). */
export interface StandingConfirmations {
  readonly intent: { readonly template: Digest };
  readonly risk: { readonly tier: Tier; readonly reasons: readonly string[] };
  /** Ids of the template's intended denials, each proved of the envelope and so of every instance. */
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

/** The part that does not depend on who signs: frozen at submission, the same for all. */
export type StandingBindings = Omit<
  StandingApprovalStatement,
  'approver' | 'reason' | 'checkpoint' | 'nonce' | 'issuedAt'
>;
