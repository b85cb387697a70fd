import type { CommandOf } from '../command.ts';
import { isSame } from '../equality.ts';
import { type EventRule, type Step, streamOf } from '../event-rule.ts';
import { requireDrafter } from '../people.ts';
import { accepted, refusal, refused, unless } from '../refusal.ts';
import { coreOf, evolveCandidate, judgeCandidate, unknownCandidate } from './candidate-event.ts';
import { currentBindings, movedBindings } from './moved-bindings.ts';

/** Sends a candidate whose bindings moved back to `verifying`, bound to what holds now; approvals are void (INV-3). */
export function returnCandidate({ candidate: id }: CommandOf<'returnCandidate'>): readonly Step[] {
  return [
    (now) => {
      const candidate = now.state.candidates.get(id);
      if (candidate === undefined) return refused(unknownCandidate(id));
      const moved = movedBindings(candidate, now)[0];
      if (moved === undefined) return refused([nothingMoved()]);
      const payload = { why: moved.why, ...currentBindings(candidate, now) };
      return accepted([{ type: 'CandidateReturned', stream: streamOf('candidate', id), payload }]);
    },
  ];
}

function nothingMoved(): ReturnType<typeof refusal> {
  return refusal('NOTHING_CHANGED', 'everything the candidate is bound to still holds');
}

/** UNKNOWN_CANDIDATE, WRONG_STATE, NOTHING_CHANGED, BINDING_MOVED. */
export const candidateReturned: EventRule<'CandidateReturned'> = {
  stream: 'candidate',
  judge: (judged) => [
    // Returning restricts; whoever may draft, and the system, may notice that something moved.
    ...(judged.actor.kind === 'system' ? [] : requireDrafter(judged)),
    ...judgeCandidate(judged, (candidate) => {
      const { why, ...bindings } = judged.payload;
      const hasMoved = movedBindings(candidate, judged).some((m) => m.why === why);
      return [
        ...(hasMoved ? [] : [nothingMoved()]),
        ...unless(
          isSame(bindings, currentBindings(candidate, judged)),
          'BINDING_MOVED',
          'the new bindings are not those that hold',
        ),
      ];
    }),
  ],
  evolve: (state, event) =>
    evolveCandidate(state, event, (candidate) => {
      const { from, requirementDigest } = event.payload;
      return { ...coreOf(candidate), state: 'verifying', from, requirementDigest };
    }),
};
