export type { ApprovalBindings, ApprovalStatement, Confirmations } from './approval-statement.ts';
export type { Command, CommandOf, CommandPayloads, CommandType } from './command.ts';
export type * from './event.ts';
export type * from './facts.ts';
export { addSeconds, CLOCK_SKEW_SECONDS, isExpired, isInForce, isInstant } from './instant.ts';
export { covers, isUnder } from './pattern.ts';
export { DOMAIN_CODES, type DomainCode, InvariantError } from './refusal.ts';
export type * from './roster.ts';
export {
  isAtLeast,
  isTierAtLeast,
  lowerAssurance,
  minimumAssuranceFor,
} from './rule/assurance.ts';
export { describeRuleTree } from './rule/describe-rule-tree.ts';
export {
  activeHuman,
  credentialInForce,
  isEligible,
  type Scope,
  whyNotEligible,
} from './rule/eligibility.ts';
export { evaluateNewest, type NewestInput } from './rule/evaluate-newest.ts';
export { evaluateRule, type RuleApproval, type RuleInput } from './rule/evaluate-rule.ts';
export { applies, type GoverningRule, type RuleScope, resolveRule } from './rule/resolve-rule.ts';
export type { CountedApproval, IgnoredApproval, RuleStatus, RuleTree } from './rule/rule-tree.ts';
export * from './state.ts';
export { Table } from './table.ts';
export type * from './values.ts';
