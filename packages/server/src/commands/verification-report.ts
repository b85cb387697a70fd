import {
  assessmentText,
  type VerificationContext,
  type VerificationResult,
  type VerifiedCandidate,
  verificationResult,
} from '@countersign/analysis';
import { canonicalBytes, digest, digestHex, utf8 } from '@countersign/evidence';

/** What is kept of a verification beside its Summary: each document under a digest that the signed result names. */
export interface VerificationDocuments {
  readonly result: VerificationResult;
  /** The report always; context and assessment where the candidate was verified in a context. */
  readonly documents: readonly Uint8Array[];
}

/**
 * The signed result of a verified candidate with what it names: the report is everything analysis told about its checks,
 * so that it can be read without being computed again, by whatever version.
 */
export function verificationDocuments(
  verified: VerifiedCandidate,
  context: VerificationContext | null,
): VerificationDocuments {
  const report = canonicalBytes(reportOf(verified));
  const base = verificationResult(verified, undefined, context ?? undefined);
  const entry = { name: 'report', digest: { sha256: digestHex(digest(report)) } };
  const result = { ...base, configuration: [...base.configuration, entry] };
  const known =
    context === null ? [] : [canonicalBytes(plain(context)), utf8(assessmentText(verified))];
  return { result, documents: [report, ...known] };
}

/** `{"kind":"verification-report","v":1,…}`: what a screen shows of a verification. */
function reportOf(verified: VerifiedCandidate): unknown {
  const { checks, effects, mutants, guardrails, leastPrivilege } = verified;
  return plain({
    kind: 'verification-report',
    v: 1,
    checks,
    effects,
    mutants,
    guardrails,
    leastPrivilege,
  });
}

/** As JSON has it: what is left out is left out. */
function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}
