import type { Decided, Refusal } from './values.ts';

/** Every code the domain refuses with. Codes are never renamed; `docs/reference` explains each. */
export const DOMAIN_CODES = [
  'ABOVE_APPETITE',
  'ALREADY_DECIDED',
  'ALREADY_EXISTS',
  'APPROVAL_EXPIRED',
  'APPROVAL_REUSED',
  'APPROVAL_UNKNOWN',
  'ASSURANCE_TOO_LOW',
  'BASE_MOVED',
  'BINDING_MOVED',
  'CAP_REACHED',
  'CEILING_MOVED',
  'CREDENTIAL_NOT_IN_FORCE',
  'CURRENT_DIGEST',
  'DATE_NOT_USABLE',
  'DISQUALIFIED',
  'DOCUMENT_UNKNOWN',
  'ENVIRONMENT_MISMATCH',
  'EVENT_MALFORMED',
  'EVENT_NOT_DUE',
  'EXCEPTION_REQUIRED',
  'GOVERNANCE_CHAIN',
  'LANGUAGE_MISMATCH',
  'LINEAGE_WITHOUT_HUMAN',
  'NOTHING_CHANGED',
  'NOTHING_TO_WITHDRAW',
  'NOT_AN_AUTHOR',
  'NOT_AN_INSTANTIATOR',
  'NOT_APPROVED',
  'NOT_A_HUMAN',
  'NOT_ELIGIBLE',
  'NOT_IN_QUORUM',
  'NOT_IN_ROSTER',
  'NOT_PROVED_WITHIN',
  'NOT_THE_SPONSOR',
  'NOT_THE_SYSTEM',
  'NO_ACCOUNTABLE_HUMAN',
  'NO_INTENDED_DENIAL',
  'NO_RULE',
  'OUTSIDE_TEMPLATE',
  'QUORUM_NOT_MET',
  'RELEASER_IS_APPROVER',
  'RELEASE_NUMBER',
  'RELEASE_STATEMENT',
  'RULE_NOT_SATISFIED',
  'RULE_SET_UNSOUND',
  'RULE_UNSATISFIABLE',
  'SAMPLE_OVERDUE',
  'SELECTOR_MISMATCH',
  'SELF_APPROVAL',
  'STANDING_NOT_IN_FORCE',
  'TIER_ABOVE_STANDING',
  'TOKEN_NOT_LIVE',
  'UNKNOWN_CANDIDATE',
  'UNKNOWN_DECISION',
  'UNKNOWN_DELEGATION',
  'UNKNOWN_ENVIRONMENT',
  'UNKNOWN_GOVERNANCE',
  'UNKNOWN_NHI',
  'UNKNOWN_POLICY',
  'UNKNOWN_RELEASE',
  'UNKNOWN_REQUIREMENT',
  'UNKNOWN_RESOURCE_OWNER',
  'UNKNOWN_TEMPLATE',
  'UNKNOWN_TOKEN',
  'VALIDITY_TOO_LONG',
  'VERIFICATION_FAILED',
  'VERIFICATION_MISMATCH',
  'WORKSPACE_NOT_FOUNDED',
  'WRONG_STATE',
] as const;

export type DomainCode = (typeof DOMAIN_CODES)[number];

/** One refusal. The message is lower case, has no final period and quotes input in backticks. */
export function refusal(
  code: DomainCode,
  message: string,
  details?: Readonly<Record<string, unknown>>,
): Refusal {
  return details === undefined ? { code, message } : { code, message, details };
}

/** `[refusal]` when the condition fails, else nothing: checks are written as a list of what must hold. */
export function unless(
  holds: boolean,
  code: DomainCode,
  message: string,
  details?: Readonly<Record<string, unknown>>,
): readonly Refusal[] {
  return holds ? [] : [refusal(code, message, details)];
}

/** A decision that came out. */
export function accepted<T>(value: T): Decided<T> {
  return { ok: true, value };
}

/** A decision refused for all the reasons given. */
export function refused<T>(refusals: readonly Refusal[]): Decided<T> {
  return { ok: false, refusals };
}

/** A bug of ours, not a refusal: the caller broke a promise that types could not carry. */
export class InvariantError extends Error {
  override readonly name = 'InvariantError';
}
