import {
  coreOf,
  evolveCandidate,
  judgeCandidate,
  judgeTransition,
  unknownCandidate,
} from '../candidate/candidate-event.ts';
import type { SubmissionWorld } from '../candidate/submission.ts';
import type { CommandOf } from '../command.ts';
import { isSame } from '../equality.ts';
import type { StandingDecision } from '../event.ts';
import { type EventRule, type Step, streamOf, versioned } from '../event-rule.ts';
import { accepted, refusal, refused, unless } from '../refusal.ts';
import { verificationOf } from '../state.ts';
import type { Actor, Id, Refusal } from '../values.ts';
import { computeDecision, type Deciding } from './compute-decision.ts';
import { decidedBy, judgeStandingHolds } from './standing-holds.ts';
import { judgeBounds } from './within-bounds.ts';

/**
 * Decides a verified candidate under a standing approval. One parameter outside, any check not proved, an edited or
 * ended template, a cap reached: refused with every reason, and the candidate goes the ordinary way (R34).
 */
export function applyStandingApproval(
  command: CommandOf<'applyStandingApproval'>,
): readonly Step[] {
  return [
    (now) => {
      const candidate = now.state.candidates.get(command.candidate);
      const by = decidedBy(command.template, now);
      if (candidate === undefined) return refused(unknownCandidate(command.candidate));
      if (!by.ok) return by;
      const payload = computeDecision({ candidate, ...by.value }, command, now);
      const decision = now.newId();
      return accepted([
        {
          type: 'StandingDecisionMade',
          stream: streamOf('standing-decision', decision),
          payload,
        },
        {
          type: 'CandidateStandingApplied',
          stream: streamOf('candidate', candidate.id),
          payload: { decision },
        },
      ]);
    },
  ];
}

/**
 * INV-1, R34, R36. Beside every reason of `judgeStandingHolds` and `judgeBounds`: NOT_THE_SYSTEM unless the actor is the
 * standing approval itself, UNKNOWN_CANDIDATE, WRONG_STATE, ALREADY_EXISTS, BINDING_MOVED.
 */
export const standingDecisionMade: EventRule<'StandingDecisionMade'> = {
  stream: 'standing-decision',
  judge: (judged) => {
    const { payload, state } = judged;
    const candidate = state.candidates.get(payload.candidate);
    const by = decidedBy(payload.template, judged);
    if (candidate === undefined) return unknownCandidate(payload.candidate);
    if (!by.ok) return by.refusals;
    const about: Deciding = { candidate, ...by.value };
    return [
      ...requireStanding(payload.template, judged.actor),
      ...unless(!state.standingDecisions.has(judged.id), 'ALREADY_EXISTS', 'this decision exists'),
      ...judgeTransition('CandidateStandingApplied', candidate),
      ...judgeStandingHolds(about, payload, judged),
      ...judgeBounds(about, payload, judged),
      ...judgeComputed(about, payload, judged),
    ];
  },
  evolve: (state, event) => {
    const decision = {
      ...versioned(event),
      ...event.payload,
      state: 'live' as const,
      decidedAt: event.at,
      reviewed: null,
      ended: null,
    };
    return { ...state, standingDecisions: state.standingDecisions.set(decision.id, decision) };
  },
};

/**
 * NOT_THE_SYSTEM unless the standing approval acts, a principal of its own: never who drafted, and no key or token
 * of theirs (R36).
 */
export function requireStanding(template: Id, actor: Actor): readonly Refusal[] {
  return unless(
    actor.kind === 'system' && actor.id === template,
    'NOT_THE_SYSTEM',
    `only the standing approval \`${template}\` decides this, \`${actor.kind}\` \`${actor.id}\` did`,
  );
}

function judgeComputed(
  about: Deciding,
  claimed: StandingDecision,
  world: SubmissionWorld,
): readonly Refusal[] {
  const computed = computeDecision(about, claimed, world);
  const fields = Object.keys(computed) as (keyof StandingDecision)[];
  return fields
    .filter((field) => !isSame(claimed[field], computed[field]))
    .map((field) =>
      refusal('BINDING_MOVED', `\`${field}\` of the decision is not what the state gives`, {
        field,
      }),
    );
}

/** NOT_THE_SYSTEM, UNKNOWN_CANDIDATE, WRONG_STATE; UNKNOWN_DECISION unless it was made of this revision right before. */
export const candidateStandingApplied: EventRule<'CandidateStandingApplied'> = {
  stream: 'candidate',
  judge: (judged) =>
    judgeCandidate(judged, (candidate) => {
      const decision = judged.state.standingDecisions.get(judged.payload.decision);
      const isFresh =
        decision !== undefined &&
        decision.candidate === candidate.id &&
        decision.revision === candidate.revision &&
        decision.to === candidate.to &&
        decision.version === 1 &&
        decision.decidedAt === judged.at;
      return [
        ...requireStanding(decision?.template ?? '', judged.actor),
        ...unless(
          isFresh,
          'UNKNOWN_DECISION',
          `no decision \`${judged.payload.decision}\` was made of this revision just now`,
        ),
      ];
    }),
  evolve: (state, event) =>
    evolveCandidate(state, event, (candidate) => {
      const verification = verificationOf(candidate);
      if (verification === null) return candidate;
      const { decision } = event.payload;
      return { ...coreOf(candidate), state: 'approved', verification, decision };
    }),
};
