import { ANALYSIS_VERSION } from '@countersign/analysis';
import type { CheckView } from '@countersign/api';
import type { CandidateState, Digest, Id } from '@countersign/domain';
import { digest, digestHex, type Json, utf8, type VerificationResult } from '@countersign/evidence';
import type { EnvelopeJob } from '../analysis-pool/job.ts';
import { jobFor } from '../commands/verify-candidate.ts';
import type { QueryDeps } from './people.ts';
import { signedResult } from './signed-verification.ts';

/**
 * The checks of a recorded Verification, as the report says that its signed result names. Before there were reports,
 * names and outcomes are what was signed; what each proves and the detail come from the analysis, asked again when it is
 * still the version that was signed (mostly from the pool's cache).
 */
export async function checksOf(
  deps: QueryDeps,
  workspace: Id,
  candidate: CandidateState,
  { result, report }: SignedReport,
): Promise<CheckView[]> {
  if (report !== null) return report['checks'] as unknown as CheckView[];
  const told = await toldChecks(deps, workspace, candidate, result);
  return namesAndOutcomes(result).map(
    (check) =>
      told.find(({ name, outcome }) => name === check.name && outcome === check.outcome) ?? {
        ...check,
        proves: '',
        doesNotProve: '',
        detail: null,
      },
  );
}

/** As {@link checksOf}, of a template's envelope. */
export async function checksOfEnvelope(
  deps: QueryDeps,
  workspace: Id,
  job: EnvelopeJob,
  verification: Digest,
): Promise<CheckView[]> {
  const result = await signedResult(deps, workspace, verification);
  const proved = isOurs(result) ? await deps.analysis.run(job) : undefined;
  const told = proved?.ok === true ? proved.value.verified.checks : [];
  return namesAndOutcomes(result).map((check) => {
    const {
      proves = '',
      doesNotProve = '',
      detail = null,
    } = told.find(({ name, outcome }) => name === check.name && outcome === check.outcome) ?? {};
    return { ...check, proves, doesNotProve, detail };
  });
}

/** Whether the analysis that signed is the one that runs here. */
function isOurs({ configuration }: VerificationResult): boolean {
  const ours = digestHex(digest(utf8(ANALYSIS_VERSION)));
  return configuration.find(({ name }) => name === 'analysis')?.digest.sha256 === ours;
}

/** A signed result, and the report of what analysis told, where it names one. */
export interface SignedReport {
  readonly result: VerificationResult;
  readonly report: Readonly<Record<string, Json>> | null;
}

function namesAndOutcomes(result: VerificationResult): Pick<CheckView, 'name' | 'outcome'>[] {
  const named = (names: readonly string[], outcome: CheckView['outcome']) =>
    names.map((name) => ({ name, outcome }));
  return [
    ...named(result.failedTests, 'failed'),
    ...named(result.warnedTests, 'undetermined'),
    ...named(result.passedTests, 'passed'),
  ];
}

async function toldChecks(
  deps: QueryDeps,
  workspace: Id,
  candidate: CandidateState,
  result: VerificationResult,
): Promise<CheckView[]> {
  if (!isOurs(result)) return [];
  const proved = await deps.analysis.run(await jobFor(deps, workspace, candidate, null));
  if (!proved.ok) return [];
  return proved.value.checks.map(({ name, outcome, proves, doesNotProve, detail }) => ({
    name,
    outcome,
    proves,
    doesNotProve,
    detail,
  }));
}
