import type { NewEvent } from '../event.ts';
import type { EventRule, Judged } from '../event-rule.ts';
import { documentUnknown } from '../law.ts';
import { accountableFor, requireDrafter } from '../people.ts';
import { unless } from '../refusal.ts';
import type { CandidateState } from '../state.ts';
import type { Digest, Refusal } from '../values.ts';
import { evolveCandidate, judgeCandidate } from './candidate-event.ts';
import { requireAuthor } from './invite-author.ts';

/** What says where a revision comes from, right behind the event that wrote it; nothing where nobody says so. */
export function sourced(
  stream: string,
  revision: number,
  provenance: Digest | undefined,
): readonly NewEvent[] {
  if (provenance === undefined) return [];
  return [{ type: 'CandidateSourced', stream, payload: { revision, provenance } }];
}

/**
 * NOT_IN_ROSTER, TOKEN_NOT_LIVE, UNKNOWN_CANDIDATE, WRONG_STATE, NOT_AN_AUTHOR, DOCUMENT_UNKNOWN, EVENT_MALFORMED for
 * another revision or another kind of author, NOTHING_CHANGED where the revision has a provenance.
 */
export const candidateSourced: EventRule<'CandidateSourced'> = {
  stream: 'candidate',
  judge: (judged) => [
    ...requireDrafter(judged),
    ...judgeCandidate(judged, (candidate) => [
      ...requireAuthor(candidate, accountableFor(judged)),
      ...unless(
        judged.payload.revision === candidate.revision,
        'EVENT_MALFORMED',
        `the provenance is of revision \`${judged.payload.revision}\`, the candidate is at ${candidate.revision}`,
      ),
      ...unless(
        candidate.provenance === null,
        'NOTHING_CHANGED',
        'where this revision comes from is recorded already',
      ),
      ...judgeSource(judged),
    ]),
  ],
  evolve: (state, event) =>
    evolveCandidate(state, event, (candidate: CandidateState) => ({
      ...candidate,
      provenance: event.payload.provenance,
    })),
};

/** What a person, an agent or a pipeline wrote by itself is said by that very kind of author (R15). */
function judgeSource({ payload, facts, actor }: Judged<'CandidateSourced'>): readonly Refusal[] {
  const said = facts.provenance(payload.provenance);
  if (said === undefined) return [documentUnknown(payload.provenance, 'provenance')];
  const isOwn = said.source === 'human' || said.source === 'agent' || said.source === 'pipeline';
  return unless(
    !isOwn || said.source === actor.kind,
    'EVENT_MALFORMED',
    `the provenance says \`${said.source}\`, and \`${actor.kind}\` wrote it`,
  );
}
