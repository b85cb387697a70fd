import type { Canonicalised } from '../analysis-pool/job.ts';
import { type Deps, refuse } from './deps.ts';

/** Hostile policy text to canonical bytes, in a worker. Every fault has its code, line and column. */
export async function canonicalise(deps: Deps, text: string): Promise<Canonicalised> {
  const answered = await deps.analysis.run({ kind: 'canonicalise', text });
  if (answered.ok) return answered.value;
  return refuse('ANALYSIS_UNAVAILABLE', `the policy could not be read: ${answered.message}`);
}
