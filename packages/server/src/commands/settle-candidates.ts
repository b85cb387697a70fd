import type { CandidateStateName, Id } from '@countersign/domain';
import { allIds } from './all-ids.ts';
import { candidateStreams } from './candidate-streams.ts';
import { change, given } from './change.ts';
import { type Deps, systemCaller } from './deps.ts';
import { verifyCandidate } from './verify-candidate.ts';

/** States in which a candidate is bound to things that can move. */
const BOUND: readonly CandidateStateName[] = [
  'verified',
  'failed',
  'in-review',
  'approved',
  'changes-requested',
];

/**
 * Sends back to `verifying` every candidate of which something moved (base, requirement, owners, Roster, RuleSet)
 * and verifies it against what holds now (INV-3). Called after whatever moves such a thing, and by the sweep.
 */
export async function settleCandidates(
  deps: Deps,
  workspace: Id,
  filter: { readonly policy?: Id } = {},
): Promise<void> {
  for (const state of BOUND) {
    for (const candidate of await allIds(deps, workspace, 'candidate', { ...filter, state })) {
      await returnIfMoved(deps, workspace, candidate);
    }
  }
  for (const candidate of await allIds(deps, workspace, 'candidate', {
    ...filter,
    state: 'verifying',
  })) {
    await verifyCandidate(deps, workspace, candidate);
  }
}

/** The domain refuses with EVENT_NOT_DUE where nothing moved: most of the time, and nothing to report. */
async function returnIfMoved(deps: Deps, workspace: Id, candidate: Id): Promise<void> {
  await change(deps, systemCaller(workspace), {
    streams: (log) => candidateStreams(log, candidate),
    command: () => given({ type: 'returnCandidate', candidate }),
    answer: () => null,
  });
}
