import type { ErrorRows } from './error-row.ts';

/** What a policy text or a question about policies is refused for (`packages/analysis`). */
export const analysisErrors = {
  ADDS_NOTHING: {
    status: null,
    help: 'Take the grant away, or leave it: the others give the same.',
  },
  ALL_REPOSITORIES: {
    status: null,
    help: 'List the repositories that are needed; `all` grows by itself.',
  },
  CASES_CONTRADICT: {
    status: 422,
    help: 'Take the request out of one of the two cases, or say that the denial wins.',
  },
  CASE_TWICE: { status: 422, help: 'Give every case a name of its own.' },
  CASE_UNSAYABLE: {
    status: 422,
    help: 'Say the case in the words a policy of this language has.',
  },
  CONFLICTING_ELEMENTS: { status: 422, help: 'Keep one of the two elements.' },
  DRAFT_REFUTED: {
    status: null,
    help: 'A fault of the drafting: the draft is not handed out. Please report it with the cases.',
  },
  EMPTY_LIST: { status: 422, help: 'Give at least one.' },
  INVISIBLE_CHARACTER: {
    status: 422,
    help: 'Remove the character: it makes text look like another text.',
  },
  JSON_DUPLICATE_KEY: {
    status: 422,
    help: 'Keep one of the two; readers disagree about which counts.',
  },
  JSON_EMPTY: { status: 422, help: 'Give a policy document.' },
  JSON_LONE_SURROGATE: { status: 422, help: 'Replace the broken character.' },
  JSON_SYNTAX: { status: 422, help: 'Correct the JSON at the line and column given.' },
  JSON_TOO_DEEP: { status: 422, help: 'Write it with less nesting.' },
  JSON_TRAILING_TEXT: { status: 422, help: 'Remove what stands after the document.' },
  MISSING_ELEMENT: { status: 422, help: 'Add the element.' },
  MISSING_PARAMETER: { status: 422, help: 'Give a value for every parameter of the template.' },
  NUMBER_NOT_EXACT: { status: 422, help: 'Write a number that can be held exactly, or text.' },
  PERMISSION_TWICE: { status: 422, help: 'Keep the permission in one place.' },
  POLICY_TOO_LARGE: { status: 413, help: 'A policy has 256 KB at most; split it.' },
  POWERFUL_RIGHT: { status: null, help: 'Make sure that so much is needed; a lower level may do.' },
  UNKNOWN_ELEMENT: { status: 422, help: 'Take the element away or spell it as AWS does.' },
  UNKNOWN_INTENT: { status: 422, help: 'Use one of the built-in intents, or write the cases.' },
  UNKNOWN_OPERATOR: { status: 422, help: 'Use a condition operator that AWS knows.' },
  UNKNOWN_PARAMETER: { status: 422, help: 'Give values for the parameters of the template only.' },
  UNKNOWN_PERMISSION: {
    status: 422,
    help: 'Spell it as GitHub does, or write a new one where its place says what it is about.',
  },
  UNKNOWN_PRINCIPAL: { status: 422, help: 'Use a kind of principal that AWS knows.' },
  UNKNOWN_SCOPE: { status: null, help: 'Spell the scope as GitHub does.' },
  USE_UNSUITED: {
    status: 422,
    help: 'Give the use of one identity, of the language, with what is granted to it.',
  },
  WITNESS_MISMATCH: {
    status: null,
    help: 'A fault of the analysis: two evaluators disagree. Please report it; nothing is proved.',
  },
  WRONG_ACTION: { status: 422, help: 'Write actions as `service:Action`.' },
  WRONG_LEVEL: { status: 422, help: 'Give a level the permission has.' },
  NO_TEXT: { status: null, help: 'Give the text of every policy that is named by digest.' },
  WRONG_CHECKPOINT: {
    status: null,
    help: 'Start anew: what is in force, the guardrail or the time is another one.',
  },
  WRONG_LANGUAGE: { status: 422, help: 'Name policies, needs and facts in one language.' },
  WRONG_PARAMETER: {
    status: 422,
    help: 'Give a value within the bounds of the parameter, or have the template changed by review.',
  },
  WRONG_PATTERN: { status: null, help: 'Give a request pattern with actions and resources.' },
  WRONG_PLACE: { status: 422, help: 'Write the permission under what it is about.' },
  WRONG_REPOSITORY: {
    status: 422,
    help: 'Write repositories as `owner/name`, of the account the app is installed on.',
  },
  WRONG_RESOURCE: { status: 422, help: 'Write resources as ARNs or `*`.' },
  WRONG_SCOPE: { status: 422, help: 'Write scopes as a list, one text a scope.' },
  WRONG_TEMPLATE: { status: 422, help: 'Correct the template at the place given.' },
  WRONG_VALUE: { status: 422, help: 'Give a value of the form the message names.' },
} as const satisfies ErrorRows;
