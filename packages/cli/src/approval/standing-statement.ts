import type { TemplateView } from '../client/views.ts';
import { refusal } from '../frame/failure.ts';
import type { OwnPart } from './approval-statement.ts';

/** The predicate of a StandingApproval (FORMATS section 6, ADR-0019). */
export function standingStatement(view: TemplateView, own: OwnPart): Record<string, unknown> {
  const { revision: _revision, reasons, ...frozen } = frozenTemplate(view);
  const { envelope, ceiling, cap, tier } = frozen;
  const { owner, backupOwner } = documentOf(view);
  return {
    decision: 'approve',
    workspace: own.workspace,
    template: view.id,
    environment: view.environment,
    verification: view.verification?.digest ?? null,
    presented: view.presented,
    ...frozen,
    approver: {
      human: own.signer.human.id,
      credential: own.signer.credential.id,
      assurance: own.signer.credential.assurance,
      role: own.role,
      onBehalfOf: null,
    },
    confirmations: {
      intent: { template: view.digest },
      risk: { tier, reasons },
      denial: { proved: own.provedDenials },
      ownership: { owner, backup: backupOwner },
      scope: { presented: view.presented, envelope, ceiling, cap },
      exceptions: { ids: [] },
    },
    reason: own.reason,
    checkpoint: view.checkpoint,
    nonce: own.nonce,
    issuedAt: own.issuedAt,
  };
}

/** The terms frozen at submission; refuses WRONG_STATE where there are none. */
export function frozenTemplate(view: TemplateView): NonNullable<TemplateView['submission']> {
  if (view.submission !== null && view.state === 'in-review') return view.submission;
  throw refusal('WRONG_STATE', `template \`${view.id}\` is ${view.state}, not in review`);
}

/** The document as the format has it; its digest is held against the view before anything is signed. */
export function documentOf(view: TemplateView): TemplateDocument {
  return view.document as unknown as TemplateDocument;
}

export type TemplateDocument = import('@countersign/evidence').Template;
