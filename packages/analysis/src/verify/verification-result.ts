import { SERVICE_TABLE_VERSION } from '../aws-iam/service-table/service-table.ts';
import { digestText } from '../canonical/digest.ts';
import { canonicalJson, type Json } from '../canonical/jcs.ts';
import type { Effect } from '../effects/effect.ts';
import { DEFAULT_STEPS } from '../engine/budget.ts';
import type { Digest } from '../refusal.ts';
import { ANALYSIS_VERSION } from '../version.ts';
import type { Check } from './checks.ts';
import { type Summary, summaryDigest } from './summary.ts';
import type { VerificationContext } from './verification-context.ts';

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

/** What is signed of a verified candidate. */
export interface Signable {
  readonly checks: readonly Check[];
  readonly summary: Summary;
  readonly effects?: readonly Effect[];
}

/**
 * The predicate over a verified candidate; the subject is the canonical policy `summary.to`. Checks that stand against
 * nobody are in it where they passed; what they found otherwise is among the effects of the assessment.
 */
export function verificationResult(
  verified: Signable,
  steps: number = DEFAULT_STEPS,
  context?: VerificationContext,
): VerificationResult {
  const named = (outcome: Check['outcome']): string[] =>
    verified.checks
      .filter((check) => check.outcome === outcome && (check.blocking || outcome === 'passed'))
      .map((check) => check.name);
  const failedTests = named('failed');
  const warnedTests = named('undetermined');
  return {
    result: failedTests.length > 0 ? 'FAILED' : warnedTests.length > 0 ? 'WARNED' : 'PASSED',
    configuration: [
      ...configurationOf(verified.summary, steps),
      ...(context === undefined ? [] : contextConfiguration(verified, context)),
    ],
    passedTests: named('passed'),
    warnedTests,
    failedTests,
  };
}

function configurationOf(summary: Summary, steps: number): VerificationResult['configuration'] {
  return [
    entry('requirement', summary.requirement),
    ...(summary.from === null ? [] : [entry('base', summary.from)]),
    entry('presented', summaryDigest(summary)),
    entry('analysis', digestText(ANALYSIS_VERSION)),
    entry('budget', digestText(String(steps))),
  ];
}

function contextConfiguration(
  verified: Signable,
  context: VerificationContext,
): VerificationResult['configuration'] {
  return [
    entry('context', digestOf(context)),
    entry('guardrails', digestOf(context.guardrails)),
    entry('service-table', digestText(SERVICE_TABLE_VERSION)),
    entry('assessment', digestText(assessmentText(verified))),
  ];
}

/**
 * The document that tiers are computed from, as text (RFC 8785):
 * `{"kind":"assessment","v":1,"presented":D,"effects":[{"code","detail"}]}`.
 */
export function assessmentText({ summary, effects = [] }: Signable): string {
  return canonicalJson({
    kind: 'assessment',
    v: 1,
    presented: summaryDigest(summary),
    effects: effects.map(({ code, detail }) => ({ code, detail })),
  });
}

function entry(name: string, digest: Digest): VerificationResult['configuration'][number] {
  return { name, digest: { sha256: digest.slice('sha256:'.length) } };
}

/** The digest of plain JSON in its canonical form. */
function digestOf(value: unknown): Digest {
  return digestText(canonicalJson(value as Json));
}
