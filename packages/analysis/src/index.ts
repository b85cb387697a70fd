export {
  CANONICAL_FORM,
  type CanonicalPolicy,
  canonicalPolicy,
  parseCanonicalPolicy,
} from './aws-iam/canonical/canonical-policy.ts';
export { FINDING_CODES, type FindingCode, type Severity } from './aws-iam/findings/codes.ts';
export type { PolicyFinding } from './aws-iam/findings/finding.ts';
export { type FindingOptions, findingsOf } from './aws-iam/findings/findings-of.ts';
export { awsIam } from './aws-iam/language.ts';
export type {
  AwsClass,
  AwsDiff,
  AwsPolicy,
  AwsPossibleClass,
  AwsPrincipal,
  AwsProof,
  AwsRequest,
  AwsStack,
  AwsSubject,
  ConditionElement,
  PolicyDocument,
  Position,
  PrincipalElement,
  Statement,
} from './aws-iam/model.ts';
export { type ParseOptions, parsePolicyText } from './aws-iam/parse/parse-policy.ts';
export { parseStack } from './aws-iam/parse/parse-stack.ts';
export { diff } from './aws-iam/questions/diff.ts';
export { evaluate } from './aws-iam/questions/evaluate.ts';
export { explain } from './aws-iam/questions/explain.ts';
export { type PropertyQuestion, prove } from './aws-iam/questions/prove.ts';
export { parseRequestPattern, type RequestPattern } from './aws-iam/questions/request-pattern.ts';
export type { Request } from './aws-iam/replay/facts.ts';
export {
  type ActionEntry,
  type ResourceEntry,
  SERVICE_TABLE_VERSION,
} from './aws-iam/service-table/decode.ts';
export { actionEntry, resourcePatternsOf } from './aws-iam/service-table/known-actions.ts';
export { matchesArn } from './aws-iam/service-table/matches-text.ts';
export type { Policies } from './aws-iam/subject.ts';
export type {
  Draft,
  Drafter,
  DraftNote,
  DraftOptions,
  DraftProof,
  DraftSubject,
  StatedPolicy,
  Unsaid,
  UseDraft,
  UseDraftOptions,
} from './draft/drafter.ts';
export {
  DRAFTERS,
  draftFromRequirement,
  draftFromUse,
  requirementFromPolicy,
} from './draft/drafters.ts';
export { type Instance, instantiate, readValues } from './draft/instantiate.ts';
export type { ObservedRequest, ObservedUse } from './draft/observed-use.ts';
export { proveWithin, type WithinAnswer, type WithinQuestion } from './draft/prove-within.ts';
export { readTemplate, templateFaults } from './draft/read-template.ts';
export type {
  ParameterKind,
  ParameterValues,
  Template,
  TemplateParameter,
} from './draft/template.ts';
export { EFFECT_CODES, type Effect, type EffectCode } from './effects/effect.ts';
export { type Change, effectsOf, STEPS_OF_EFFECTS } from './effects/effects-of.ts';
export { DEFAULT_STEPS } from './engine/budget.ts';
export {
  canonicalGrants,
  GRANTS_CANONICAL_FORM,
  parseCanonicalGrants,
} from './grants/canonical.ts';
export { explain as explainGrants } from './grants/explain.ts';
export { grants } from './grants/language.ts';
export type { GitHubAppGrant, Grant, GrantsPolicy, ScopedGrant } from './grants/model.ts';
export { parseGrants } from './grants/parse/parse-grants.ts';
export { diff as diffGrants } from './grants/questions/diff.ts';
export { evaluate as evaluateGrants } from './grants/questions/evaluate.ts';
export {
  GRANTS_PROPERTIES,
  type GrantsQuestion,
  prove as proveGrants,
} from './grants/questions/prove.ts';
export { controlsBehind } from './guardrails/askers.ts';
export { checkGuardrails } from './guardrails/check-guardrails.ts';
export type {
  AwsPolicies,
  Estate,
  EstateEntry,
  EstatePolicies,
  ObjectPolicies,
} from './guardrails/estate.ts';
export type {
  FrameworkReference,
  Guardrail,
  GuardrailKind,
  GuardrailOutcome,
  GuardrailResult,
  GuardrailScope,
  GuardrailSeverity,
  Obligation,
  PairHalf,
  Pattern,
} from './guardrails/guardrail.ts';
export type {
  GuardrailContext,
  GuardrailIdentity,
  GuardrailInput,
  GuardrailSurroundings,
} from './guardrails/guardrail-context.ts';
export { guardrailFaults } from './guardrails/guardrail-faults.ts';
export { adoptGuardrail, GUARDRAIL_LIBRARY, type ShippedGuardrail } from './guardrails/library.ts';
export {
  type Caught,
  type Reverified,
  type ReverifyCheckpoint,
  type ReverifyInput,
  reverify,
} from './guardrails/reverify.ts';
export type { Counts, KeptProof, ProofCache } from './guardrails/standing.ts';
export {
  canonicalRbac,
  parseCanonicalRbac,
  RBAC_CANONICAL_FORM,
} from './kubernetes-rbac/canonical/canonical-rbac.ts';
export { RBAC_FINDING_CODES, type RbacFindingCode } from './kubernetes-rbac/findings/codes.ts';
export { kubernetesRbac } from './kubernetes-rbac/language.ts';
export type { RbacObject, RbacPolicy } from './kubernetes-rbac/model.ts';
export { MAX_RBAC_BYTES, readRbacPolicy } from './kubernetes-rbac/parse/read-policy.ts';
export { diffRbac } from './kubernetes-rbac/questions/diff.ts';
export { explainRbac } from './kubernetes-rbac/questions/explain.ts';
export {
  proveRbac,
  RBAC_PROPERTIES,
  type RbacQuestion,
} from './kubernetes-rbac/questions/prove.ts';
export {
  evaluateRbac,
  type RbacHolder,
  rbacCan,
  rbacWhoCan,
  type WhoCan,
} from './kubernetes-rbac/questions/who-can.ts';
export { LANGUAGES, languageOf } from './languages.ts';
export type { MutantKind, SurvivingMutant } from './mutants/surviving-mutant.ts';
export { MAX_POLICY_BYTES } from './parse/text.ts';
export { type Holder, isNamed } from './queries/holder.ts';
export { holdersOf } from './queries/holders-of.ts';
export { userNamed } from './queries/rbac-holders.ts';
export { type Access, type AccessQuestion, accessOf, whoCan } from './queries/who-can.ts';
export type {
  Assumed,
  Class,
  DiffResult,
  Evaluation,
  ExplainedStatement,
  Explanation,
  Finding,
  Found,
  Origin,
  PossibleClass,
  Proof,
  ProofResult,
  TraceStep,
  Verdict,
  Witness,
} from './questions/answer.ts';
export {
  answerQuestion,
  decidedLanguage,
  type Fields,
  type QuestionName,
} from './questions/answer-question.ts';
export { canonicalDiff } from './questions/canonical-diff.ts';
export type {
  Beyond,
  Language,
  LanguageName,
  Limits,
  PropertyRequest,
} from './questions/language.ts';
export type { Digest, Parsed, Refusal } from './refusal.ts';
export { CASE_WORDS, type CaseWord } from './requirement/case-words.ts';
export { describeCase } from './requirement/describe-case.ts';
export type { Intent, IntentValues } from './requirement/intents/intent.ts';
export { casesOfIntent, INTENTS } from './requirement/intents/intents.ts';
export { canonicalCase, caseOf, readCase, readCases } from './requirement/read-case.ts';
export {
  patternOf,
  type RequirementCase,
  type RequirementCases,
} from './requirement/requirement-case.ts';
export type { Check, CheckGroup } from './verify/checks.ts';
export { type DescribedSummary, describeSummary } from './verify/describe-summary.ts';
export { describeWitness } from './verify/describe-witness.ts';
export type { BrokenUse, LeastPrivilege, UnusedRights } from './verify/least-privilege.ts';
export {
  type DenialResult,
  type Summary,
  type SummaryClass,
  type SummaryPossibleClass,
  summaryDigest,
  summaryText,
  type UnderGrant,
} from './verify/summary.ts';
export type {
  CredentialFacts,
  EnvironmentFacts,
  EstateIdentity,
  IdentityFacts,
  InputFacts,
  Surroundings,
  VerificationContext,
} from './verify/verification-context.ts';
export {
  assessmentText,
  type Signable,
  type VerificationResult,
  verificationResult,
} from './verify/verification-result.ts';
export {
  type CandidateInput,
  type VerifiedCandidate,
  verifyCandidate,
} from './verify/verify-candidate.ts';
export { ANALYSIS_VERSION } from './version.ts';
