export type { ApprovalBindings, ApprovalStatement, Confirmations } from './approval-statement.ts';
export { approvalBindings } from './candidate/approval-bindings.ts';
export { currentBindings, type MovedBinding, movedBindings } from './candidate/moved-bindings.ts';
export { isSatisfied, missingIn, type Standing, standingOf } from './candidate/standing.ts';
export type { SubmissionWorld } from './candidate/submission.ts';
export type { Command, CommandOf, CommandPayloads, CommandType } from './command.ts';
export { type Decision, type DecisionContext, decide } from './decide.ts';
export type * from './event.ts';
export { idOfStream, type Law, type StreamKind, streamOf } from './event-rule.ts';
export { shapeFaults } from './event-shapes.ts';
export { evolve } from './evolve.ts';
export type * from './facts.ts';
export type { LeadTimes, ServiceTimes } from './history/lead-time.ts';
export { type PastChange, type RatedChange, rateChange } from './history/rate-change.ts';
export {
  compareHistories,
  peopleBySource,
  type SimulatedHistory,
  type SourceLoad,
  simulateHistory,
  type TierMoves,
  type Workforce,
} from './history/simulate-history.ts';
export { addSeconds, CLOCK_SKEW_SECONDS, isExpired, isInForce, isInstant } from './instant.ts';
export { newestSnapshot } from './inventory/record-inventory.ts';
export { judge } from './judge.ts';
export { environmentOf, lawInForce } from './law.ts';
export { covers, isUnder } from './pattern.ts';
export { DOMAIN_CODES, type DomainCode, InvariantError } from './refusal.ts';
export { nextReleaseNumber, plannedRelease } from './release/planned-release.ts';
export type * from './roster.ts';
export { isAtLeast, isTierAtLeast, lowerAssurance, minimumAssuranceFor } from './rule/assurance.ts';
export { couldBeSatisfied } from './rule/could-be-satisfied.ts';
export { defaultAppetite, defaultRuleSet, firstRuleSet } from './rule/default-rule-set.ts';
export { describeRuleTree } from './rule/describe-rule-tree.ts';
export {
  activeHuman,
  credentialInForce,
  isEligible,
  type Scope,
  whyNotEligible,
} from './rule/eligibility.ts';
export { evaluateNewest, type NewestInput, type SignedApproval } from './rule/evaluate-newest.ts';
export {
  evaluateRule,
  isVetoed,
  type Leaf,
  type RuleApproval,
  type RuleInput,
} from './rule/evaluate-rule.ts';
export { lintRoster } from './rule/lint-roster.ts';
export { type Finding, lintRuleSet } from './rule/lint-rule-set.ts';
export { applies, type GoverningRule, type RuleScope, resolveRule } from './rule/resolve-rule.ts';
export type { CountedApproval, IgnoredApproval, RuleStatus, RuleTree } from './rule/rule-tree.ts';
export { simulate, type WhatIf } from './rule/simulate.ts';
export type * from './standing-approval-statement.ts';
export { endOf } from './standing-decision/end-standing-decision.ts';
export { isLive, liveDecisions } from './standing-decision/live-decisions.ts';
export { isSampled } from './standing-decision/sampled.ts';
export { barredFrom } from './standing-decision/standing-holds.ts';
export { whyVoid } from './standing-decision/void-standing-decision.ts';
export { unionOf } from './standing-decision/within-bounds.ts';
export * from './state.ts';
export { Table } from './table.ts';
export { delegationInForce } from './template/delegation.ts';
export { evaluateStanding } from './template/evaluate-standing.ts';
export { standingBindings } from './template/standing-bindings.ts';
export type { SubmittedTemplate } from './template/template-event.ts';
export {
  type AssessedTier,
  assessTier,
  heldRules,
  NO_TIER_RULE,
  type TierInput,
} from './tier/assess-tier.ts';
export { DEFAULT_TIER_RULES } from './tier/default-tier-rules.ts';
export { type ExplainedTier, explainTier } from './tier/explain-tier.ts';
export { KNOWN_EFFECTS } from './tier/known-effects.ts';
export { type LeastTier, leastTier } from './tier/least-tier.ts';
export { appetiteFor, exceptionsFor, type JudgedRisk, judgeRisk, type Risk } from './tier/risk.ts';
export { factsOf, type TierWorld, tierInput, tierOf } from './tier/tier-of.ts';
export { type Base, unassessedTier } from './tier/unassessed-tier.ts';
export {
  candidateTransitions,
  describeTransitions,
  nhiTransitions,
  releaseTransitions,
  standingDecisionTransitions,
  type Transition,
  type TransitionTable,
  templateTransitions,
} from './transitions.ts';
export type * from './values.ts';
