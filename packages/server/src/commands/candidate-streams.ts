import { type CandidateState, decisionOf, type Id } from '@countersign/domain';
import type { LockedLog } from '../store/store.ts';

/**
 * The streams a decision about a candidate reads: its policy, requirement and Nhi, the tokens in its lineage and
 * every resource owner. What a candidate points to never changes, so one look at it is enough.
 */
export async function candidateStreams(
  log: Pick<LockedLog, 'state'>,
  candidate: Id,
): Promise<readonly string[]> {
  const own = `candidate/${candidate}`;
  const { candidates } = await log.state([own]);
  const found = candidates.get(candidate);
  return found === undefined ? [own] : [own, ...streamsAround(found)];
}

/** What a decision about this candidate reads beside its own stream. */
export function streamsAround(candidate: CandidateState): readonly string[] {
  return [
    `policy/${candidate.policy}`,
    `requirement/${candidate.requirement}`,
    `nhi/${candidate.nhi}`,
    ...candidate.agents.map((token) => `token/${token}`),
    'resource-owner/*',
    ...standingStreams(candidate),
  ];
}

/** Where a standing approval decided it: the decision and, by kind, the template it was made under. */
function standingStreams(candidate: CandidateState): readonly string[] {
  const decision = decisionOf(candidate);
  return decision === null ? [] : [`standing-decision/${decision}`, 'template/*'];
}
