import type { ErrorRows } from './error-row.ts';

/** What a gate or an audit refuses (`packages/assurance`). */
export const assuranceErrors = {
  CHECKPOINT_MISMATCH: {
    status: null,
    help: 'The export does not contain the log this checkpoint describes.',
  },
  DOCUMENT_DIGEST: {
    status: null,
    help: 'A document does not have the digest it is filed under: it was changed.',
  },
  ENTRY_FORMAT: { status: null, help: 'An entry of the export cannot be read.' },
  ENTRY_ORDER: { status: null, help: 'Entries of the export are not in order.' },
  EVENT_ORDER: { status: null, help: 'Events of the export are not in their total order.' },
  EXPORT_NOT_SOUND: {
    status: null,
    help: '`countersign audit verify` says what is wrong; fetch the export anew.',
  },
  EXPORT_FORMAT: { status: null, help: 'Give the tar that `countersign audit export` wrote.' },
  EXPORT_MISSING_FILE: { status: null, help: 'The export is not complete; export again.' },
  FOREIGN_WORKSPACE: { status: null, help: 'An entry is of another workspace.' },
  KNOWN_CHECKPOINT_FORMAT: { status: null, help: 'Give a checkpoint as this log published it.' },
  LOG_REWRITTEN: {
    status: null,
    help: 'The log is not the one the known checkpoint describes: history was changed.',
  },
  LOG_TRUNCATED: { status: null, help: 'The log is shorter than the known checkpoint says.' },
  NOT_CHECKPOINTED: {
    status: null,
    help: 'Entries beyond the last checkpoint are not proved yet.',
  },
  TEXT_DIGEST: {
    status: null,
    help: 'A text does not have the digest the log names: it was changed.',
  },
  INSTANCE_BINDING: {
    status: null,
    help: 'The instance in the bundle is of another policy, identity, template or term; download it again.',
  },
  INSTANCE_NOT_PROVED: {
    status: null,
    help: 'What is released is not proved within envelope and ceiling; have it reviewed by humans.',
  },
  INSTANCE_OUTSIDE_TEMPLATE: {
    status: null,
    help: 'The policy is not what the approved template makes of these values; have it reviewed by humans.',
  },
  INSTANCE_SELECTOR: {
    status: null,
    help: 'The template was not approved for this identity; have the change reviewed by humans.',
  },
  STANDING_EXPIRED: {
    status: null,
    help: 'The standing approval or the instance ran out; approve the template again and instantiate anew.',
  },
  STANDING_FILES: {
    status: null,
    help: 'The files of a standing approval are missing, or stand in a bundle of another basis; download it again.',
  },
  APPROVAL_BINDING: {
    status: null,
    help: 'An approval in the bundle is about something else; a new release is needed.',
  },
  APPROVAL_CHECKPOINT: {
    status: null,
    help: 'An approval names a log this bundle does not continue.',
  },
  APPROVAL_CONFIRMATION: {
    status: null,
    help: 'An approval lacks one of the six confirmations; it has to be signed again.',
  },
  APPROVAL_MISSING: {
    status: null,
    help: 'An approval that the release names is not in the bundle; download it again.',
  },
  APPROVAL_SIGNATURE: {
    status: null,
    help: 'The signature of an approval does not verify: the bundle was changed.',
  },
  APPROVAL_SIGNER: {
    status: null,
    help: 'The signer was not in the Roster with that key; somebody who is has to approve.',
  },
  APPROVAL_TIME: {
    status: null,
    help: 'An approval was signed before or after the time it could be.',
  },
  BASIS_NOT_TRUSTED: {
    status: null,
    help: 'The TrustPolicy does not accept this basis; change it, or release on another one.',
  },
  BINDING_MISMATCH: {
    status: null,
    help: 'Parts of the bundle are about different things; download it again.',
  },
  BUNDLE_FILE_FORMAT: {
    status: null,
    help: 'A file of the bundle cannot be read; download it again.',
  },
  BUNDLE_FILE_MISSING: { status: null, help: 'The bundle is not whole; download it again.' },
  BUNDLE_UNREADABLE: { status: null, help: 'Give the folder or the tar of a bundle.' },
  CLOCK_WENT_BACK: {
    status: null,
    help: 'Set the clock of this machine right; the gate has seen a later time.',
  },
  EPOCH_NOT_FOLLOWED: {
    status: null,
    help: 'The log changed its key without a statement of the Roster quorum.',
  },
  EVENT_NOT_LOGGED: {
    status: null,
    help: 'The proof of the event does not hold; download the bundle again.',
  },
  FRESHNESS_EXPIRED: {
    status: null,
    help: 'Fetch a new freshness statement; it is withheld when the release was revoked or replaced.',
  },
  FRESHNESS_MISSING: {
    status: null,
    help: 'Fetch a freshness statement; it is withheld when the release was revoked or replaced.',
  },
  FRESHNESS_OTHER_RELEASE: {
    status: null,
    help: 'The freshness statement is about another release; fetch the one of this bundle.',
  },
  FRESHNESS_SIGNATURE: {
    status: null,
    help: 'The freshness statement was not signed by a freshness key of the Roster.',
  },
  FRESHNESS_TOO_OLD: {
    status: null,
    help: 'Fetch a newer freshness statement: the TrustPolicy limits its age.',
  },
  GATE_STATE_BUSY: { status: null, help: 'Another gate run uses the state folder; try again.' },
  GATE_STATE_EXISTS: { status: null, help: 'The state folder was set up before; use it as it is.' },
  GATE_STATE_MISSING: { status: null, help: 'Run `countersign gate init` once for this folder.' },
  GATE_STATE_UNREADABLE: {
    status: null,
    help: 'Restore the state folder from a backup; starting anew forgets what was seen.',
  },
  GOVERNANCE_WENT_BACK: {
    status: null,
    help: 'The gate has seen a newer Roster or RuleSet; download the bundle again.',
  },
  LOG_FORKED: {
    status: null,
    help: 'The log shows two histories: keep both checkpoints and call the operators.',
  },
  LOG_WENT_BACK: {
    status: null,
    help: 'The gate has seen a longer log; download the bundle again.',
  },
  MANIFEST_MISMATCH: {
    status: null,
    help: 'A file is not what the manifest says: it was changed.',
  },
  MODE_NOT_TRUSTED: {
    status: null,
    help: 'An evaluation passes only where the TrustPolicy names that mode.',
  },
  NEWEST_RULE_NOT_SATISFIED: {
    status: null,
    help: 'The newest RuleSet and Roster ask for more; the change has to be approved again.',
  },
  POLICY_DIGEST: { status: null, help: 'The policy is not the released one: it was changed.' },
  RELEASE_KEY_NOT_IN_FORCE: {
    status: null,
    help: 'The key that signed the release is not in the Roster for that time.',
  },
  RELEASE_LAPSED: {
    status: null,
    help: 'The approved validity is over; the access has to be approved again.',
  },
  RELEASE_NOT_LOGGED: {
    status: null,
    help: 'The proof of the release does not hold; download the bundle again.',
  },
  RELEASE_NUMBER_REUSED: {
    status: null,
    help: 'Two releases carry one number: keep both and call the operators.',
  },
  RELEASE_SUPERSEDED: { status: null, help: 'A newer release was seen here; deploy that one.' },
  RELEASE_TIME: { status: null, help: 'The release is dated in the future; check the clocks.' },
  ROSTER_CHAIN: {
    status: null,
    help: 'The Roster chain does not lead to the pinned version; check the TrustPolicy or the bundle.',
  },
  RULESET_CHAIN: {
    status: null,
    help: 'The RuleSet chain does not lead to the pinned version; check the TrustPolicy or the bundle.',
  },
  SIGNED_RULE_NOT_SATISFIED: {
    status: null,
    help: 'The approvals do not satisfy the rule they were given under.',
  },
  TIER_TOO_LOW: {
    status: null,
    help: 'The approvers signed a lower tier than their rule set gives to what the change does: do not let it through.',
  },
  TRUST_POLICY: { status: null, help: 'Correct the TrustPolicy file at the pointer given.' },
  VERIFICATION_NOT_PASSED: {
    status: null,
    help: 'The evidence in the bundle does not say that every check passed.',
  },
  VERIFICATION_SIGNATURE: {
    status: null,
    help: 'The evidence was not signed by a release key of the Roster.',
  },
  WITNESS_MISSING: {
    status: null,
    help: 'The TrustPolicy asks for cosignatures of witnesses that the checkpoint lacks.',
  },
  WORKSPACE_MISMATCH: {
    status: null,
    help: 'The bundle is of another workspace than the TrustPolicy.',
  },
} as const satisfies ErrorRows;
