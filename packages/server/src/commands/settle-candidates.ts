import type { CandidateStateName, Id } from '@countersign/domain';
import { allIds } from './all-ids.ts';
import { candidateStreams } from './candidate-streams.ts';
import { change, given } from './change.ts';
import { type Deps, systemCaller } from './deps.ts';
import { verifyCandidate } from './verify-candidate.ts';

/** Which candidates: of one policy, requirement, identity or environment, or all. */
interface Filter {
  readonly policy?: Id;
  readonly requirement?: Id;
  readonly nhi?: Id;
  readonly environment?: string;
}

/** States in which a candidate is bound to things that can move. */
const BOUND: readonly CandidateStateName[] = [
  'verified',
  'failed',
  'in-review',
  'approved',
  'changes-requested',
];

/** States in which a proof is due: it was ended, or its server was. */
const UNPROVED: readonly CandidateStateName[] = ['drafting', 'verifying'];

/**
 * Sends back to `verifying` every candidate of which something moved (base, requirement, owners, Roster, RuleSet)
 * and verifies it against what holds now (INV-3). Called after whatever moves such a thing, and by the sweep.
 */
export async function settleCandidates(
  deps: Deps,
  workspace: Id,
  filter: Filter = {},
): Promise<void> {
  try {
    await settleNow(deps, workspace, filter);
  } catch {
    // What moved them is committed and must be answered; the sweep meets the same fault and reports it.
  }
}

/** As {@link settleCandidates}, for the sweep: a fault throws. */
export async function settleNow(deps: Deps, workspace: Id, filter: Filter): Promise<void> {
  for (const state of BOUND) {
    const bound = await allIds(deps, workspace, 'candidate', { ...filter, state });
    await severalAtOnce(bound, (candidate) => returnIfMoved(deps, workspace, candidate));
  }
  for (const state of UNPROVED) {
    const unproved = await allIds(deps, workspace, 'candidate', { ...filter, state });
    await severalAtOnce(unproved, (candidate) => verifyCandidate(deps, workspace, candidate));
  }
}

/** Commands that wait for the log's lock share it and one flush to disk; beyond this it gains nothing. */
const AT_ONCE = 16;

/** Ends when all have; the first that failed is thrown then. */
async function severalAtOnce(
  candidates: readonly Id[],
  work: (candidate: Id) => Promise<unknown>,
): Promise<void> {
  for (let at = 0; at < candidates.length; at += AT_ONCE) {
    const done = await Promise.allSettled(candidates.slice(at, at + AT_ONCE).map(work));
    const failed = done.find(({ status }) => status === 'rejected');
    if (failed?.status === 'rejected') throw failed.reason;
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
