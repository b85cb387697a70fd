import { reviewApproved } from './candidate/approve-candidate.ts';
import { reviewCommented } from './candidate/comment-candidate.ts';
import { candidateDrafted } from './candidate/draft-candidate.ts';
import { candidateExpired } from './candidate/expire-candidate.ts';
import { candidateAuthorInvited } from './candidate/invite-author.ts';
import { candidateVerified } from './candidate/record-verification.ts';
import { reviewRejected } from './candidate/reject-candidate.ts';
import { reviewChangesRequested } from './candidate/request-changes.ts';
import { candidateReturned } from './candidate/return-candidate.ts';
import { candidateRevised } from './candidate/revise-candidate.ts';
import { reviewApprovalRevoked } from './candidate/revoke-approval.ts';
import { candidateApproved, candidateRejected } from './candidate/settle-candidate.ts';
import { candidateSourced } from './candidate/source-candidate.ts';
import { candidateSubmitted } from './candidate/submit-candidate.ts';
import { candidateSuperseded } from './candidate/supersede-candidate.ts';
import { candidateWithdrawn } from './candidate/withdraw-candidate.ts';
import { reviewRejectWithdrawn } from './candidate/withdraw-reject.ts';
import type { EventType } from './event.ts';
import type { EventRule } from './event-rule.ts';
import { rosterAdopted, ruleSetAdopted } from './governance/adopt-governance.ts';
import { governanceProposed } from './governance/propose-governance.ts';
import { governanceSigned } from './governance/sign-governance.ts';
import { governanceWithdrawn } from './governance/withdraw-governance.ts';
import { inventoryRecorded } from './inventory/record-inventory.ts';
import { nhiOwnerChanged } from './nhi/change-nhi-owner.ts';
import { nhiRegistered } from './nhi/register-nhi.ts';
import { policyAdopted } from './policy/adopt-policy.ts';
import { releaseLapsed, releaseRevoked, releaseSuperseded } from './release/end-release.ts';
import { candidateReleased, policyReleased, releaseIssued } from './release/release-candidate.ts';
import { requirementStated } from './requirement/state-requirement.ts';
import { resourceOwnerAssigned } from './resource-owner/assign-resource-owner.ts';
import { resourceOwnerRemoved } from './resource-owner/remove-resource-owner.ts';
import {
  candidateStandingApplied,
  standingDecisionMade,
} from './standing-decision/apply-standing-approval.ts';
import { standingDecisionEnded } from './standing-decision/end-standing-decision.ts';
import { standingDecisionReviewed } from './standing-decision/review-standing-decision.ts';
import { candidateStandingVoided } from './standing-decision/void-standing-decision.ts';
import { delegationGranted, delegationRevoked } from './template/delegation.ts';
import { templateDrafted } from './template/draft-template.ts';
import {
  standingApprovalRejected,
  standingApprovalRevoked,
  standingApprovalSuspended,
} from './template/end-standing-approval.ts';
import { templateRevised } from './template/revise-template.ts';
import {
  standingApprovalGranted,
  standingApprovalSigned,
} from './template/sign-standing-approval.ts';
import { templateSubmitted } from './template/submit-template.ts';
import { templateVerified } from './template/verify-template.ts';
import { tokenCreated } from './token/create-token.ts';
import { tokenRevoked } from './token/revoke-token.ts';
import { workspaceFounded } from './workspace/found-workspace.ts';

/** Every event, one line each: what judges it and what it does. */
export const eventRules: { readonly [T in EventType]: EventRule<T> } = {
  WorkspaceFounded: workspaceFounded,
  RosterAdopted: rosterAdopted,
  RuleSetAdopted: ruleSetAdopted,
  GovernanceProposed: governanceProposed,
  GovernanceSigned: governanceSigned,
  GovernanceWithdrawn: governanceWithdrawn,
  TokenCreated: tokenCreated,
  TokenRevoked: tokenRevoked,
  NhiRegistered: nhiRegistered,
  NhiOwnerChanged: nhiOwnerChanged,
  ResourceOwnerAssigned: resourceOwnerAssigned,
  ResourceOwnerRemoved: resourceOwnerRemoved,
  RequirementStated: requirementStated,
  PolicyAdopted: policyAdopted,
  PolicyReleased: policyReleased,
  CandidateDrafted: candidateDrafted,
  CandidateAuthorInvited: candidateAuthorInvited,
  CandidateRevised: candidateRevised,
  CandidateVerified: candidateVerified,
  CandidateSubmitted: candidateSubmitted,
  ReviewApproved: reviewApproved,
  ReviewApprovalRevoked: reviewApprovalRevoked,
  ReviewRejected: reviewRejected,
  ReviewRejectWithdrawn: reviewRejectWithdrawn,
  ReviewChangesRequested: reviewChangesRequested,
  ReviewCommented: reviewCommented,
  CandidateApproved: candidateApproved,
  CandidateReturned: candidateReturned,
  CandidateRejected: candidateRejected,
  CandidateWithdrawn: candidateWithdrawn,
  CandidateExpired: candidateExpired,
  CandidateSuperseded: candidateSuperseded,
  CandidateReleased: candidateReleased,
  ReleaseIssued: releaseIssued,
  ReleaseSuperseded: releaseSuperseded,
  ReleaseRevoked: releaseRevoked,
  ReleaseLapsed: releaseLapsed,
  InventoryRecorded: inventoryRecorded,
  CandidateSourced: candidateSourced,
  TemplateDrafted: templateDrafted,
  TemplateRevised: templateRevised,
  TemplateVerified: templateVerified,
  TemplateSubmitted: templateSubmitted,
  StandingApprovalSigned: standingApprovalSigned,
  StandingApprovalRejected: standingApprovalRejected,
  StandingApprovalGranted: standingApprovalGranted,
  StandingApprovalSuspended: standingApprovalSuspended,
  StandingApprovalRevoked: standingApprovalRevoked,
  DelegationGranted: delegationGranted,
  DelegationRevoked: delegationRevoked,
  StandingDecisionMade: standingDecisionMade,
  StandingDecisionReviewed: standingDecisionReviewed,
  StandingDecisionEnded: standingDecisionEnded,
  CandidateStandingApplied: candidateStandingApplied,
  CandidateStandingVoided: candidateStandingVoided,
};
