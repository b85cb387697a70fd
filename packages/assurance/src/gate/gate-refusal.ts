import type { Refusal } from '@countersign/evidence';

/** Every code a gate refuses with, beside those of the checks in `evidence` it passes on. Codes are never renamed. */
export const GATE_CODES = [
  'ABOVE_APPETITE',
  'APPROVAL_BINDING',
  'APPROVAL_CHECKPOINT',
  'APPROVAL_CONFIRMATION',
  'APPROVAL_MISSING',
  'APPROVAL_SIGNATURE',
  'APPROVAL_SIGNER',
  'APPROVAL_TIME',
  'BASIS_NOT_TRUSTED',
  'BINDING_MISMATCH',
  'BUNDLE_FILE_FORMAT',
  'BUNDLE_FILE_MISSING',
  'BUNDLE_UNREADABLE',
  'CLOCK_WENT_BACK',
  'ENVIRONMENT_MISMATCH',
  'EPOCH_NOT_FOLLOWED',
  'EVENT_NOT_LOGGED',
  'FRESHNESS_EXPIRED',
  'FRESHNESS_MISSING',
  'FRESHNESS_OTHER_RELEASE',
  'FRESHNESS_SIGNATURE',
  'FRESHNESS_TOO_OLD',
  'GATE_STATE_BUSY',
  'GATE_STATE_EXISTS',
  'GATE_STATE_MISSING',
  'GATE_STATE_UNREADABLE',
  'GOVERNANCE_WENT_BACK',
  'INSTANCE_BINDING',
  'INSTANCE_NOT_PROVED',
  'INSTANCE_OUTSIDE_TEMPLATE',
  'INSTANCE_SELECTOR',
  'LOG_FORKED',
  'LOG_WENT_BACK',
  'MANIFEST_MISMATCH',
  'MODE_NOT_TRUSTED',
  'NEWEST_RULE_NOT_SATISFIED',
  'POLICY_DIGEST',
  'RELEASE_KEY_NOT_IN_FORCE',
  'RELEASE_LAPSED',
  'RELEASE_NOT_LOGGED',
  'RELEASE_NUMBER_REUSED',
  'RELEASE_SUPERSEDED',
  'RELEASE_TIME',
  'RELEASER_IS_APPROVER',
  'ROSTER_CHAIN',
  'RULESET_CHAIN',
  'SIGNED_RULE_NOT_SATISFIED',
  'STANDING_EXPIRED',
  'STANDING_FILES',
  'TIER_TOO_LOW',
  'TRUST_POLICY',
  'VERIFICATION_NOT_PASSED',
  'VERIFICATION_SIGNATURE',
  'WITNESS_MISSING',
  'WORKSPACE_MISMATCH',
] as const;

export type GateCode = (typeof GATE_CODES)[number];

/** One refusal of the gate. */
export function gateRefusal(
  code: GateCode,
  message: string,
  details?: Readonly<Record<string, unknown>>,
): Refusal {
  return details === undefined ? { code, message } : { code, message, details };
}

/** `[refusal]` when the condition fails, else nothing: checks are written as a list of what must hold. */
export function unless(
  holds: boolean,
  code: GateCode,
  message: string,
  details?: Readonly<Record<string, unknown>>,
): readonly Refusal[] {
  return holds ? [] : [gateRefusal(code, message, details)];
}
