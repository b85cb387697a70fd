import { approveCandidate } from './candidate/approve-candidate.ts';
import { commentCandidate } from './candidate/comment-candidate.ts';
import { draftCandidate } from './candidate/draft-candidate.ts';
import { expireCandidate } from './candidate/expire-candidate.ts';
import { inviteAuthor } from './candidate/invite-author.ts';
import { recordVerification } from './candidate/record-verification.ts';
import { rejectCandidate } from './candidate/reject-candidate.ts';
import { requestChanges } from './candidate/request-changes.ts';
import { returnCandidate } from './candidate/return-candidate.ts';
import { reviseCandidate } from './candidate/revise-candidate.ts';
import { revokeApproval } from './candidate/revoke-approval.ts';
import { submitCandidate } from './candidate/submit-candidate.ts';
import { supersedeCandidate } from './candidate/supersede-candidate.ts';
import { withdrawCandidate } from './candidate/withdraw-candidate.ts';
import { withdrawReject } from './candidate/withdraw-reject.ts';
import type { CommandOf, CommandType } from './command.ts';
import type { Step } from './event-rule.ts';
import { proposeGovernance } from './governance/propose-governance.ts';
import { signGovernance } from './governance/sign-governance.ts';
import { withdrawGovernance } from './governance/withdraw-governance.ts';
import { recordInventory } from './inventory/record-inventory.ts';
import { changeNhiOwner } from './nhi/change-nhi-owner.ts';
import { registerNhi } from './nhi/register-nhi.ts';
import { adoptPolicy } from './policy/adopt-policy.ts';
import { lapseRelease, revokeRelease } from './release/end-release.ts';
import { releaseCandidate } from './release/release-candidate.ts';
import { stateRequirement } from './requirement/state-requirement.ts';
import { assignResourceOwner } from './resource-owner/assign-resource-owner.ts';
import { removeResourceOwner } from './resource-owner/remove-resource-owner.ts';
import { applyStandingApproval } from './standing-decision/apply-standing-approval.ts';
import { endStandingDecision } from './standing-decision/end-standing-decision.ts';
import { reviewStandingDecision } from './standing-decision/review-standing-decision.ts';
import { voidStandingDecision } from './standing-decision/void-standing-decision.ts';
import { grantDelegation, revokeDelegation } from './template/delegation.ts';
import { draftTemplate } from './template/draft-template.ts';
import { rejectTemplate, revokeStandingApproval } from './template/end-standing-approval.ts';
import { reviseTemplate } from './template/revise-template.ts';
import { signStandingApproval } from './template/sign-standing-approval.ts';
import { submitTemplate } from './template/submit-template.ts';
import { recordTemplateVerification } from './template/verify-template.ts';
import { createToken } from './token/create-token.ts';
import { revokeToken } from './token/revoke-token.ts';

/** Founding has no law to stand on and is decided apart. */
export type GovernedCommandType = Exclude<CommandType, 'foundWorkspace'>;

/** Every command, one line each: the steps that build its events. */
export const commandSteps: {
  readonly [T in GovernedCommandType]: (command: CommandOf<T>) => readonly Step[];
} = {
  approveCandidate,
  commentCandidate,
  draftCandidate,
  expireCandidate,
  inviteAuthor,
  recordVerification,
  rejectCandidate,
  requestChanges,
  returnCandidate,
  reviseCandidate,
  revokeApproval,
  submitCandidate,
  supersedeCandidate,
  withdrawCandidate,
  withdrawReject,
  proposeGovernance,
  signGovernance,
  withdrawGovernance,
  changeNhiOwner,
  registerNhi,
  adoptPolicy,
  releaseCandidate,
  stateRequirement,
  assignResourceOwner,
  removeResourceOwner,
  createToken,
  revokeToken,
  lapseRelease,
  revokeRelease,
  recordInventory,
  draftTemplate,
  reviseTemplate,
  recordTemplateVerification,
  submitTemplate,
  signStandingApproval,
  rejectTemplate,
  revokeStandingApproval,
  grantDelegation,
  revokeDelegation,
  applyStandingApproval,
  voidStandingDecision,
  endStandingDecision,
  reviewStandingDecision,
};
