import type { Verdict, VerificationFacts } from '@countersign/domain';
import {
  type Digest,
  isJsonObject,
  type Json,
  PREDICATES,
  parseCanonical,
  parseVerificationResult,
  type VerificationResult,
} from '@countersign/evidence';
import { openEnvelope, verifyServiceSignature } from './envelopes.ts';

/**
 * What the domain needs of a Verification: who signed it, its tests, and what it was computed from. The verdict is
 * the Summary's, which the verification names by digest as `presented` and which must be about the same inputs.
 */
export function verificationFacts(
  bytes: Uint8Array | undefined,
  read: (digest: Digest) => Uint8Array | undefined,
): VerificationFacts | undefined {
  const opened = bytes === undefined ? undefined : openEnvelope(bytes, PREDICATES.verification);
  if (opened === undefined) return undefined;
  const result = parseVerificationResult(opened.predicate);
  const publicKey = verifyServiceSignature(opened, 'ecdsa-p256');
  if (!result.ok || publicKey === undefined) return undefined;
  const requirement = configured(result.value, 'requirement');
  const presented = configured(result.value, 'presented');
  if (requirement === undefined || presented === undefined) return undefined;
  const from = configured(result.value, 'base') ?? null;
  const verdict = summaryVerdict(read(presented), { from, to: opened.subject, requirement });
  if (verdict === undefined) return undefined;
  const { passedTests: passed, warnedTests: undetermined, failedTests: failed } = result.value;
  return {
    from,
    to: opened.subject,
    requirement,
    presented,
    verdict,
    passed,
    failed,
    undetermined,
    publicKey,
  };
}

/** The digest under a name of the configuration; `undefined` also when the name stands there twice. */
function configured({ configuration }: VerificationResult, name: string): Digest | undefined {
  const [only, ...others] = configuration.filter((item) => item.name === name);
  return only === undefined || others.length > 0 ? undefined : `sha256:${only.digest.sha256}`;
}

const VERDICTS: readonly Verdict[] = [
  'equivalent',
  'narrower',
  'broader',
  'incomparable',
  'undetermined',
];

function summaryVerdict(
  bytes: Uint8Array | undefined,
  about: { readonly from: Digest | null; readonly to: Digest; readonly requirement: Digest },
): Verdict | undefined {
  const parsed = bytes === undefined ? undefined : parseCanonical(bytes);
  if (parsed?.ok !== true || !isJsonObject(parsed.value)) return undefined;
  const summary: { readonly [key: string]: Json } = parsed.value;
  const isAbout =
    summary['from'] === about.from &&
    summary['to'] === about.to &&
    summary['requirement'] === about.requirement;
  return isAbout ? VERDICTS.find((verdict) => verdict === summary['verdict']) : undefined;
}
