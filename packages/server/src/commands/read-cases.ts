import type { Decided, PolicyLanguage } from '@countersign/domain';
import { type CasesPart, casesPart, type FlatCases } from '@countersign/evidence';
import { type Deps, refuse } from './deps.ts';

/** Cases as people write them in canonical form, read in a worker. Refuses all faults at once, each with its pointer. */
export async function readCases(
  deps: Pick<Deps, 'analysis'>,
  language: PolicyLanguage,
  { allow, deny }: FlatCases,
): Promise<Decided<CasesPart>> {
  const cases = { allow, deny };
  const read = await deps.analysis.run({ kind: 'read-cases', language, cases });
  if (!read.ok) {
    return refuse('ANALYSIS_UNAVAILABLE', `the cases could not be read: ${read.message}`);
  }
  if (!read.value.ok) return read.value;
  return { ok: true, value: casesPart(language, read.value.value) };
}
