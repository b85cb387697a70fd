import type { Decided, PolicyLanguage } from '@countersign/domain';
import {
  type CasesPart,
  casesOf,
  type FlatCases,
  readRequirementCases,
} from '@countersign/evidence';
import { type Deps, refuse } from './deps.ts';

/**
 * Cases as people write them in canonical form, read as requests in a worker. Refuses what the words are wrong in, all
 * at once with pointers, then what cannot be asked about in the language.
 */
export async function readCases(
  deps: Pick<Deps, 'analysis'>,
  language: PolicyLanguage,
  written: FlatCases,
): Promise<Decided<CasesPart>> {
  const part = readRequirementCases(language, written);
  if (!part.ok) return part;
  const cases = casesOf(part.value);
  const checked = await deps.analysis.run({ kind: 'check-cases', language, cases });
  if (!checked.ok) {
    return refuse('ANALYSIS_UNAVAILABLE', `the cases could not be read: ${checked.message}`);
  }
  return checked.value.length > 0 ? { ok: false, refusals: checked.value } : part;
}
