import type { Checkpoint, GateState, Refusal, Release } from '@countersign/evidence';
import { standingApprovals } from './approval-checks.ts';
import { freshnessFaults } from './freshness-checks.ts';
import { loggedRelease } from './log-checks.ts';
import { type BundleFiles, readBundle } from './read-bundle.ts';
import { bindingFaults, governanceFaults, scopeFaults, timeFaults } from './release-checks.ts';
import { ruleFaults, verificationFaults } from './rule-checks.ts';
import { noStandingFiles, standingFaults } from './standing-checks.ts';
import { nextState, stateFaults } from './state-checks.ts';
import { type Asked, logKeyOf, type World, worldOf } from './world.ts';

/** What a gate says of a bundle; on passing, what it has to remember. */
export type GateVerdict =
  | { readonly ok: true; readonly release: Release; readonly state: GateState }
  | { readonly ok: false; readonly refusals: readonly Refusal[] };

/**
 * Whether this release may go in force here, decided offline from the bundle, what is pinned and what was seen
 * before. Refuses for every reason at once, with the codes of `GATE_CODES` and of the checks in `evidence`; cost is
 * a few signature checks and hashes of the files.
 */
export function verifyBundle(files: BundleFiles, asked: Asked): GateVerdict {
  const logKey = logKeyOf(asked.trust);
  const { bundle, faults: fileFaults } = readBundle(files);
  if (bundle === null || !logKey.ok) {
    return { ok: false, refusals: [...fileFaults, ...(logKey.ok ? [] : logKey.refusals)] };
  }
  const world = worldOf(bundle, asked, logKey.vkey);
  const logged = loggedRelease(world);
  const refusals = [
    ...fileFaults,
    ...scopeFaults(world),
    ...bindingFaults(world),
    ...governanceFaults(world, logged.publicKey),
    ...logged.faults,
    ...verificationFaults(world),
    ...decidedFaults(world, logged.checkpoint),
    ...timeFaults(world),
    ...freshnessFaults(world),
    ...stateFaults(world, logged.checkpoint),
  ];
  if (refusals.length > 0) return { ok: false, refusals };
  return {
    ok: true,
    release: bundle.release.claimed,
    state: nextState(world, bundle.texts.checkpoint),
  };
}

/** INV-1: humans approved this very change, or a template that it is an instance of. */
function decidedFaults(world: World, checkpoint: Checkpoint | null): readonly Refusal[] {
  if (world.bundle.release.claimed.basis === 'standing') return standingFaults(world, checkpoint);
  const approvals = standingApprovals(world, checkpoint);
  return [...noStandingFiles(world), ...approvals.faults, ...ruleFaults(world, approvals)];
}
