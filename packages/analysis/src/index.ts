export {
  CANONICAL_FORM,
  type CanonicalPolicy,
  canonicalPolicy,
  parseCanonicalPolicy,
} from './canonical/canonical-policy.ts';
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
export type { Evaluation } from './replay/evaluate.ts';
export { DEFAULT_STEPS } from './engine/budget.ts';
export type { Digest, Parsed, Refusal } from './refusal.ts';
export { ANALYSIS_VERSION } from './version.ts';
