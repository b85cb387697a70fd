import type { CommandOf } from '../command.ts';
import { isSame } from '../equality.ts';
import type { EventPayloads, Verdict } from '../event.ts';
import { type EventRule, type Judged, type Step, streamOf } from '../event-rule.ts';
import type { VerificationFacts } from '../facts.ts';
import { isInForce } from '../instant.ts';
import { documentUnknown } from '../law.ts';
import { requireSystem } from '../people.ts';
import { accepted, refused, unless } from '../refusal.ts';
import type { Roster } from '../roster.ts';
import type { CandidateState, WorkspaceState } from '../state.ts';
import type { Instant, Refusal, Tier } from '../values.ts';
import { coreOf, evolveCandidate, judgeCandidate, unknownCandidate } from './candidate-event.ts';

/** Records what analysis proved about the current revision: evidence, never a decision (INV-2). */
export function recordVerification(command: CommandOf<'recordVerification'>): readonly Step[] {
  return [
    ({ state, facts }) => {
      const candidate = state.candidates.get(command.candidate);
      if (candidate === undefined) return refused(unknownCandidate(command.candidate));
      const proved = facts.verification(command.verification);
      if (proved === undefined) {
        return refused([documentUnknown(command.verification, 'verification')]);
      }
      const { verification } = command;
      const base = baseOf(candidate, state);
      const payload = { revision: candidate.revision, verification, ...derived(proved, base) };
      const stream = streamOf('candidate', candidate.id);
      return accepted([{ type: 'CandidateVerified', stream, payload }]);
    },
  ];
}

/** What follows from a Verification; nobody can say otherwise. */
function derived(
  proved: VerificationFacts,
  base: Base,
): Omit<EventPayloads['CandidateVerified'], 'revision' | 'verification'> {
  const { presented, verdict } = proved;
  return { presented, verdict, ...assessTier(verdict, base), outcome: outcomeOf(proved) };
}

/** Whether the content compared with was released, so that humans approved it, or only adopted as it was found. */
export type Base = 'released' | 'adopted';

function baseOf({ policy, from }: CandidateState, { policies }: WorkspaceState): Base {
  const found = policies.get(policy);
  return found?.state === 'in-force' && found.base === from ? 'released' : 'adopted';
}

/**
 * Until tiers are assessed every candidate is T3 unless proved narrower than what humans approved. Anyone may adopt
 * anything as a base (INV-1), so being narrower than that lowers nothing.
 */
export function assessTier(
  verdict: Verdict,
  base: Base,
): { readonly tier: Tier; readonly reasons: readonly string[] } {
  if (verdict !== 'narrower' && verdict !== 'equivalent') {
    return { tier: 'T3', reasons: ['TIERS_NOT_ASSESSED'] };
  }
  return base === 'released'
    ? { tier: 'T0', reasons: ['PROVED_NARROWER'] }
    : { tier: 'T3', reasons: ['BASE_NOT_RELEASED'] };
}

/** A failed check fails it; else what is undetermined, checks or diff, leaves it undetermined (INV-5). */
function outcomeOf(proved: VerificationFacts): 'passed' | 'failed' | 'undetermined' {
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
  { payload, facts, roster, at, state }: Judged<'CandidateVerified'>,
  candidate: CandidateState,
): readonly Refusal[] {
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
    ...mismatch(isSame(claimed, derived(proved, baseOf(candidate, state))), 'result'),
    ...mismatch(isReleaseKey(roster, proved.publicKey, at), 'signer'),
  ];
}

/** Whether the Roster lists the key for releases and verifications at that time. */
export function isReleaseKey(roster: Roster, publicKey: string, at: Instant): boolean {
  return roster.serviceKeys.some(
    (k) => k.use === 'release' && k.publicKey === publicKey && isInForce(k, at),
  );
}
