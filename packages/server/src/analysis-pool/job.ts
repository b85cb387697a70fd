import {
  answerQuestion,
  canonicalDiff,
  canonicalGrants,
  canonicalPolicy,
  canonicalRbac,
  caseFaults,
  type DiffResult,
  type Fields,
  type Parsed,
  parseGrants,
  parsePolicyText,
  type QuestionName,
  type RequirementCases,
  readRbacPolicy,
  type VerifiedCandidate,
  verifyCandidate,
} from '@countersign/analysis';
import type { Digest, PolicyLanguage, Refusal } from '@countersign/domain';

/** One question for a worker. Every member is plain data, so that it crosses threads. */
export type AnalysisJob = CanonicaliseJob | CheckCasesJob | VerifyJob | QuestionJob | ChangeJob;

/** Text as a person wrote it to canonical bytes (FORMATS section 1), or every fault with its position. */
export interface CanonicaliseJob {
  readonly kind: 'canonicalise';
  /** Left out: `aws-iam`. */
  readonly language?: PolicyLanguage;
  readonly text: string;
}

/** Whether the cases of a need are requests that this language can be asked about. */
export interface CheckCasesJob {
  readonly kind: 'check-cases';
  readonly language: PolicyLanguage;
  readonly cases: RequirementCases;
}

/** All checks of one revision against its base and its requirement. */
export interface VerifyJob {
  readonly kind: 'verify';
  readonly language: PolicyLanguage;
  /** Canonical text in force, `null` when there is none. */
  readonly from: string | null;
  readonly to: string;
  readonly requirement: RequirementCases;
  readonly requirementDigest: Digest;
}

/** A question about policies that nothing is stored of, as plain JSON. */
export interface QuestionJob {
  readonly kind: 'question';
  readonly name: QuestionName;
  readonly question: Fields;
}

/** From one canonical policy to another, both of a language. */
export interface ChangeJob {
  readonly kind: 'change';
  readonly language: PolicyLanguage;
  readonly from: string;
  readonly to: string;
}

export type Canonicalised =
  | { readonly ok: true; readonly value: { readonly text: string; readonly digest: Digest } }
  | { readonly ok: false; readonly refusals: readonly Refusal[] };

export type Verified = VerifiedCandidate;

/** Faults of cases; none where all can be asked about. */
export type CheckedCases = readonly Refusal[];

export type AnalysisResult<J extends AnalysisJob> = J extends VerifyJob
  ? Verified
  : J extends CheckCasesJob
    ? CheckedCases
    : J extends QuestionJob
      ? Parsed<Fields>
      : J extends ChangeJob
        ? Parsed<DiffResult>
        : Canonicalised;

/** Answers one job; pure, so that the answer may be cached by the job's digest. */
export function runJob(job: AnalysisJob): AnalysisResult<AnalysisJob> {
  switch (job.kind) {
    case 'canonicalise':
      return canonicalise(job.text, job.language ?? 'aws-iam');
    case 'check-cases':
      return caseFaults(job.language, job.cases);
    case 'verify':
      return verifyCandidate(job);
    case 'question':
      return answerQuestion(job.name, job.question, 'aws-iam');
    case 'change':
      return canonicalDiff(job.language, job);
    default:
      return job satisfies never;
  }
}

function canonicalise(text: string, language: PolicyLanguage): Canonicalised {
  switch (language) {
    case 'aws-iam':
      return canonical(parsePolicyText(text), canonicalPolicy);
    case 'kubernetes-rbac':
      return canonical(readRbacPolicy(text), canonicalRbac);
    case 'grants':
      return canonical(parseGrants(text), canonicalGrants);
    default:
      return language satisfies never;
  }
}

function canonical<P>(
  parsed: Parsed<P>,
  spell: (policy: P) => { readonly text: string; readonly digest: Digest },
): Canonicalised {
  return parsed.ok ? { ok: true, value: spell(parsed.value) } : parsed;
}
