/**
 * Codes of what a change does, the same for every language, each with the sentence that documents it. Tier rules name
 * them; a code is never renamed.
 */
export const EFFECT_CODES = {
  ADDS_LIST: 'more can be listed: names and settings, not what is inside',
  ADDS_READ: 'more can be read',
  ADDS_TAGGING: 'tags or labels can be changed, which conditions may hang on',
  ADDS_WRITE: 'more can be created, changed or deleted',
  ADDS_PERMISSIONS_MANAGEMENT: 'who may do what can be changed',
  ADDS_SENSITIVE_READ: 'secrets, credentials or tokens can be read or asked for',
  ADDS_ESCALATION: 'a path to more than the policy itself says is completed',
  ADDS_EVASION:
    'logs, detectors, admission controls or other safeguards can be switched off or changed',
  ADDS_ADMINISTRATOR: 'everything is allowed on everything',
  UNKNOWN_ACTION: 'an action is allowed that is in no table, so that what it does is not known',
  SCOPE_WIDENED: 'the same actions reach more: other resources, namespaces or repositories',
  CONDITION_DROPPED: 'what was allowed under a condition is allowed without it',
  DENY_REMOVED: 'an explicit denial is gone or denies less',
  TRUST_WIDENED: 'somebody else may act as the identity or is let in by name',
  PUBLIC_ACCESS: 'anybody, or everybody who signs in, is let in',
  UNDETERMINED_CLASS: 'whether something more is allowed was not decided',
  GUARDRAIL_ESCALATED: 'a guardrail that escalates is broken or was not decided',
  OVER_GRANT: 'more is allowed than the requirement asks for',
  STALE_INPUT: 'what the draft was made from is older than the rule set accepts',
  UNUSED_ACCESS: 'something is allowed that observed use never needed',
  THIRD_PARTY: 'the identity belongs to somebody outside the organization',
  CROSSES_ENVIRONMENT: 'the identity reaches into another environment than its own',
} as const;

/** A code of the table. */
export type EffectCode = keyof typeof EFFECT_CODES;

/** One thing a change does. */
export interface Effect {
  readonly code: EffectCode;
  /** One sentence about this change, lower case, without a final period. */
  readonly detail: string;
  /** Actions that show it, in the language's own words, sorted; at most `MOST_ACTIONS`. */
  readonly actions: readonly string[];
}

/** Actions an effect names; enough to recognise what is meant, and bounded since an assessment is signed. */
export const MOST_ACTIONS = 20;
