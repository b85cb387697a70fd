import type { Submission } from './event.ts';
import type { Assurance, Digest, Id, Instant, OnLapse, Tier } from './values.ts';

/** What a human signs (FORMATS section 6, predicate `urn:countersign:approval:v1`). */
export interface ApprovalStatement {
  readonly decision: 'approve';
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
  readonly rule: Submission['rule'];
  readonly rosterNumber: number;
  readonly inputs: Submission['inputs'];
  readonly approver: {
    readonly human: Id;
    readonly credential: Id;
    readonly assurance: Assurance;
    readonly role: string;
    readonly onBehalfOf: Id | null;
  };
  readonly confirmations: Confirmations;
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

/** The six confirmations, each naming what it refers to (DESIGN section 6). */
export interface Confirmations {
  readonly intent: { readonly requirement: Digest };
  readonly risk: { readonly tier: Tier; readonly reasons: readonly string[] };
  /** Ids of the intended denials that were proved: all of the requirement's. */
  readonly denial: { readonly proved: readonly string[] };
  readonly ownership: { readonly owner: Id; readonly backup: Id };
  readonly scope: { readonly presented: Digest };
  readonly exceptions: { readonly ids: readonly Id[] };
}

/** The part of an approval that does not depend on who signs: frozen at submission, the same for all. */
export type ApprovalBindings = Omit<
  ApprovalStatement,
  'approver' | 'reason' | 'checkpoint' | 'nonce' | 'issuedAt'
>;
