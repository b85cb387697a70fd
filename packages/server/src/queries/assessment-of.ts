import type { CandidateView } from '@countersign/api';
import { type CandidateState, explainTier, type Id, tierInput } from '@countersign/domain';
import { withStoredDocuments } from '../commands/decide-with-documents.ts';
import { lawInForce } from './law.ts';
import type { QueryDeps } from './people.ts';

/** Why a verified candidate is of its tier and what would lower it; null where its rules have no tiers. */
export async function assessmentOf(
  deps: QueryDeps,
  workspace: Id,
  candidate: CandidateState,
): Promise<NonNullable<CandidateView['assessment']> | null> {
  const law = await lawInForce(deps, workspace);
  if (law === undefined || law.ruleSet.v === 1 || !('verification' in candidate)) return null;
  const { ruleSet } = law;
  const { verification } = candidate.verification;
  const state = await deps.store.state(workspace, [
    `policy/${candidate.policy}`,
    ...candidate.agents.map((token) => `token/${token}`),
  ]);
  const input = await withStoredDocuments(deps, workspace, (facts) => {
    const proved = facts.verification(verification);
    const dataClass = facts.requirement(candidate.requirementDigest)?.dataClass ?? null;
    return proved === undefined
      ? null
      : tierInput(candidate, proved, { state, ruleSet, dataClass });
  });
  if (input === null) return null;
  const { tier, reasons, lower, without } = explainTier(input, ruleSet.tierRules);
  return { tier, reasons: [...reasons], lower: [...lower], without: [...without] };
}
