import { digestText } from '../canonical/digest.ts';
import { DEFAULT_STEPS } from '../engine/budget.ts';
import type { Digest } from '../refusal.ts';
import { ANALYSIS_VERSION } from '../version.ts';
import type { Check } from './checks.ts';
import { type Summary, summaryDigest } from './summary.ts';

/** Fields of the in-toto `test-result/v0.1` predicate (FORMATS section 5): no times, hosts or durations. */
export interface VerificationResult {
  readonly result: 'PASSED' | 'WARNED' | 'FAILED';
  readonly configuration: readonly {
    readonly name: string;
    readonly digest: { readonly sha256: string };
  }[];
  readonly passedTests: readonly string[];
  /** Undetermined tests: in-toto has no other word for them. They never count as passed (INV-5). */
  readonly warnedTests: readonly string[];
  readonly failedTests: readonly string[];
}

/** The predicate over a verified candidate; the subject is the canonical policy `summary.to`. */
export function verificationResult(
  { checks, summary }: { readonly checks: readonly Check[]; readonly summary: Summary },
  steps: number = DEFAULT_STEPS,
): VerificationResult {
  const named = (outcome: Check['outcome']): string[] =>
    checks.filter((check) => check.outcome === outcome).map((check) => check.name);
  const failedTests = named('failed');
  const warnedTests = named('undetermined');
  return {
    result: failedTests.length > 0 ? 'FAILED' : warnedTests.length > 0 ? 'WARNED' : 'PASSED',
    configuration: configurationOf(summary, steps),
    passedTests: named('passed'),
    warnedTests,
    failedTests,
  };
}

function configurationOf(summary: Summary, steps: number): VerificationResult['configuration'] {
  const entry = (name: string, digest: Digest): VerificationResult['configuration'][number] => ({
    name,
    digest: { sha256: digest.slice('sha256:'.length) },
  });
  return [
    entry('requirement', summary.requirement),
    ...(summary.from === null ? [] : [entry('base', summary.from)]),
    entry('presented', summaryDigest(summary)),
    entry('analysis', digestText(ANALYSIS_VERSION)),
    entry('budget', digestText(String(steps))),
  ];
}
