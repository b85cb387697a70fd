import type { ApprovalBindings, ApprovalStatement } from '../approval-statement.ts';
import { isSame } from '../equality.ts';
import { refusal } from '../refusal.ts';
import type { Refusal } from '../values.ts';
import type { InReview } from './candidate-event.ts';
import type { SubmissionWorld } from './submission.ts';

/** What every approval of a submitted candidate has to say (FORMATS section 6): the CLI signs it, `judge` demands it. */
export function approvalBindings(candidate: InReview, world: SubmissionWorld): ApprovalBindings {
  const { submission } = candidate.review;
  const { tier, rule, rosterNumber, inputs } = submission;
  const { recertifyBy, validUntil, onLapse, rollbackUntil, notAfter } = submission;
  const { verification, presented } = candidate.verification;
  return {
    decision: 'approve',
    workspace: world.workspace.id,
    candidate: candidate.id,
    policy: candidate.policy,
    environment: candidate.environment,
    from: candidate.from,
    to: candidate.to,
    requirement: candidate.requirementDigest,
    verification,
    presented,
    tier,
    rule,
    rosterNumber,
    inputs,
    confirmations: confirmationsOf(candidate, world),
    recertifyBy,
    validUntil,
    onLapse,
    rollbackUntil,
    notAfter,
  };
}

/** The six confirmations, each with what it refers to (DESIGN section 6). */
function confirmationsOf(
  candidate: InReview,
  { state, facts }: SubmissionWorld,
): ApprovalBindings['confirmations'] {
  const { tier, reasons, exceptions } = candidate.review.submission;
  const requirement = facts.requirement(candidate.requirementDigest);
  const nhi = state.nhis.get(candidate.nhi);
  return {
    intent: { requirement: candidate.requirementDigest },
    risk: { tier, reasons },
    denial: { proved: requirement?.denials ?? [] },
    ownership: { owner: nhi?.owner ?? '', backup: nhi?.backupOwner ?? '' },
    scope: { presented: candidate.verification.presented },
    exceptions: { ids: exceptions },
  };
}

/** BINDING_MOVED for each field of a signed statement that is not what it has to be, by name (INV-3). */
export function movedFields(
  statement: ApprovalStatement,
  bindings: ApprovalBindings,
): readonly Refusal[] {
  const fields = Object.keys(bindings) as (keyof ApprovalBindings)[];
  return fields
    .filter((field) => !isSame(statement[field], bindings[field]))
    .map((field) =>
      refusal('BINDING_MOVED', `the approval binds another \`${field}\``, {
        field,
        signed: statement[field],
        current: bindings[field],
      }),
    );
}
