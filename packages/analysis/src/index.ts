export {
  CANONICAL_FORM,
  type CanonicalPolicy,
  canonicalPolicy,
  parseCanonicalPolicy,
} from './canonical/canonical-policy.ts';
export { DEFAULT_STEPS } from './engine/budget.ts';
export type {
  AwsPolicy,
  ConditionElement,
  PolicyDocument,
  Position,
  PrincipalElement,
  Statement,
} from './model.ts';
export { type ParseOptions, parsePolicyText } from './parse/parse-policy.ts';
export { MAX_POLICY_BYTES } from './parse/text.ts';
export type {
  Assumed,
  Class,
  DiffResult,
  Finding,
  Found,
  Origin,
  PossibleClass,
  Proof,
  Verdict,
  Witness,
} from './questions/answer.ts';
export { diff, type Policies } from './questions/diff.ts';
export { evaluate } from './questions/evaluate.ts';
export { type ProofResult, type PropertyQuestion, prove } from './questions/prove.ts';
export { parseRequestPattern, type RequestPattern } from './questions/request-pattern.ts';
export type { Digest, Parsed, Refusal } from './refusal.ts';
export type { Evaluation } from './replay/evaluate.ts';
export type { Check } from './verify/checks.ts';
export { type DescribedSummary, describeSummary } from './verify/describe-summary.ts';
export {
  type DenialResult,
  type Summary,
  type SummaryClass,
  type SummaryPossibleClass,
  summaryDigest,
  summaryText,
  type UnderGrant,
} from './verify/summary.ts';
export { type VerificationResult, verificationResult } from './verify/verification-result.ts';
export {
  type CandidateInput,
  type RequirementCase,
  type RequirementCases,
  type VerifiedCandidate,
  verifyCandidate,
} from './verify/verify-candidate.ts';
export { ANALYSIS_VERSION } from './version.ts';
