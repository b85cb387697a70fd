/**
 * Codes of effects that analysis finds (its `EFFECT_CODES`, kept equal by a test in `assurance`, which knows both). A
 * tier rule that names another can never hold, and what it was written for would pass at a lower tier.
 */
export const KNOWN_EFFECTS: readonly string[] = [
  'ADDS_LIST',
  'ADDS_READ',
  'ADDS_TAGGING',
  'ADDS_WRITE',
  'ADDS_PERMISSIONS_MANAGEMENT',
  'ADDS_SENSITIVE_READ',
  'ADDS_ESCALATION',
  'ADDS_EVASION',
  'ADDS_ADMINISTRATOR',
  'UNKNOWN_ACTION',
  'SCOPE_WIDENED',
  'CONDITION_DROPPED',
  'DENY_REMOVED',
  'TRUST_WIDENED',
  'TRUST_OUTSIDE',
  'PUBLIC_ACCESS',
  'UNDETERMINED_CLASS',
  'GUARDRAIL_ESCALATED',
  'OVER_GRANT',
  'STALE_INPUT',
  'UNUSED_ACCESS',
  'THIRD_PARTY',
  'CROSSES_ENVIRONMENT',
];
