import {
  coreOf,
  evolveCandidate,
  judgeCandidate,
  unknownCandidate,
} from '../candidate/candidate-event.ts';
import type { SubmissionWorld } from '../candidate/submission.ts';
import type { CommandOf } from '../command.ts';
import { type EventRule, type Step, streamOf } from '../event-rule.ts';
import { isExpired } from '../instant.ts';
import { requireDrafter } from '../people.ts';
import { accepted, refused, unless } from '../refusal.ts';
import {
  type CandidateState,
  decisionOf,
  type StandingDecisionState,
  verificationOf,
} from '../state.ts';
import type { Id, Refusal } from '../values.ts';
import { noDecision } from './end-standing-decision.ts';
import { decidedBy, judgeStandingHolds } from './standing-holds.ts';

/** Takes a candidate whose standing approval no longer holds back to where it can be submitted for a full review. */
export function voidStandingDecision({
  candidate: id,
}: CommandOf<'voidStandingDecision'>): readonly Step[] {
  return [
    ({ state }) => {
      const candidate = state.candidates.get(id);
      if (candidate === undefined) return refused(unknownCandidate(id));
      const decision = decisionOf(candidate);
      if (decision === null) return refused(noDecision(id));
      const stream = streamOf('candidate', id);
      return accepted([{ type: 'CandidateStandingVoided', stream, payload: { decision } }]);
    },
  ];
}

/** UNKNOWN_CANDIDATE, WRONG_STATE, UNKNOWN_DECISION; NOTHING_CHANGED while the standing approval holds. */
export const candidateStandingVoided: EventRule<'CandidateStandingVoided'> = {
  stream: 'candidate',
  judge: (judged) => [
    // Voiding restricts; whoever may draft, and the system, may notice that it no longer holds.
    ...(judged.actor.kind === 'system' ? [] : requireDrafter(judged)),
    ...judgeCandidate(judged, (candidate) => {
      const decision = judged.state.standingDecisions.get(judged.payload.decision);
      if (decision === undefined || decisionOf(candidate) !== decision.id) {
        return noDecision(candidate.id);
      }
      return unless(
        whyVoid(candidate, decision, judged).length > 0,
        'NOTHING_CHANGED',
        'the standing approval still holds for this candidate',
      );
    }),
  ],
  evolve: (state, event) =>
    evolveCandidate(state, event, (candidate) => {
      const verification = verificationOf(candidate);
      if (verification === null) return candidate;
      return { ...coreOf(candidate), state: 'verified', verification };
    }),
};

/** Why a decision can no longer put its candidate in force; none where it can. */
export function whyVoid(
  candidate: CandidateState,
  decision: StandingDecisionState,
  world: SubmissionWorld,
): readonly Refusal[] {
  const by = decidedBy(decision.template, world);
  return [
    ...unless(
      !isExpired(decision.validUntil, world.at),
      'APPROVAL_EXPIRED',
      `what was decided was valid until \`${decision.validUntil}\``,
    ),
    ...unless(
      decision.state === 'live' && decision.reviewed?.verdict !== 'concern',
      'STANDING_NOT_IN_FORCE',
      'the decision has ended, or there is a concern about it',
    ),
    ...(by.ok ? judgeStandingHolds({ candidate, ...by.value }, decision, world) : by.refusals),
  ];
}

/** The decision a candidate was approved by and that can put it in force, or why it cannot. */
export function requireDecision(
  candidate: CandidateState & { readonly decision: Id },
  world: SubmissionWorld,
): readonly Refusal[] {
  const decision = world.state.standingDecisions.get(candidate.decision);
  return decision === undefined ? noDecision(candidate.id) : whyVoid(candidate, decision, world);
}
