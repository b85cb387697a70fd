import type { VerificationContext } from '@countersign/analysis';
import type { CandidateFile } from './candidate-file.ts';

/** What a Candidate file says of its surroundings; all else is not known, and what needs it is `undetermined`. */
export function offlineContext(candidate: CandidateFile, at: Date): VerificationContext {
  return {
    at: at.toISOString(),
    environment: candidate.environment,
    dataClass: candidate.dataClass,
    surroundings: null,
    guardrails: candidate.guardrails,
    identity: null,
    estate: [],
    use: null,
    inputs: [],
  };
}
