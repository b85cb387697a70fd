import * as evidence from '../packages/evidence/src/index.ts';

/** A JSON Schema as `evidence` exports it. */
export type JsonSchema = { readonly [key: string]: unknown };

/** What `docs/reference/formats.md` says of one permanent format. */
export interface FormatRow {
  /** Name of the golden file and of the schema's file. */
  readonly name: string;
  readonly what: string;
  readonly signedBy: string;
  /** In-toto predicate type or the namespace of a bare signature; `null` for what nobody signs. */
  readonly predicate: string | null;
  readonly namespace: string | null;
  readonly schema: JsonSchema;
}

const { PREDICATES, SSH_NAMESPACES } = evidence;
const HUMAN = 'the human it names';
const QUORUM = 'the quorum of the Roster before it';
const RELEASE_KEY = 'a release key of the Roster';
const unsigned = { signedBy: 'nobody', predicate: null, namespace: null };

/** Every permanent format, in the order in which a change meets them. */
export const formatRows: readonly FormatRow[] = [
  {
    name: 'roster',
    what: 'humans, their keys, roles and authority; the keys of the server',
    signedBy: `${QUORUM}; the first one by its own`,
    predicate: PREDICATES.roster,
    namespace: SSH_NAMESPACES.roster,
    schema: evidence.rosterSchema,
  },
  {
    name: 'rule-set',
    what: 'environments and the approval rules',
    signedBy: 'the quorum of the Roster in force',
    predicate: PREDICATES.ruleset,
    namespace: SSH_NAMESPACES.ruleset,
    schema: evidence.ruleSetSchema,
  },
  {
    name: 'rule-set-v2',
    what: 'the same with tier rules, appetite, guardrails, exceptions and ages of inputs',
    signedBy: 'the quorum of the Roster in force',
    predicate: PREDICATES.ruleset,
    namespace: SSH_NAMESPACES.ruleset,
    schema: evidence.ruleSetV2Schema,
  },
  {
    name: 'requirement',
    what: 'what one identity may do, and must not',
    ...unsigned,
    schema: evidence.requirementSchema,
  },
  {
    name: 'requirement-v2',
    what: 'the same in the words of any language, with who asks and under which conditions',
    ...unsigned,
    schema: evidence.requirementV2Schema,
  },
  {
    name: 'inventory',
    what: 'what was found live in one environment at one time',
    ...unsigned,
    schema: evidence.inventorySchema,
  },
  {
    name: 'use',
    what: 'what one identity was seen to use of its access',
    ...unsigned,
    schema: evidence.useSchema,
  },
  {
    name: 'provenance',
    what: 'where the content of a revision comes from',
    ...unsigned,
    schema: evidence.provenanceSchema,
  },
  {
    name: 'assessment',
    what: 'what a change does, named by the verification: what its tier is computed from',
    ...unsigned,
    schema: evidence.assessmentSchema,
  },
  {
    name: 'verification',
    what: 'what was proved of a candidate',
    signedBy: RELEASE_KEY,
    predicate: PREDICATES.verification,
    namespace: null,
    schema: evidence.verificationResultSchema,
  },
  {
    name: 'approval',
    what: 'one human accepts one change, with six confirmations',
    signedBy: HUMAN,
    predicate: PREDICATES.approval,
    namespace: SSH_NAMESPACES.approval,
    schema: evidence.approvalSchema,
  },
  {
    name: 'revocation',
    what: 'one human takes an approval back',
    signedBy: HUMAN,
    predicate: PREDICATES.revocation,
    namespace: SSH_NAMESPACES.approval,
    schema: evidence.revocationSchema,
  },
  {
    name: 'template',
    what: 'a policy with parameters, and everything that bounds what is made of it',
    ...unsigned,
    schema: evidence.templateSchema,
  },
  {
    name: 'standing-approval',
    what: 'one human approves a template for good, with six confirmations',
    signedBy: HUMAN,
    predicate: PREDICATES.standingApproval,
    namespace: SSH_NAMESPACES.approval,
    schema: evidence.standingApprovalSchema,
  },
  {
    name: 'instance',
    what: 'a template with its values, for one identity and one candidate',
    ...unsigned,
    schema: evidence.instanceSchema,
  },
  {
    name: 'release',
    what: 'this digest, by these approvals, under this number',
    signedBy: RELEASE_KEY,
    predicate: PREDICATES.release,
    namespace: null,
    schema: evidence.releaseSchema,
  },
  {
    name: 'freshness',
    what: 'that a release is still the current one',
    signedBy: 'a freshness key of the Roster',
    predicate: PREDICATES.freshness,
    namespace: null,
    schema: evidence.freshnessSchema,
  },
  {
    name: 'manifest',
    what: '`manifest.json` of a bundle: its files',
    ...unsigned,
    schema: evidence.manifestSchema,
  },
  {
    name: 'trust-policy',
    what: 'what one gate trusts',
    ...unsigned,
    schema: evidence.trustPolicySchema,
  },
  {
    name: 'gate-state',
    what: 'what one gate has seen',
    ...unsigned,
    schema: evidence.gateStateSchema,
  },
  {
    name: 'log-event',
    what: 'an entry of the log',
    signedBy: 'the log key, through the checkpoint',
    predicate: null,
    namespace: null,
    schema: evidence.logEventSchema,
  },
  {
    name: 'epoch',
    what: 'lets a gate move on after a log was reopened',
    signedBy: 'the quorum of the Roster in force',
    predicate: PREDICATES.epoch,
    namespace: SSH_NAMESPACES.roster,
    schema: evidence.epochSchema,
  },
  {
    name: 'export-header',
    what: '`export.json` of an audit export',
    ...unsigned,
    schema: evidence.exportHeaderSchema,
  },
  {
    name: 'login-challenge',
    what: 'a sign-in, bound to one server',
    signedBy: 'the human who signs in; the bare bytes, no envelope',
    predicate: null,
    namespace: SSH_NAMESPACES.login,
    schema: evidence.loginChallengeSchema,
  },
];
