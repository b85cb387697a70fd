import type { ErrorRows } from './error-row.ts';

/** What the rules refuse (`packages/domain`). */
export const domainErrors = {
  ABOVE_APPETITE: {
    status: 422,
    help: 'Nobody accepts that much risk there: lower the tier as `candidate preview` says, or have an exception or another appetite signed with the next rule set.',
  },
  ALREADY_DECIDED: {
    status: 409,
    help: 'You have decided already; withdraw that first to decide otherwise.',
  },
  ALREADY_EXISTS: { status: 409, help: 'Use what exists, or take another name or id.' },
  APPROVAL_EXPIRED: { status: 409, help: 'The time for approvals is over; submit again.' },
  APPROVAL_REUSED: { status: 409, help: 'Sign a fresh approval: each one counts once.' },
  APPROVAL_UNKNOWN: {
    status: 422,
    help: 'The signature of the approval does not verify; sign what `candidate preview` shows with your own key.',
  },
  ASSURANCE_TOO_LOW: {
    status: 403,
    help: 'Sign with a key of the assurance the environment asks for: a passkey or a security key with verification.',
  },
  BASE_MOVED: {
    status: 409,
    help: 'Another release changed the base; draft again from what is in force.',
  },
  BINDING_MOVED: {
    status: 409,
    help: 'What you signed has changed since; look at it again and sign anew.',
  },
  CAP_REACHED: {
    status: 409,
    help: 'End an instance that is no longer used, or have the change reviewed by humans in the ordinary way.',
  },
  CEILING_MOVED: {
    status: 409,
    help: 'Try again: the ceiling is proved anew over what is live now.',
  },
  CREDENTIAL_NOT_IN_FORCE: {
    status: 403,
    help: 'The Roster does not list this key now; use a key it lists.',
  },
  CURRENT_DIGEST: {
    status: 409,
    help: 'Somebody changed it meanwhile: `details.current` is the digest now. Read it, merge, try again.',
  },
  DATE_NOT_USABLE: {
    status: 422,
    help: 'Give a date that lies in the order and the range the message names.',
  },
  DISQUALIFIED: { status: 403, help: 'Somebody else has to approve; the rule tree says who can.' },
  DOCUMENT_UNKNOWN: {
    status: 422,
    help: 'The document is not there or does not verify; send it again.',
  },
  ENVIRONMENT_MISMATCH: {
    status: 422,
    help: 'Policy, identity and requirement must be of one environment.',
  },
  EVENT_MALFORMED: {
    status: 500,
    help: 'A fault of ours or of the data; `countersign audit verify` names the entry.',
  },
  EVENT_NOT_DUE: { status: 409, help: 'It is too early for this.' },
  EXCEPTION_REQUIRED: {
    status: 422,
    help: 'The analysis could not decide a part: write the policy without the construct it names, or have an exception that names it signed with the next rule set.',
  },
  LANGUAGE_MISMATCH: {
    status: 422,
    help: 'A policy keeps its language: write requirement and content in it, or adopt another policy.',
  },
  GOVERNANCE_CHAIN: {
    status: 409,
    help: 'Number and `previous` must follow the newest version; start from that one.',
  },
  LINEAGE_WITHOUT_HUMAN: {
    status: 422,
    help: 'A human has to stand behind the draft: create the token as a person, or invite a human author.',
  },
  NOTHING_CHANGED: {
    status: 422,
    help: 'It is recorded already as it is; there is nothing to do.',
  },
  NOTHING_TO_WITHDRAW: { status: 409, help: 'There is no decision of yours to take back.' },
  NOT_AN_AUTHOR: { status: 403, help: 'Only authors may do this; one of them can invite you.' },
  NOT_AN_INSTANTIATOR: {
    status: 403,
    help: 'Ask one of those the template names to draft it or to delegate; or submit the candidate for a review.',
  },
  NOT_APPROVED: {
    status: 409,
    help: 'The rule is not satisfied yet; the rule tree says what is missing.',
  },
  NOT_A_HUMAN: {
    status: 403,
    help: 'Only a human decides; no token or agent has a verb for this.',
  },
  NOT_ELIGIBLE: {
    status: 403,
    help: 'The Roster does not let you accept this tier in this environment; the rule tree says who can.',
  },
  NOT_IN_QUORUM: { status: 403, help: 'Only humans of the quorum sign the next version.' },
  NOT_IN_ROSTER: {
    status: 403,
    help: 'The newest Roster does not list you; a founder quorum can add you.',
  },
  NOT_PROVED_WITHIN: {
    status: 422,
    help: 'Choose values that stay within the bound the message names, or submit the candidate for a review.',
  },
  NOT_THE_SPONSOR: { status: 403, help: 'The human behind the token has to do this.' },
  NOT_THE_SYSTEM: { status: 403, help: 'The server records this by itself.' },
  NO_ACCOUNTABLE_HUMAN: {
    status: 422,
    help: 'Name an owner who is in the Roster now, and another human as backup.',
  },
  NO_INTENDED_DENIAL: {
    status: 422,
    help: 'State at least one thing the identity must never be able to do.',
  },
  NO_RULE: { status: 422, help: 'No rule of the RuleSet covers this; propose one that does.' },
  OUTSIDE_TEMPLATE: {
    status: 422,
    help: 'Choose values inside the bounds of the parameters, or submit the candidate for a review.',
  },
  QUORUM_NOT_MET: { status: 409, help: 'More humans of the quorum have to sign.' },
  RELEASER_IS_APPROVER: {
    status: 403,
    help: 'From tier T2 up somebody who did not approve has to trigger the release.',
  },
  RELEASE_NUMBER: { status: 409, help: 'Another release came first; try again.' },
  RELEASE_STATEMENT: {
    status: 500,
    help: 'The signed release does not say what was decided; nothing was released.',
  },
  RULE_NOT_SATISFIED: {
    status: 409,
    help: 'The rule is not satisfied; the rule tree says what is missing.',
  },
  RULE_SET_UNSOUND: {
    status: 422,
    help: 'Repair the RuleSet: `countersign rule validate` lists what is wrong.',
  },
  RULE_UNSATISFIABLE: {
    status: 422,
    help: 'Nobody left could satisfy the rule; the Roster needs more eligible humans.',
  },
  SAMPLE_OVERDUE: {
    status: 409,
    help: 'An eligible human has to look at the decision named: `template review`.',
  },
  SELECTOR_MISMATCH: {
    status: 422,
    help: 'The template is not for this identity; submit the candidate for a review.',
  },
  SELF_APPROVAL: {
    status: 403,
    help: 'Authors never approve their own change; somebody else has to.',
  },
  STANDING_NOT_IN_FORCE: {
    status: 409,
    help: 'Have the template approved (again), or submit the candidate for a review.',
  },
  TIER_ABOVE_STANDING: {
    status: 422,
    help: 'The change is of a higher tier than the template was approved for; submit it for a review.',
  },
  UNKNOWN_CANDIDATE: {
    status: 404,
    help: 'Check the id; `countersign review list` prints the open ones.',
  },
  UNKNOWN_DECISION: {
    status: 404,
    help: 'Check the id; `template decisions` lists them.',
  },
  UNKNOWN_DELEGATION: {
    status: 404,
    help: 'Check the id; the delegation may have ended, or what it came from.',
  },
  UNKNOWN_ENVIRONMENT: {
    status: 422,
    help: 'The RuleSet does not know the environment; propose it there first.',
  },
  UNKNOWN_GOVERNANCE: { status: 404, help: 'Check the id.' },
  UNKNOWN_HUMAN: { status: 422, help: 'Name a human of the Roster.' },
  UNKNOWN_NHI: { status: 404, help: 'Check the id.' },
  UNKNOWN_POLICY: { status: 404, help: 'Check the id; `countersign policy list` prints them.' },
  UNKNOWN_RELEASE: { status: 404, help: 'Check the id; `countersign release list` prints them.' },
  UNKNOWN_REQUIREMENT: {
    status: 404,
    help: 'Check the id; `countersign requirement list` prints them.',
  },
  UNKNOWN_RESOURCE_OWNER: { status: 404, help: 'Check the id.' },
  UNKNOWN_TEMPLATE: {
    status: 404,
    help: 'Check the id; `template list` lists them.',
  },
  UNKNOWN_TOKEN: { status: 404, help: 'Check the id.' },
  VALIDITY_TOO_LONG: {
    status: 422,
    help: 'Choose an earlier end; the environment sets the longest validity.',
  },
  VERIFICATION_FAILED: {
    status: 422,
    help: 'A check failed; `candidate show` prints which and why. Revise the draft.',
  },
  VERIFICATION_MISMATCH: {
    status: 409,
    help: 'The evidence is about another revision; it is being verified again.',
  },
  WORKSPACE_NOT_FOUNDED: { status: 409, help: 'Found the workspace first: `countersign init`.' },
  WRONG_STATE: {
    status: 409,
    help: 'This is not possible in the state it is in; the message names both.',
  },
  NOT_COVERED: {
    status: 422,
    help: 'Add a rule for the case the finding names, or accept that it is refused.',
  },
  SHADOWED: {
    status: 422,
    help: 'Move the rule up or take it away: an earlier one always governs.',
  },
  UNKNOWN_GROUP: { status: 422, help: 'Add the group to the Roster first.' },
  UNKNOWN_ROLE: { status: 422, help: 'Give somebody of the Roster the role first.' },
  UNSATISFIABLE: {
    status: 422,
    help: 'Nobody of the Roster can satisfy the rule; lower it or add people.',
  },
  WEAK_ASSURANCE: {
    status: 422,
    help: 'Production needs `ssh-sk-verified` or `webauthn-uv` from T2 up.',
  },
  BAD_THRESHOLD: {
    status: 422,
    help: 'Ask for at least one approval, and for no more than there are people.',
  },
  DUPLICATE_NAME: { status: 422, help: 'Give each rule, environment and group an own name.' },
} as const satisfies ErrorRows;
