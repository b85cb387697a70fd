import type { Command, Id } from '@countersign/domain';
import { isExpired, reviewOf } from '@countersign/domain';
import type { LockedLog } from '../store/store.ts';
import { allIds } from './all-ids.ts';
import { candidateStreams } from './candidate-streams.ts';
import { change, given } from './change.ts';
import { type Deps, systemCaller } from './deps.ts';
import { endDecisions, voidDecisions } from './end-decisions.ts';
import { settleNow } from './settle-candidates.ts';
import { verifyTemplate } from './verify-template.ts';

/** What one sweep recorded. */
export interface Swept {
  readonly expired: number;
  readonly lapsed: number;
}

/**
 * Records what time has done: candidates past their review time, releases past their validity. Run now and then;
 * the domain decides what is due, so running it twice or late records the same.
 */
export async function sweepDeadlines(deps: Deps, workspace: Id): Promise<Swept> {
  const expired = await expireCandidates(deps, workspace);
  const lapsed = await lapseReleases(deps, workspace);
  await voidDecisions(deps, workspace);
  await endDecisions(deps, workspace);
  for (const template of await allIds(deps, workspace, 'template', { state: 'drafted' })) {
    await verifyTemplate(deps, workspace, template);
  }
  await settleNow(deps, workspace, {});
  return { expired, lapsed };
}

async function expireCandidates(deps: Deps, workspace: Id): Promise<number> {
  const states = ['in-review', 'approved', 'changes-requested'];
  const found = await Promise.all(
    states.map((state) => allIds(deps, workspace, 'candidate', { state })),
  );
  let recorded = 0;
  for (const candidate of found.flat()) {
    if (!(await isPastReview(deps, workspace, candidate))) continue;
    const streams = (log: LockedLog) => candidateStreams(log, candidate);
    const done = await record(deps, workspace, { type: 'expireCandidate', candidate }, streams);
    if (done) recorded += 1;
  }
  return recorded;
}

async function isPastReview(deps: Deps, workspace: Id, candidate: Id): Promise<boolean> {
  const found = (await deps.store.aggregate(workspace, 'candidate', candidate))?.state;
  const review = found === undefined ? null : reviewOf(found);
  return review !== null && isExpired(review.submission.notAfter, deps.now());
}

async function lapseReleases(deps: Deps, workspace: Id): Promise<number> {
  let recorded = 0;
  for (const release of await allIds(deps, workspace, 'release', { state: 'in-force' })) {
    const state = (await deps.store.aggregate(workspace, 'release', release))?.state;
    if (state === undefined || !isExpired(state.terms.validUntil, deps.now())) continue;
    const streams = [`release/${release}`, `policy/${state.terms.policy}`];
    if (await record(deps, workspace, { type: 'lapseRelease', release }, streams)) recorded += 1;
  }
  return recorded;
}

async function record(
  deps: Deps,
  workspace: Id,
  command: Command,
  streams: Parameters<typeof change>[2]['streams'],
): Promise<boolean> {
  const done = await change(deps, systemCaller(workspace), {
    streams,
    command: () => given(command),
    answer: () => null,
  });
  return done.ok;
}
