/** How much a finding weighs; `error` is kept for what AWS itself refuses or never honours as written. */
export type Severity = 'error' | 'high' | 'medium' | 'low';

/** Codes of findings about a policy, each with the sentence that documents it; the page of findings lists them all. */
export const FINDING_CODES = {
  ADMINISTRATOR: 'every action is allowed on every resource, and so every path below',
  ESCALATION_BY_POLICY: 'what a policy says can be changed, or more policies can be attached',
  ESCALATION_BY_GROUP: 'a user can be added to a group that is allowed more',
  ESCALATION_BY_TRUST: 'who may act as a role can be changed',
  ESCALATION_BY_CREDENTIALS: 'credentials of another identity can be made',
  ESCALATION_BY_BOUNDARY: 'a permissions boundary can be taken off or exchanged',
  ESCALATION_BY_ASSUME_ROLE: 'any role that trusts the account can be assumed',
  ESCALATION_BY_PASS_ROLE:
    'a role can be passed to a service that then runs code or templates as it',
  ESCALATION_BY_COMPUTE: 'code can be run as the role of something that exists already',
  PASS_ROLE_ANY: 'every role can be passed to every service',
  SERVICE_LINKED_ROLE_ANY: 'the role of every AWS service can be made',
  SECRETS_READ: 'secrets, parameters, keys or passwords can be read',
  CREDENTIALS_ISSUED: 'tokens or temporary credentials can be asked for',
  AUDIT_TAMPERING: 'logs, trails or detectors can be stopped, changed or deleted',
  SAFEGUARD_REMOVAL: 'protections of the account can be switched off',
  RESOURCE_EXPOSURE: 'who may reach a resource can be changed',
  PUBLIC_ACCESS: 'anybody, or anybody with an AWS account, is allowed',
  PUBLIC_ACCESS_CONDITIONAL:
    'anybody is allowed who brings about conditions that anybody can bring about',
  CROSS_ACCOUNT_ACCESS: 'another account is allowed by name',
  FEDERATED_WITHOUT_SUBJECT: 'every subject of an identity provider may assume the role',
  FEDERATED_WITHOUT_AUDIENCE: 'tokens of the provider made for somebody else are taken as well',
  CONFUSED_DEPUTY: 'an AWS service is allowed on behalf of any account',
  DEAD_STATEMENT: 'the statement matches no request, or a Deny takes away all it allows',
  SHADOWED_STATEMENT: 'other statements already allow, or deny, all that this one does',
  EQUAL_STATEMENT: 'two statements say the same',
  REDUNDANT_PATTERN: 'another pattern of the same list covers this one',
  ALLOW_NOT_ACTION:
    'an Allow names what it leaves out, so new actions and services are allowed too',
  ALLOW_NOT_RESOURCE: 'an Allow names the resources it leaves out, so all others are allowed',
  ALLOW_NOT_PRINCIPAL: 'an Allow names the principals it leaves out, so everybody else is allowed',
  DENY_NOT_PRINCIPAL:
    'a Deny spares named principals, and not their sessions unless these are named too',
  FOR_ALL_VALUES_ALLOW: 'a `ForAllValues` condition holds for a request without the key',
  FOR_ANY_VALUE_DENY: 'a `ForAnyValue` condition of a Deny is escaped by a request without the key',
  DENY_WITHOUT_KEY: 'a Deny is escaped by a request that does not carry its key',
  ALLOW_WITHOUT_KEY: 'a condition of an Allow holds for a request without its key',
  VARIABLE_IN_OLD_VERSION: 'a policy variable is plain text in version `2008-10-17`',
  SOURCE_IP_DENY: 'a Deny by address also denies what AWS services do for the principal',
  UNKNOWN_SERVICE: 'AWS documents no service of this name',
  UNKNOWN_ACTION: 'AWS documents no such action',
  UNKNOWN_CONDITION_KEY: 'AWS documents no such condition key',
  CONDITION_KEY_NOT_FOR_ACTION: 'no action of the statement has this condition key',
  CONDITION_KEY_NOT_FOR_SERVICE: 'no action of a service that the statement names has this tag key',
  OPERATOR_TYPE_MISMATCH: 'the operator is not one for values of the key',
  STRING_LIKE_ON_ARN:
    'a wildcard of `StringLike` crosses the colons of an ARN, where `ArnLike` would not',
  VALUE_TYPE_MISMATCH: 'the value is none the operator can compare',
  RESOURCE_TYPE_MISMATCH: 'the action is never checked against such a resource',
  DUPLICATE_SID: 'two statements of one policy have the same `Sid`',
  INERT_IN_STACK: 'a statement newly allows something by itself and nothing in its stack',
  STILL_ALLOWED: 'what a statement no longer allows another layer of the stack grants',
  FINDINGS_INCOMPLETE: 'the budget ended before everything was looked at',
} as const;

/** A code of the table. */
export type FindingCode = keyof typeof FINDING_CODES;
