import type { Digest, DomainEvent } from '@countersign/domain';

/** The documents an event refers to by digest; every one must be in the export for the event to be checked. */
export function referredDocuments(event: DomainEvent): readonly Digest[] {
  switch (event.type) {
    case 'WorkspaceFounded': {
      const { roster, ruleSet, rosterEnvelope, ruleSetEnvelope } = event.payload;
      return present([roster, ruleSet, rosterEnvelope, ruleSetEnvelope]);
    }
    case 'RosterAdopted':
      return [event.payload.roster, event.payload.envelope];
    case 'RuleSetAdopted':
      return [event.payload.ruleSet, event.payload.envelope];
    case 'GovernanceProposed':
    case 'RequirementStated':
      return [event.payload.document];
    case 'GovernanceSigned':
      return [event.payload.envelope];
    case 'ResourceOwnerAssigned':
      return [event.payload.resources];
    case 'PolicyAdopted':
      return present([event.payload.digest]);
    case 'CandidateDrafted':
      return present([event.payload.requirementDigest, event.payload.from, event.payload.to]);
    case 'CandidateRevised':
      return [event.payload.to];
    case 'CandidateVerified':
      return [event.payload.verification, event.payload.presented];
    case 'ReviewApproved':
      return [event.payload.approval];
    case 'ReleaseIssued':
      return [event.payload.statement];
    case 'InventoryRecorded':
      return [event.payload.document];
    case 'CandidateSourced':
      return [event.payload.provenance];
    case 'TemplateDrafted':
    case 'TemplateRevised':
      return [event.payload.templateDigest];
    case 'TemplateVerified':
      return [event.payload.verification, event.payload.presented];
    case 'StandingApprovalSigned':
      return [event.payload.approval];
    case 'DelegationGranted':
      return [event.payload.envelope, event.payload.proof];
    case 'StandingDecisionMade':
      return [event.payload.instance, event.payload.proof];
    default:
      // The others refer to texts, people and ids alone, or to documents named before.
      return [];
  }
}

function present(digests: readonly (Digest | null)[]): readonly Digest[] {
  return digests.filter((digest) => digest !== null);
}
