import type { EventOf } from '../event.ts';
import { type Judged, versioned } from '../event-rule.ts';
import { refusal, unless } from '../refusal.ts';
import type { CandidateCore, CandidateState, ReviewRecord, WorkspaceState } from '../state.ts';
import { type CandidateEventType, candidateTransitions } from '../transitions.ts';
import type { Id, Refusal } from '../values.ts';

export type InReview = Extract<CandidateState, { readonly review: ReviewRecord }>;

/** Judges an event about an existing candidate: UNKNOWN_CANDIDATE and WRONG_STATE by the table, then `more`. */
export function judgeCandidate<T extends CandidateEventType>(
  judged: Judged<T>,
  more: (candidate: CandidateState) => readonly Refusal[],
): readonly Refusal[] {
  const candidate = judged.state.candidates.get(judged.id);
  if (candidate === undefined) return unknownCandidate(judged.id);
  return [...judgeTransition(judged.event.type, candidate), ...more(candidate)];
}

/** As `judgeCandidate`, for events that need a submission. */
export function judgeReview<T extends CandidateEventType>(
  judged: Judged<T>,
  more: (candidate: InReview) => readonly Refusal[],
): readonly Refusal[] {
  return judgeCandidate(judged, (candidate) => {
    if ('review' in candidate) return more(candidate);
    if (!('decision' in candidate)) return [];
    const message = 'the candidate was approved by a standing approval: nobody reviewed it';
    return [refusal('WRONG_STATE', message, { state: candidate.state })];
  });
}

/** WRONG_STATE unless the table lets the event happen in the candidate's state. */
export function judgeTransition(
  type: CandidateEventType,
  candidate: CandidateState,
): readonly Refusal[] {
  const from: readonly string[] = candidateTransitions[type].from;
  return unless(
    from.includes(candidate.state),
    'WRONG_STATE',
    `the candidate is ${candidate.state}; this needs ${from.join(' or ')}`,
    { state: candidate.state, needed: from },
  );
}

/** UNKNOWN_CANDIDATE. */
export function unknownCandidate(id: Id): readonly Refusal[] {
  return [refusal('UNKNOWN_CANDIDATE', `there is no candidate \`${id}\``)];
}

/** Replaces a candidate by what an event makes of it. */
export function evolveCandidate(
  state: WorkspaceState,
  event: EventOf<CandidateEventType>,
  change: (candidate: CandidateState) => CandidateState,
): WorkspaceState {
  const { id, version } = versioned(event);
  const candidate = state.candidates.get(id);
  if (candidate === undefined) return state;
  return { ...state, candidates: state.candidates.set(id, { ...change(candidate), version }) };
}

/** As `evolveCandidate`, for events about a submission under review; nothing changes where there is none. */
export function evolveReview(
  state: WorkspaceState,
  event: EventOf<CandidateEventType>,
  change: (candidate: InReview) => CandidateState,
): WorkspaceState {
  return evolveCandidate(state, event, (c) => ('review' in c ? change(c) : c));
}

/** What stays of a candidate when it leaves a phase: the fields that are true in every state. */
export function coreOf(candidate: CandidateState): CandidateCore {
  const { id, version, policy, environment, nhi, requirement, requirementDigest } = candidate;
  const { from, to, revision, authors, agents, draftedAt, comments, spentApprovals } = candidate;
  const { provenance } = candidate;
  const names = { id, version, policy, environment, nhi, requirement, requirementDigest };
  return {
    ...names,
    from,
    to,
    revision,
    authors,
    agents,
    draftedAt,
    comments,
    spentApprovals,
    provenance,
  };
}
