import {
  ANALYSIS_VERSION,
  type Check,
  type Class,
  type DiffResult,
  describeSummary,
  type PossibleClass,
  type Summary,
  summaryDigest,
  type VerificationContext,
  verifyCandidate,
  type Witness,
} from '@countersign/analysis';
import { inFiles, type PolicyFile, placeNamed } from '../files/policy-files.ts';
import { VERSION } from '../version.ts';
import type { CandidateFile } from './candidate-file.ts';
import { offlineTier, type TierRules } from './offline-tier.ts';
import type { Outcome, Place, ReportedCheck, ReportedClass, VerificationReport } from './report.ts';
import { suiteChecks } from './run-suite.ts';
import type { Suite } from './suite-file.ts';

/** What is asked beside the file. */
export interface Asked {
  readonly context: VerificationContext | null;
  readonly suites: readonly Suite[];
  readonly tierRules: TierRules;
}

/** Every check of a candidate file, its suites included; `context` null: the policy alone. */
export async function runVerification(
  candidate: CandidateFile,
  { context, suites, tierRules }: Asked,
): Promise<VerificationReport> {
  const { digestOf } = await import('@countersign/evidence');
  const { language, from, to, requirement } = candidate;
  const verified = verifyCandidate({
    language: language.name,
    from: from === null ? null : language.canonical(from.policy).text,
    to: language.canonical(to.policy).text,
    requirement,
    requirementDigest: digestOf(requirement as never),
    ...(context === null ? {} : { context }),
  });
  const { summary } = verified;
  const change = language.diff(from?.policy ?? null, to.policy);
  const checks = [
    ...verified.checks,
    ...[...candidate.suites, ...suites].flatMap((suite) => suiteChecks(suite, [to.policy])),
  ].map((check) => reported(check, candidate, summary));
  return {
    v: 1,
    kind: 'verification-report',
    program: VERSION,
    analysis: ANALYSIS_VERSION,
    outcome: outcomeOf(checks),
    candidate: {
      file: candidate.path,
      policy: candidate.policyName,
      language: language.name,
      environment: candidate.environment.name,
      from: summary.from,
      to: summary.to,
      requirement: summary.requirement,
      presented: summaryDigest(summary),
      toFile: to.file.path,
    },
    change: changeOf(change, summary, candidate),
    checks,
    guardrails: verified.guardrails,
    effects: verified.effects,
    mutants: verified.mutants.map(({ id, kind, what, witness, suggestion }) => ({
      id,
      kind,
      what,
      witness,
      suggestion,
    })),
    tier:
      context === null
        ? null
        : offlineTier({ ...verified, verdict: summary.verdict }, candidate, tierRules),
  };
}

/** The worst of the checks that block; none at all shows nothing (INV-5). */
export function outcomeOf(checks: readonly Pick<Check, 'outcome' | 'blocking'>[]): Outcome {
  const blocking = checks.filter((check) => check.blocking);
  if (blocking.some(({ outcome }) => outcome === 'failed')) return 'failed';
  const isOpen = blocking.some(({ outcome }) => outcome === 'undetermined');
  return isOpen || blocking.length === 0 ? 'undetermined' : 'passed';
}

function changeOf(
  change: DiffResult,
  summary: Summary,
  candidate: CandidateFile,
): VerificationReport['change'] {
  const { headline, sections } = describeSummary(summary);
  const classes = (list: readonly (Class | PossibleClass)[]) =>
    list.map((one) => classOf(one, candidate));
  return {
    verdict: summary.verdict,
    allowed: summary.allowed,
    denied: summary.denied,
    headline,
    sections,
    newlyAllowed: classes(change.newlyAllowed),
    newlyDenied: classes(change.newlyDenied),
    possible: classes(change.possible),
    assumptions: summary.assumptions,
  };
}

function classOf(one: Class | PossibleClass, { from, to }: CandidateFile): ReportedClass {
  const { summary, actions, resources, witness } = one;
  const at = [
    ...placesOf(one.to, [to.file]),
    ...placesOf(one.from, from === null ? [] : [from.file]),
  ];
  const reason = 'reason' in one ? { reason: one.reason } : {};
  return { summary, actions, resources, witness, ...reason, at };
}

function reported(check: Check, candidate: CandidateFile, summary: Summary): ReportedCheck {
  const { name, group, outcome, blocking, proves, doesNotProve, detail } = check;
  const witness = check.witness ?? witnessOf(name, summary);
  const isOpen = outcome !== 'passed' && witness !== null;
  const at = isOpen ? decidingPlaces(witness, candidate) : [];
  return { name, group, outcome, blocking, proves, doesNotProve, detail, witness, at };
}

/** The request that refutes a case, where the check itself does not carry it. */
function witnessOf(name: string, { denials, requirementFit }: Summary): Witness | null {
  const [family, id] = name.split('/');
  const cases = family === 'denies' ? denials : family === 'allows' ? requirementFit.under : [];
  return cases.find((one) => one.case === id)?.witness ?? null;
}

/** The statements of the new policy that decide a request, where they stand in the user's file. */
function decidingPlaces(witness: Witness, { language, to }: CandidateFile): readonly Place[] {
  const evaluated = language.evaluate([to.policy], witness);
  return evaluated.ok ? placesOf(evaluated.value.reasons, [to.file]) : [];
}

function placesOf(
  origins: Parameters<typeof inFiles>[0],
  files: readonly PolicyFile[],
): readonly Place[] {
  if (files.length === 0) return [];
  return inFiles(origins, files).map(({ file = '', line, column, ...origin }) => ({
    file,
    ...(line === undefined ? {} : { line, column: column ?? 1 }),
    what: placeNamed(origin),
  }));
}
