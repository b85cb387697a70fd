import { endOf, type Id, type StandingDecisionState } from '@countersign/domain';
import { allIds } from './all-ids.ts';
import { candidateStreams } from './candidate-streams.ts';
import { change, given } from './change.ts';
import { streamsOfDecision } from './decide-template.ts';
import { type Deps, systemCaller } from './deps.ts';

/**
 * Records the decisions whose instances ended: until then they count against cap and ceiling. Answers how many. The
 * domain decides what ended, so running it twice or late records the same.
 */
export async function endDecisions(deps: Deps, workspace: Id, template?: Id): Promise<number> {
  const filter = { state: 'live', ...(template === undefined ? {} : { template }) };
  let recorded = 0;
  for (const decision of await allIds(deps, workspace, 'standing-decision', filter)) {
    const found = (await deps.store.aggregate(workspace, 'standing-decision', decision))?.state;
    if (found === undefined || !(await hasEnded(deps, workspace, found))) continue;
    const done = await change(deps, systemCaller(workspace), {
      streams: (log) => streamsOfDecision(log, decision),
      command: () => given({ type: 'endStandingDecision', decision }),
      answer: () => null,
    });
    if (done.ok) recorded += 1;
  }
  return recorded;
}

async function hasEnded(
  deps: Deps,
  workspace: Id,
  decision: StandingDecisionState,
): Promise<boolean> {
  const read = {
    state: (streams: readonly string[] | 'all') => deps.store.state(workspace, streams),
  };
  const state = await read.state(await streamsOfDecision(read, decision.id));
  return endOf(decision, state, deps.now()) !== null;
}

/** Takes candidates back whose standing approval no longer holds; where it does the domain refuses. */
export async function voidDecisions(deps: Deps, workspace: Id): Promise<number> {
  let recorded = 0;
  for (const candidate of await allIds(deps, workspace, 'candidate', { state: 'approved' })) {
    const found = (await deps.store.aggregate(workspace, 'candidate', candidate))?.state;
    if (found === undefined || !('decision' in found)) continue;
    const done = await change(deps, systemCaller(workspace), {
      streams: (log) => candidateStreams(log, candidate),
      command: () => given({ type: 'voidStandingDecision', candidate }),
      answer: () => null,
    });
    if (done.ok) recorded += 1;
  }
  return recorded;
}
