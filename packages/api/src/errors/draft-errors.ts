import type { ErrorRows } from './error-row.ts';

/** What a draft tells whoever reads it, and what a policy holds that cases cannot say (`packages/analysis`, drafts). */
export const draftErrors = {
  AGGREGATED: {
    status: null,
    help: 'The cluster fills or spreads this role by labels; look at the roles it takes part in.',
  },
  COMES_ALONG: {
    status: null,
    help: 'The language gives these with what was asked for; nothing narrower does it.',
  },
  DECLARED_SCOPES: {
    status: null,
    help: 'Write the grant by hand where scopes declare what they include.',
  },
  DENIALS_KEPT: { status: null, help: 'Keep them, or narrow what was used first.' },
  DENIAL_WON: { status: null, help: 'Make sure the case needs no more than what is left of it.' },
  DENIED_IN_PART: {
    status: null,
    help: 'Say the part that is meant as a case of its own, or let the denial win.',
  },
  EMPTY_CONDITION: { status: null, help: 'Take the statement away: it never matches.' },
  EVERY_NAMESPACE: {
    status: null,
    help: 'Ask namespace by namespace where that does, and use a Role.',
  },
  LITERAL_STAR: {
    status: null,
    help: 'Write this rule by hand: Kubernetes takes the star letter by letter.',
  },
  LONG_POLICY: { status: null, help: 'Split it, or name fewer resources one by one.' },
  NOT_ACTION: { status: null, help: 'Say which actions are needed.' },
  NOT_PRINCIPAL: { status: null, help: 'Say who is meant.' },
  NOT_RESOURCE: { status: null, help: 'Say which resources are needed.' },
  NO_DENIALS: { status: null, help: 'Nothing to do: what is not allowed is denied.' },
  OLD_VARIABLES: { status: null, help: 'Write the policy in version `2012-10-17`.' },
  OVERLAP_UNDETERMINED: {
    status: null,
    help: 'Make the two cases simpler, so that it can be decided whether they meet.',
  },
  RESOURCE_UNKNOWN: {
    status: null,
    help: 'Name the resources by hand, or log more, such as data events.',
  },
  ROLE_MISSING: { status: null, help: 'Give the role together with its binding.' },
  SEVERAL_INSTALLATIONS: {
    status: null,
    help: 'Use an app for each, or ask for the same on all of them.',
  },
} as const satisfies ErrorRows;
