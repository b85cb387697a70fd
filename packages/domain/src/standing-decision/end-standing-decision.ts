import type { CommandOf } from '../command.ts';
import type { DecisionEnd, EventOf } from '../event.ts';
import { type EventRule, type Judged, type Step, streamOf, versioned } from '../event-rule.ts';
import { isExpired } from '../instant.ts';
import { requireDrafter } from '../people.ts';
import { accepted, refusal, refused, unless } from '../refusal.ts';
import { decisionOf, type StandingDecisionState, type WorkspaceState } from '../state.ts';
import type { Id, Instant, Refusal } from '../values.ts';

/** Records that an instance counts no more; until then it does. */
export function endStandingDecision({
  decision: id,
}: CommandOf<'endStandingDecision'>): readonly Step[] {
  return [
    ({ state, at }) => {
      const decision = state.standingDecisions.get(id);
      if (decision === undefined) return refused(unknownDecision(id));
      const why = endOf(decision, state, at);
      if (why === null) return refused([notEnded(id)]);
      const stream = streamOf('standing-decision', id);
      return accepted([{ type: 'StandingDecisionEnded', stream, payload: { why } }]);
    },
  ];
}

/** UNKNOWN_DECISION, WRONG_STATE; EVENT_NOT_DUE while the instance is in force, or may still go in force. */
export const standingDecisionEnded: EventRule<'StandingDecisionEnded'> = {
  stream: 'standing-decision',
  judge: (judged) => [
    ...(judged.actor.kind === 'system' ? [] : requireDrafter(judged)),
    ...judgeDecision(judged, (decision) =>
      judged.payload.why === endOf(decision, judged.state, judged.at)
        ? []
        : [notEnded(decision.id)],
    ),
  ],
  evolve: (state, event) =>
    evolveDecision(state, event, (decision) => ({
      ...decision,
      state: 'ended',
      ended: { why: event.payload.why, at: event.at },
    })),
};

function notEnded(id: Id): Refusal {
  return refusal('EVENT_NOT_DUE', `what decision \`${id}\` let through is in force, or may yet be`);
}

/** How an instance ended; null while it is in force or may yet go in force. */
export function endOf(
  decision: StandingDecisionState,
  { candidates, releases }: Pick<WorkspaceState, 'candidates' | 'releases'>,
  at: Instant,
): DecisionEnd | null {
  const candidate = candidates.get(decision.candidate);
  if (candidate === undefined) return null;
  if (decisionOf(candidate) !== decision.id) return 'not-applied';
  if (candidate.state !== 'released') return null;
  const state = releases.get(candidate.release)?.state;
  if (state === 'superseded' || state === 'revoked') return state;
  const isOver = decision.onLapse === 'deny' && isExpired(decision.validUntil, at);
  return isOver ? 'lapsed' : null;
}

/** Judges an event about an existing decision: UNKNOWN_DECISION, WRONG_STATE for one that has ended, then `more`. */
export function judgeDecision(
  judged: Judged<'StandingDecisionEnded'>,
  more: (decision: StandingDecisionState) => readonly Refusal[],
): readonly Refusal[] {
  const decision = judged.state.standingDecisions.get(judged.id);
  if (decision === undefined) return unknownDecision(judged.id);
  return [
    ...unless(decision.state === 'live', 'WRONG_STATE', `the decision is ${decision.state}`),
    ...more(decision),
  ];
}

/** UNKNOWN_DECISION. */
export function unknownDecision(id: Id): readonly Refusal[] {
  return [refusal('UNKNOWN_DECISION', `there is no decision \`${id}\``)];
}

/** UNKNOWN_DECISION, for a candidate that no standing approval decided. */
export function noDecision(candidate: Id): readonly Refusal[] {
  const message = `no standing approval decided candidate \`${candidate}\``;
  return [refusal('UNKNOWN_DECISION', message)];
}

/** Replaces a decision by what an event makes of it. */
export function evolveDecision(
  state: WorkspaceState,
  event: EventOf<'StandingDecisionEnded' | 'StandingDecisionReviewed'>,
  change: (decision: StandingDecisionState) => StandingDecisionState,
): WorkspaceState {
  const { id, version } = versioned(event);
  const decision = state.standingDecisions.get(id);
  if (decision === undefined) return state;
  const next = { ...change(decision), version };
  return { ...state, standingDecisions: state.standingDecisions.set(id, next) };
}
