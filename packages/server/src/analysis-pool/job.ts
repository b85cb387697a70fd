import {
  answerQuestion,
  canonicalPolicy,
  type Fields,
  type Parsed,
  parsePolicyText,
  type QuestionName,
  type RequirementCases,
  type VerifiedCandidate,
  verifyCandidate,
} from '@countersign/analysis';
import type { Digest, Refusal } from '@countersign/domain';

/** One question for a worker. Every member is plain data, so that it crosses threads. */
export type AnalysisJob = CanonicaliseJob | VerifyJob | QuestionJob;

/** Text as a person wrote it to canonical bytes (FORMATS section 1), or every fault with its position. */
export interface CanonicaliseJob {
  readonly kind: 'canonicalise';
  readonly text: string;
}

/** All checks of one revision against its base and its requirement. */
export interface VerifyJob {
  readonly kind: 'verify';
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

export type Canonicalised =
  | { readonly ok: true; readonly value: { readonly text: string; readonly digest: Digest } }
  | { readonly ok: false; readonly refusals: readonly Refusal[] };

export type Verified = VerifiedCandidate;

export type AnalysisResult<J extends AnalysisJob> = J extends VerifyJob
  ? Verified
  : J extends QuestionJob
    ? Parsed<Fields>
    : Canonicalised;

/** Answers one job; pure, so that the answer may be cached by the job's digest. */
export function runJob(job: AnalysisJob): Verified | Canonicalised | Parsed<Fields> {
  switch (job.kind) {
    case 'canonicalise':
      return canonicalise(job.text);
    case 'verify':
      return verifyCandidate(job);
    case 'question':
      return answerQuestion(job.name, job.question, 'aws-iam');
    default:
      return job satisfies never;
  }
}

function canonicalise(text: string): Canonicalised {
  const parsed = parsePolicyText(text);
  return parsed.ok ? { ok: true, value: canonicalPolicy(parsed.value) } : parsed;
}
