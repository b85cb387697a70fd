import type { SubmissionWorld } from '../candidate/submission.ts';
import { isSame } from '../equality.ts';
import { refusal } from '../refusal.ts';
import type {
  StandingApprovalStatement,
  StandingBindings,
} from '../standing-approval-statement.ts';
import type { Refusal } from '../values.ts';
import type { SubmittedTemplate } from './template-event.ts';

/** What every signature on a submitted template has to say: the CLI signs it, `judge` demands it. */
export function standingBindings(
  template: SubmittedTemplate,
  { workspace, facts }: Pick<SubmissionWorld, 'workspace' | 'facts'>,
): StandingBindings {
  const { revision: _r, reasons, ...frozen } = template.standing.submission;
  const { verification, presented } = template.verification;
  const { envelope, ceiling, cap, tier, templateDigest } = frozen;
  const document = facts.template(templateDigest);
  return {
    decision: 'approve',
    workspace: workspace.id,
    template: template.id,
    environment: template.environment,
    verification,
    presented,
    ...frozen,
    confirmations: {
      intent: { template: templateDigest },
      risk: { tier, reasons },
      denial: { proved: document?.denials ?? [] },
      ownership: { owner: document?.owner ?? '', backup: document?.backupOwner ?? '' },
      scope: { presented, envelope, ceiling, cap },
      exceptions: { ids: [] },
    },
  };
}

/** BINDING_MOVED for each field of a signed statement that is not what it has to be, by name (INV-3). */
export function movedStanding(
  statement: StandingApprovalStatement,
  bindings: StandingBindings,
): readonly Refusal[] {
  const fields = Object.keys(bindings) as (keyof StandingBindings)[];
  return fields
    .filter((field) => !isSame(statement[field], bindings[field]))
    .map((field) =>
      refusal('BINDING_MOVED', `the standing approval binds another \`${field}\``, {
        field,
        signed: statement[field],
        current: bindings[field],
      }),
    );
}

/** BINDING_MOVED where the law is no longer that of the submission: it has to be submitted anew. */
export function movedLawOf(
  { standing }: SubmittedTemplate,
  { workspace }: Pick<SubmissionWorld, 'workspace'>,
): readonly Refusal[] {
  const { rule, rosterNumber } = standing.submission;
  const moved = [
    ...(rule.ruleSetDigest === workspace.ruleSet.digest ? [] : ['rule']),
    ...(rosterNumber === workspace.roster.number ? [] : ['rosterNumber']),
  ];
  return moved.map((field) =>
    refusal('BINDING_MOVED', `\`${field}\` has moved since the template was submitted`, { field }),
  );
}
