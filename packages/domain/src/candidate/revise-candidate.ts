import type { CommandOf } from '../command.ts';
import { distinct } from '../equality.ts';
import { type EventRule, type Judged, type Step, streamOf } from '../event-rule.ts';
import { documentUnknown } from '../law.ts';
import { accountableFor, requireDrafter } from '../people.ts';
import { requireContent } from '../policy/policy-language.ts';
import { accepted, refused, unless } from '../refusal.ts';
import type { CandidateState } from '../state.ts';
import type { Refusal } from '../values.ts';
import { coreOf, evolveCandidate, judgeCandidate, unknownCandidate } from './candidate-event.ts';
import { judgeLineage } from './draft-candidate.ts';
import { isAuthor, requireAuthor } from './invite-author.ts';
import { sourced } from './source-candidate.ts';

/**
 * Replaces the content. Another digest voids every approval (INV-3) and goes back to `verifying`; the same digest,
 * an edit of formatting or order alone, is refused with NOTHING_CHANGED and so leaves approvals as they are.
 */
export function reviseCandidate(command: CommandOf<'reviseCandidate'>): readonly Step[] {
  return [
    (now) => {
      const candidate = now.state.candidates.get(command.candidate);
      if (candidate === undefined) return refused(unknownCandidate(command.candidate));
      const isCurrent = command.expected === null || command.expected === candidate.to;
      const conflict = unless(
        isCurrent,
        'CURRENT_DIGEST',
        `the candidate now reads \`${candidate.to}\``,
        { current: candidate.to },
      );
      if (conflict.length > 0) return refused(conflict);
      const revision = candidate.revision + 1;
      const payload = { revision, to: command.to, authors: accountableFor(now) };
      const stream = streamOf('candidate', candidate.id);
      return accepted([
        { type: 'CandidateRevised', stream, payload },
        ...sourced(stream, revision, command.provenance),
      ]);
    },
  ];
}

/** TOKEN_NOT_LIVE, NOT_IN_ROSTER, LINEAGE_WITHOUT_HUMAN, UNKNOWN_CANDIDATE, WRONG_STATE, NOT_AN_AUTHOR, LANGUAGE_MISMATCH, NOTHING_CHANGED. */
export const candidateRevised: EventRule<'CandidateRevised'> = {
  stream: 'candidate',
  judge: (judged) => [
    ...requireDrafter(judged),
    ...judgeCandidate(judged, (candidate) => [
      ...judgeLineage(judged),
      ...requireAuthor(candidate, judged.payload.authors),
      ...unless(
        judged.payload.revision === candidate.revision + 1,
        'EVENT_MALFORMED',
        `revision \`${judged.payload.revision}\` came where ${candidate.revision + 1} was due`,
      ),
      ...unless(
        judged.payload.to !== candidate.to,
        'NOTHING_CHANGED',
        'the canonical content is the same; approvals stand',
      ),
      ...unless(
        judged.payload.to !== candidate.from,
        'NOTHING_CHANGED',
        'this is the base already',
      ),
      ...judgeContent(judged, candidate),
    ]),
  ],
  evolve: (state, event) =>
    evolveCandidate(state, event, (candidate) => {
      const { revision, to, authors } = event.payload;
      const isHuman = event.actor.kind === 'human';
      const why = isHuman ? ('editor' as const) : ('behind-token' as const);
      const joined = authors
        .filter((h) => !isAuthor(candidate, h))
        .map((human) => ({ human, why }));
      return {
        ...coreOf(candidate),
        state: 'verifying',
        revision,
        to,
        authors: [...candidate.authors, ...joined],
        provenance: null,
        agents: isHuman ? candidate.agents : distinct([...candidate.agents, event.actor.id]),
      };
    }),
};

function judgeContent(
  { payload, state, facts }: Judged<'CandidateRevised'>,
  { policy }: CandidateState,
): readonly Refusal[] {
  const language = state.policies.get(policy)?.language;
  return language === undefined
    ? [documentUnknown(payload.to, 'policy')]
    : requireContent(payload.to, language, facts);
}
