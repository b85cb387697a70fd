import {
  answerQuestion,
  canonicalCase,
  canonicalDiff,
  canonicalGrants,
  canonicalPolicy,
  canonicalRbac,
  type DiffResult,
  type Fields,
  type Parsed,
  parseGrants,
  parsePolicyText,
  type QuestionName,
  type RequirementCases,
  readCases,
  readRbacPolicy,
  type VerifiedCandidate,
  verifyCandidate,
} from '@countersign/analysis';
import type { Digest, PolicyLanguage, Refusal } from '@countersign/domain';

/** One question for a worker. Every member is plain data, so that it crosses threads. */
export type AnalysisJob = CanonicaliseJob | ReadCasesJob | VerifyJob | QuestionJob | ChangeJob;

/** Text as a person wrote it to canonical bytes (FORMATS section 1), or every fault with its position. */
export interface CanonicaliseJob {
  readonly kind: 'canonicalise';
  /** Left out: `aws-iam`. */
  readonly language?: PolicyLanguage;
  readonly text: string;
}

/** Cases as people write them to the canonical form that a Requirement holds, or every fault with its pointer. */
export interface ReadCasesJob {
  readonly kind: 'read-cases';
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

export type ReadCases = Parsed<RequirementCases>;

export type AnalysisResult<J extends AnalysisJob> = J extends VerifyJob
  ? Verified
  : J extends ReadCasesJob
    ? ReadCases
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
    case 'read-cases':
      return canonicalCases(job);
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

function canonicalCases({ language, cases }: ReadCasesJob): ReadCases {
  const read = readCases(language, cases);
  if (!read.ok) return read;
  const whole = (one: RequirementCases['allow'][number]) => canonicalCase(language, one);
  return {
    ok: true,
    value: { allow: read.value.allow.map(whole), deny: read.value.deny.map(whole) },
  };
}

function canonical<P>(
  parsed: Parsed<P>,
  spell: (policy: P) => { readonly text: string; readonly digest: Digest },
): Canonicalised {
  return parsed.ok ? { ok: true, value: spell(parsed.value) } : parsed;
}
