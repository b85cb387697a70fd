import type { Finding } from '../questions/answer.ts';
import type { Check } from './checks.ts';

/** What is known of a change for the checks below: findings of both sides, by the language. */
export interface FoundOnBothSides {
  readonly before: readonly Finding[];
  readonly after: readonly Finding[];
}

/** Codes of findings that say the search for findings ended early. */
const ENDED: readonly string[] = ['FINDINGS_INCOMPLETE', 'BUDGET_SPENT'];
/** Codes of names that nobody documents, and of texts that match nothing. */
const NAMES: readonly string[] = [
  'UNKNOWN_SERVICE',
  'UNKNOWN_ACTION',
  'UNKNOWN_CONDITION_KEY',
  'UNKNOWN_PERMISSION',
  'UNKNOWN_SCOPE',
  'GRANTS_NOTHING',
  'NOT_A_WILDCARD',
  'VOID_BINDING',
  'VOID_SUBJECT',
];
const ESCALATION =
  /^(?:ADMINISTRATOR|ESCALATION_\w+|PASS_ROLE_ANY|CREDENTIALS_ISSUED|AUDIT_TAMPERING|SAFEGUARD_REMOVAL|EVERYTHING|BIND_ROLES|ESCALATE_ROLES|IMPERSONATE|RUN_PODS|EXEC_INTO_PODS|REQUEST_TOKENS|MAKE_TOKEN_SECRETS|APPROVE_CERTIFICATES|REACH_KUBELET|CHANGE_ADMISSION|CREATE_VOLUMES|CHANGE_DNS|REACH_PODS|WRITE_RBAC|SYSTEM_MASTERS|BINDS_CLUSTER_ADMIN|AGGREGATED_BY_LABEL|POWERFUL_RIGHT)$/;
const EXPOSURE =
  /^(?:SECRETS_READ|READ_SECRETS|RESOURCE_EXPOSURE|PUBLIC_ACCESS\w*|CROSS_ACCOUNT_ACCESS|FEDERATED_\w+|CONFUSED_DEPUTY|ALLOW_NOT_PRINCIPAL|ANONYMOUS_ACCESS|EVERYONE_ACCESS|ALL_REPOSITORIES)$/;

/** What the language itself refuses or never honours as written. */
export function validatesCheck({ after }: FoundOnBothSides): Check {
  const ended = after.filter(({ code }) => ENDED.includes(code));
  const errors = after.filter(({ code, severity }) => severity === 'error' && !isAside(code));
  return {
    name: 'validates',
    outcome: errors.length > 0 ? 'failed' : ended.length > 0 ? 'undetermined' : 'passed',
    group: 'policy',
    blocking: true,
    proves: 'nothing in the policy is of a kind that the service is known to refuse',
    doesNotProve: 'that the service accepts it: only the service can say so',
    detail: told([...errors, ...ended], 'nothing is wrong'),
  };
}

/** Mismatches have their own check. */
function isAside(code: string): boolean {
  return ENDED.includes(code) || code === 'WITNESS_MISMATCH';
}

/** Actions, keys, permissions and texts that the tables do not have and that the change adds. */
export function namesCheck(found: FoundOnBothSides, tables: string): Check {
  const unknown = added(found, (code) => NAMES.includes(code));
  return {
    name: 'names-known',
    outcome: unknown.length > 0 ? 'failed' : 'passed',
    group: 'policy',
    blocking: false,
    proves: `every action, condition key and permission that the change adds stands in the tables here (${tables})`,
    doesNotProve: 'that the tables are complete: services add names, and some are not documented',
    detail: told(unknown, 'all are known'),
  };
}

/** Paths to more than the policy says, on the resulting set. */
export function escalationCheck(found: FoundOnBothSides | null, why: string): Check {
  return riskCheck(found, why, {
    name: 'no-new-escalation',
    is: (code) => ESCALATION.test(code),
    proves:
      'with the other policies that are known to add up with it, this one completes no known path to more than it says',
    doesNotProve: 'that there is no path nobody has written down yet',
    none: 'no known path is completed',
  });
}

/** Who or what is let in, and secrets that can be read, on the resulting set. */
export function exposureCheck(found: FoundOnBothSides | null, why: string): Check {
  return riskCheck(found, why, {
    name: 'no-new-exposure',
    is: (code) => EXPOSURE.test(code),
    proves:
      'the change lets in nobody from outside and opens no secrets, as far as the tables name them',
    doesNotProve: 'that what was open before should be',
    none: 'nothing is newly exposed',
  });
}

interface RiskWords {
  readonly name: string;
  readonly is: (code: string) => boolean;
  readonly proves: string;
  readonly doesNotProve: string;
  readonly none: string;
}

function riskCheck(found: FoundOnBothSides | null, why: string, words: RiskWords): Check {
  const fresh = found === null ? [] : added(found, words.is);
  const ended = (found?.after ?? []).filter(({ code }) => ENDED.includes(code));
  const isOpen = found === null || (fresh.length === 0 && ended.length > 0);
  const [first] = fresh.filter(({ witness }) => witness !== undefined);
  return {
    name: words.name,
    outcome: fresh.length > 0 ? 'failed' : isOpen ? 'undetermined' : 'passed',
    group: 'change',
    blocking: false,
    proves: words.proves,
    doesNotProve: words.doesNotProve,
    detail: found === null ? why : told([...fresh, ...ended], words.none),
    ...(first?.witness === undefined ? {} : { witness: first.witness }),
  };
}

/** Findings after that were not before, by code and sentence. */
function added({ before, after }: FoundOnBothSides, is: (code: string) => boolean): Finding[] {
  const known = new Set(before.map(keyOf));
  return after.filter((one) => is(one.code) && !known.has(keyOf(one)));
}

/** The sentence without the numbers of statements, which move when another is added. */
function keyOf({ code, message }: Finding): string {
  return `${code} ${message.replaceAll(/\b(statements?|rules?|grants?) \d+(?:, \d+)*(?: and \d+)?/g, '$1')}`;
}

/** Sentences of one check; the rest is counted. */
const TOLD = 8;

function told(findings: readonly Finding[], none: string): string {
  if (findings.length === 0) return none;
  const rest = findings.length - TOLD;
  const sentences = findings.slice(0, TOLD).map(({ code, message }) => `${code}: ${message}`);
  return [...sentences, ...(rest > 0 ? [`and ${rest} more`] : [])].join('; ');
}
