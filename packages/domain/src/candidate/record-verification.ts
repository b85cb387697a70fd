import type { CommandOf } from '../command.ts';
import { isSame } from '../equality.ts';
import type { EventPayloads } from '../event.ts';
import { type EventRule, type Judged, type Step, streamOf } from '../event-rule.ts';
import type { VerificationFacts } from '../facts.ts';
import { isInForce } from '../instant.ts';
import { documentUnknown } from '../law.ts';
import { requireSystem } from '../people.ts';
import { accepted, refused, unless } from '../refusal.ts';
import type { Roster } from '../roster.ts';
import type { CandidateState } from '../state.ts';
import { tierOf } from '../tier/tier-of.ts';
import type { Instant, Refusal } from '../values.ts';
import { coreOf, evolveCandidate, judgeCandidate, unknownCandidate } from './candidate-event.ts';

/** Records what analysis proved about the current revision: evidence, never a decision (INV-2). */
export function recordVerification(command: CommandOf<'recordVerification'>): readonly Step[] {
  return [
    (now) => {
      const { state, facts } = now;
      const candidate = state.candidates.get(command.candidate);
      if (candidate === undefined) return refused(unknownCandidate(command.candidate));
      const proved = facts.verification(command.verification);
      if (proved === undefined) {
        return refused([documentUnknown(command.verification, 'verification')]);
      }
      const { verification } = command;
      const { revision } = candidate;
      const payload = { revision, verification, ...derived(proved, candidate, now) };
      const stream = streamOf('candidate', candidate.id);
      return accepted([{ type: 'CandidateVerified', stream, payload }]);
    },
  ];
}

/** What follows from a Verification under the RuleSet in force; nobody can say otherwise. */
function derived(
  proved: VerificationFacts,
  candidate: CandidateState,
  { state, ruleSet, facts }: Pick<Judged<'CandidateVerified'>, 'state' | 'ruleSet' | 'facts'>,
): Omit<EventPayloads['CandidateVerified'], 'revision' | 'verification'> {
  const { presented, verdict } = proved;
  const dataClass = facts.requirement(candidate.requirementDigest)?.dataClass ?? null;
  const { tier, reasons } = tierOf(candidate, proved, { state, ruleSet, dataClass });
  return { presented, verdict, tier, reasons, outcome: outcomeOf(proved) };
}

/** A failed check fails it; else what is undetermined, checks or diff, leaves it undetermined (INV-5). */
export function outcomeOf(proved: VerificationFacts): 'passed' | 'failed' | 'undetermined' {
  if (proved.failed.length > 0) return 'failed';
  const isOpen = proved.undetermined.length > 0 || proved.verdict === 'undetermined';
  // No checks at all proves nothing.
  return isOpen || proved.passed.length === 0 ? 'undetermined' : 'passed';
}

/** NOT_THE_SYSTEM, UNKNOWN_CANDIDATE, WRONG_STATE, DOCUMENT_UNKNOWN, VERIFICATION_MISMATCH. */
export const candidateVerified: EventRule<'CandidateVerified'> = {
  stream: 'candidate',
  judge: (judged) => [
    ...requireSystem(judged.actor),
    ...judgeCandidate(judged, (candidate) => judgeVerification(judged, candidate)),
  ],
  evolve: (state, event) =>
    evolveCandidate(state, event, (candidate) => ({
      ...coreOf(candidate),
      state: event.payload.outcome === 'failed' ? 'failed' : 'verified',
      verification: { ...event.payload, at: event.at },
    })),
};

function judgeVerification(
  judged: Judged<'CandidateVerified'>,
  candidate: CandidateState,
): readonly Refusal[] {
  const { payload, facts, roster, at } = judged;
  const proved = facts.verification(payload.verification);
  if (proved === undefined) return [documentUnknown(payload.verification, 'verification')];
  const { revision, verification: _, ...claimed } = payload;
  const mismatch = (holds: boolean, field: string): readonly Refusal[] =>
    unless(holds, 'VERIFICATION_MISMATCH', `the verification is about another ${field}`, { field });
  return [
    ...mismatch(revision === candidate.revision, 'revision'),
    ...mismatch(proved.from === candidate.from, 'base'),
    ...mismatch(proved.to === candidate.to, 'content'),
    ...mismatch(proved.requirement === candidate.requirementDigest, 'requirement'),
    ...mismatch(isSame(claimed, derived(proved, candidate, judged)), 'result'),
    ...mismatch(isReleaseKey(roster, proved.publicKey, at), 'signer'),
  ];
}

/** Whether the Roster lists the key for releases and verifications at that time. */
export function isReleaseKey(roster: Roster, publicKey: string, at: Instant): boolean {
  return roster.serviceKeys.some(
    (k) => k.use === 'release' && k.publicKey === publicKey && isInForce(k, at),
  );
}
