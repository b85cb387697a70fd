import {
  canonicalPolicy,
  parsePolicyText,
  type RequirementCases,
  type VerifiedCandidate,
  verifyCandidate,
} from '@countersign/analysis';
import type { Digest, Refusal } from '@countersign/domain';

/** One question for a worker. Every member is plain data, so that it crosses threads. */
export type AnalysisJob = CanonicaliseJob | VerifyJob;

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

export type Canonicalised =
  | { readonly ok: true; readonly value: { readonly text: string; readonly digest: Digest } }
  | { readonly ok: false; readonly refusals: readonly Refusal[] };

export type Verified = VerifiedCandidate;

export type AnalysisResult<J extends AnalysisJob> = J extends VerifyJob ? Verified : Canonicalised;

/** Answers one job; pure, so that the answer may be cached by the job's digest. */
export function runJob(job: AnalysisJob): Verified | Canonicalised {
  switch (job.kind) {
    case 'canonicalise':
      return canonicalise(job.text);
    case 'verify':
      return verifyCandidate(job);
    default:
      return job satisfies never;
  }
}

function canonicalise(text: string): Canonicalised {
  const parsed = parsePolicyText(text);
  return parsed.ok ? { ok: true, value: canonicalPolicy(parsed.value) } : parsed;
}
