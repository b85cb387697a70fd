import type { CommandOf } from '../command.ts';
import { type EventRule, type Judged, type Step, streamOf } from '../event-rule.ts';
import { requireEligible } from '../people.ts';
import { accepted, unless } from '../refusal.ts';
import { judgeDisqualified } from '../rule/signature.ts';
import { type StandingDecisionState, standingRecordOf } from '../state.ts';
import type { Refusal } from '../values.ts';
import { evolveDecision, unknownDecision } from './end-standing-decision.ts';
import { barredFrom } from './standing-holds.ts';

/** A human's look at an automatic decision afterwards; a concern suspends the standing approval in the same append. */
export function reviewStandingDecision(
  command: CommandOf<'reviewStandingDecision'>,
): readonly Step[] {
  const { decision, verdict, note } = command;
  const stream = streamOf('standing-decision', decision);
  return [
    ({ actor }) => {
      const payload = { human: actor.id, verdict, note };
      return accepted([{ type: 'StandingDecisionReviewed', stream, payload }]);
    },
    ({ state }) => {
      const id = state.standingDecisions.get(decision)?.template ?? '';
      const isInForce = state.templates.get(id)?.state === 'approved';
      if (verdict !== 'concern' || !isInForce) return accepted([]);
      const payload = { decision };
      const template = streamOf('template', id);
      return accepted([{ type: 'StandingApprovalSuspended', stream: template, payload }]);
    },
  ];
}

/** NOT_A_HUMAN, NOT_IN_ROSTER, NOT_ELIGIBLE, UNKNOWN_DECISION, SELF_APPROVAL, DISQUALIFIED, ALREADY_DECIDED. */
export const standingDecisionReviewed: EventRule<'StandingDecisionReviewed'> = {
  stream: 'standing-decision',
  judge: (judged) => {
    const decision = judged.state.standingDecisions.get(judged.id);
    if (decision === undefined) return unknownDecision(judged.id);
    return [
      ...judgeReviewer(judged, decision),
      ...unless(
        decision.reviewed === null ||
          (decision.reviewed.verdict === 'ok' && judged.payload.verdict === 'concern'),
        'ALREADY_DECIDED',
        `\`${decision.reviewed?.human}\` has looked at this decision: ${decision.reviewed?.verdict}`,
      ),
    ];
  },
  evolve: (state, event) =>
    evolveDecision(state, event, (decision) => ({
      ...decision,
      reviewed: { ...event.payload, at: event.at },
    })),
};

/** Someone who could have decided it, and neither wrote nor asked for it nor owns the identity it is for (INV-4). */
function judgeReviewer(
  judged: Judged<'StandingDecisionReviewed'>,
  decision: StandingDecisionState,
): readonly Refusal[] {
  const { human } = judged.payload;
  const { state, at } = judged;
  const template = state.templates.get(decision.template);
  const tier = (template && standingRecordOf(template)?.submission.tier) ?? 'T4';
  const candidate = state.candidates.get(decision.candidate);
  const barred = candidate === undefined ? [] : barredFrom(candidate, judged);
  return [
    ...requireEligible(human, { environment: decision.environment, tier, at }, judged),
    ...judgeDisqualified(human, barred, 'candidate'),
  ];
}
