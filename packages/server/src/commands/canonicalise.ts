import type { PolicyLanguage } from '@countersign/domain';
import type { Canonicalised } from '../analysis-pool/job.ts';
import { type Deps, refuse } from './deps.ts';

/** Hostile policy text to canonical bytes, in a worker. Every fault has its code, line and column. */
export async function canonicalise(
  deps: Pick<Deps, 'analysis'>,
  text: string,
  language: PolicyLanguage,
): Promise<Canonicalised> {
  const answered = await deps.analysis.run({ kind: 'canonicalise', language, text });
  if (answered.ok) return answered.value;
  return refuse('ANALYSIS_UNAVAILABLE', `the policy could not be read: ${answered.message}`);
}
