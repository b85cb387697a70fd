import {
  type Checkpoint,
  equalBytes,
  type GateState,
  parseCheckpoint,
  type Refusal,
} from '@countersign/evidence';
import { gateRefusal, unless } from './gate-refusal.ts';
import type { World } from './world.ts';

/** Nothing this gate has seen can be taken back: release numbers, Rosters, RuleSets, the log (attacks 29, 33). */
export function stateFaults(world: World, checkpoint: Checkpoint | null): readonly Refusal[] {
  const { state } = world;
  if (state === null) return [];
  return [
    ...numberFaults(world, state),
    ...versionFaults(world, state),
    ...(checkpoint === null ? [] : logFaults(checkpoint, state)),
    ...unless(
      state.workspace === world.trust.workspace,
      'WORKSPACE_MISMATCH',
      `the state is of workspace \`${state.workspace}\`, trusted is \`${world.trust.workspace}\``,
    ),
  ];
}

function numberFaults({ bundle }: World, state: GateState): readonly Refusal[] {
  const { environment, policy, number, to } = bundle.release.claimed;
  const seen = state.entries.find(
    (entry) => entry.environment === environment && entry.policy === policy,
  );
  if (seen === undefined) return [];
  return [
    ...unless(
      number >= seen.number,
      'RELEASE_SUPERSEDED',
      `this is release ${number}, the gate has let through ${seen.number}`,
      { number, seen: seen.number },
    ),
    ...unless(
      number !== seen.number || to === seen.digest,
      'RELEASE_NUMBER_REUSED',
      `release ${number} was \`${seen.digest}\` before and is \`${to}\` now`,
    ),
  ];
}

function versionFaults({ rosters, ruleSets }: World, state: GateState): readonly Refusal[] {
  const of = (what: string, newest: number | undefined, seen: number): readonly Refusal[] =>
    unless(
      newest === undefined || newest >= seen,
      'GOVERNANCE_WENT_BACK',
      `the bundle's newest ${what} is ${newest}, the gate has seen ${seen}`,
    );
  return [
    ...of('roster', rosters.newest?.document.number, state.rosterNumber),
    ...of('rule set', ruleSets.newest?.document.number, state.ruleSetNumber),
  ];
}

/** Of two heads of one log the larger is the later, and at one size there is one root (INV-6). */
function logFaults({ size, root }: Checkpoint, state: GateState): readonly Refusal[] {
  if (state.checkpoint === null) return [];
  const parsed = parseCheckpoint(state.checkpoint);
  if (!parsed.ok)
    return [gateRefusal('GATE_STATE_UNREADABLE', 'the state holds no readable checkpoint')];
  const seen = parsed.value.checkpoint;
  return [
    ...unless(
      size >= seen.size,
      'LOG_WENT_BACK',
      `the log has ${size} entries, the gate has seen ${seen.size}`,
    ),
    ...unless(
      size !== seen.size || equalBytes(root, seen.root),
      'LOG_FORKED',
      `the log has two heads of ${size} entries`,
    ),
  ];
}

/** What the gate remembers once it has let the release through. */
export function nextState(world: World, checkpointText: string): GateState {
  const { bundle, state, now, trust } = world;
  const { environment, policy, number, to } = bundle.release.claimed;
  const others = (state?.entries ?? []).filter(
    (entry) => entry.environment !== environment || entry.policy !== policy,
  );
  return {
    kind: 'gate-state',
    v: 1,
    workspace: trust.workspace,
    entries: [...others, { environment, policy, number, digest: to }],
    checkpoint: checkpointText,
    rosterNumber: world.rosters.newest?.document.number ?? trust.roster.number,
    ruleSetNumber: world.ruleSets.newest?.document.number ?? trust.ruleSet.number,
    latestTime: state !== null && state.latestTime > now ? state.latestTime : now,
  };
}
