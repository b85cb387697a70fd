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
  CONDITION_DROPPED:
    'what a condition kept out is allowed: the condition is gone, looser or got around',
  DENY_REMOVED: 'an explicit denial is gone or denies less',
  TRUST_WIDENED: 'somebody else may act as the identity or is let in by name',
  TRUST_OUTSIDE: 'somebody of another account, or whose account is not known, is let in by name',
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

/** Characters of a detail: an assessment refuses more than a thousand, and escapes make a text longer. */
const MOST_CHARACTERS = 600;

/** An effect with its actions sorted and bounded, and a detail that shows nothing but visible characters. */
export function effect(code: EffectCode, detail: string, actions: readonly string[] = []): Effect {
  const sorted = [...new Set(actions)].toSorted();
  return {
    code,
    detail: bounded(visible(detail)),
    actions: sorted.slice(0, MOST_ACTIONS).map((one) => bounded(visible(one))),
  };
}

/** What a policy's own texts could smuggle into a sentence: it would be read as something else, or not at all. */
const HIDDEN =
  /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}\u115f\u1160\u3164\uffa0]|\u034f|\u17b4|\u17b5|[\ufe00-\ufe0f]/gu;

function visible(text: string): string {
  return text.replaceAll(HIDDEN, (one) => `\\u{${(one.codePointAt(0) ?? 0).toString(16)}}`);
}

function bounded(text: string): string {
  const characters = [...text];
  if (characters.length <= MOST_CHARACTERS) return text;
  return `${characters.slice(0, MOST_CHARACTERS).join('')} …`;
}
