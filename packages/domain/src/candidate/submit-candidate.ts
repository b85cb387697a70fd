import type { CommandOf } from '../command.ts';
import { isSame } from '../equality.ts';
import type { Submission } from '../event.ts';
import { type EventRule, type Judged, type Step, streamOf } from '../event-rule.ts';
import { addSeconds, isExpired, isInstant } from '../instant.ts';
import { documentUnknown, environmentOf } from '../law.ts';
import { accountableFor, requireAccountable, requireActive, requireDrafter } from '../people.ts';
import { accepted, refusal, refused, unless } from '../refusal.ts';
import { evaluateAtBest } from '../rule/could-be-satisfied.ts';
import { type CandidateState, verificationOf } from '../state.ts';
import type { Instant, Refusal } from '../values.ts';
import { riskUnder, tierUnder } from './assessed-risk.ts';
import { evolveCandidate, judgeTransition, unknownCandidate } from './candidate-event.ts';
import { requireAuthor } from './invite-author.ts';
import { movedBindings } from './moved-bindings.ts';
import { computeSubmission, type SubmissionWorld, type Verified } from './submission.ts';

/**
 * Puts a verified candidate before its approvers and freezes what they will sign. It asks and decides nothing, so an
 * agent or a pipeline can do it too: the human behind the token becomes the requester, who cannot approve (INV-4, INV-12).
 */
export function submitCandidate(command: CommandOf<'submitCandidate'>): readonly Step[] {
  return [
    (now) => {
      const candidate = now.state.candidates.get(command.candidate);
      if (candidate === undefined) return refused(unknownCandidate(command.candidate));
      if (!isVerified(candidate)) return refused(judgeReadiness(candidate, now));
      const requesters = accountableFor(now);
      const submission = computeSubmission(candidate, { terms: command, requesters }, now);
      if (!submission.ok) {
        return refused([...judgeReadiness(candidate, now), ...submission.refusals]);
      }
      const stream = streamOf('candidate', candidate.id);
      return accepted([{ type: 'CandidateSubmitted', stream, payload: submission.value }]);
    },
  ];
}

/**
 * TOKEN_NOT_LIVE, NOT_IN_ROSTER, NOT_AN_AUTHOR, WRONG_STATE, VERIFICATION_FAILED, EXCEPTION_REQUIRED, ABOVE_APPETITE,
 * NO_INTENDED_DENIAL,
 * LINEAGE_WITHOUT_HUMAN, NO_ACCOUNTABLE_HUMAN, BASE_MOVED, BINDING_MOVED, NO_RULE, RULE_UNSATISFIABLE,
 * DATE_NOT_USABLE, VALIDITY_TOO_LONG.
 */
export const candidateSubmitted: EventRule<'CandidateSubmitted'> = {
  stream: 'candidate',
  judge: (judged) => {
    const candidate = judged.state.candidates.get(judged.id);
    if (candidate === undefined) return unknownCandidate(judged.id);
    return [
      ...requireDrafter(judged),
      ...requireAuthor(candidate, accountableFor(judged)),
      ...judgeReadiness(candidate, judged),
      ...(isVerified(candidate) ? judgeFrozen(judged, candidate) : []),
      ...judgeDates(judged),
    ];
  },
  evolve: (state, event) =>
    evolveCandidate(state, event, (candidate) => {
      const verification = verificationOf(candidate);
      if (verification === null) return candidate;
      const submission = event.payload;
      const review = {
        submission,
        submittedBy: event.actor.id,
        submittedAt: event.at,
        approvals: [],
        rejects: [],
        changesRequested: null,
      };
      return { ...candidate, state: 'in-review', verification, review };
    }),
};

function isVerified(candidate: CandidateState): candidate is Verified & CandidateState {
  return verificationOf(candidate) !== null;
}

function judgeReadiness(candidate: CandidateState, world: SubmissionWorld): readonly Refusal[] {
  return [
    ...judgeTransition('CandidateSubmitted', candidate),
    ...judgeOutcome(candidate, world),
    ...judgePeople(candidate, world),
    ...movedBindings(candidate, world).map((m) => m.refusal),
  ];
}

/** INV-5, R11: a failed check blocks; what is undetermined, or above the appetite, needs an Exception. */
function judgeOutcome(candidate: CandidateState, world: SubmissionWorld): readonly Refusal[] {
  if (!isVerified(candidate)) return [];
  const { ruleSet } = world;
  const { tier } = tierUnder(ruleSet, candidate, world);
  return riskUnder(ruleSet, candidate, { ...world, tier, among: null }).refusals;
}

/** NO_INTENDED_DENIAL, LINEAGE_WITHOUT_HUMAN, NO_ACCOUNTABLE_HUMAN, NOT_IN_ROSTER: who answers for what is asked. */
export function judgePeople(candidate: CandidateState, world: SubmissionWorld): readonly Refusal[] {
  const { state, facts } = world;
  const policy = state.policies.get(candidate.policy);
  const nhi = state.nhis.get(candidate.nhi);
  const requirement = facts.requirement(candidate.requirementDigest);
  if (requirement === undefined)
    return [documentUnknown(candidate.requirementDigest, 'requirement')];
  const owners = nhi === undefined ? [] : [nhi.owner, nhi.backupOwner];
  return [
    ...unless(
      requirement.denials.length >= 1,
      'NO_INTENDED_DENIAL',
      'the requirement names no intended denial',
    ),
    ...unless(
      candidate.authors.length >= 1,
      'LINEAGE_WITHOUT_HUMAN',
      'no human answers for the content',
    ),
    // Approvers confirm the ownership that the requirement states, and gates hold them to it.
    ...unless(
      isSame(owners, [requirement.owner, requirement.backupOwner]),
      'NO_ACCOUNTABLE_HUMAN',
      'the identity has other owners than the requirement says; state the requirement anew',
    ),
    ...candidate.authors.flatMap((a) => requireActive(a.human, world)),
    // INV-11: policy and identity resolve to named, active humans.
    ...requireAccountable(policy === undefined ? ['none'] : [policy.owner], 'policy owner', world),
    ...requireAccountable(owners.length === 0 ? ['none'] : owners, 'identity owner', world),
  ];
}

/** Everything frozen is what follows from the state; the submitter chooses dates and lapse behaviour alone. */
function judgeFrozen(
  judged: Judged<'CandidateSubmitted'>,
  candidate: Verified,
): readonly Refusal[] {
  const { payload } = judged;
  const requesters = accountableFor(judged);
  const computed = computeSubmission(candidate, { terms: payload, requesters }, judged);
  if (!computed.ok) return computed.refusals;
  return [...judgeEqual(payload, computed.value), ...judgeSatisfiable(computed.value)];
}

function judgeEqual(claimed: Submission, computed: Submission): readonly Refusal[] {
  const fields = Object.keys(computed) as (keyof Submission)[];
  return fields
    .filter((field) => !isSame(claimed[field], computed[field]))
    .map((field) =>
      refusal('BINDING_MOVED', `\`${field}\` of the submission is not what the state gives`, {
        field,
      }),
    );
}

/** RULE_UNSATISFIABLE where all who could approve did and it would still not be enough. */
function judgeSatisfiable(submission: Submission): readonly Refusal[] {
  const { name, resolved } = submission.rule;
  const atBest = evaluateAtBest(resolved);
  if (atBest.status === 'satisfied') return [];
  const message = `rule \`${name}\` cannot be satisfied by anyone: missing ${atBest.missing}`;
  return [refusal('RULE_UNSATISFIABLE', message, { tree: atBest })];
}

function judgeDates(judged: Judged<'CandidateSubmitted'>): readonly Refusal[] {
  const { validUntil, recertifyBy, rollbackUntil } = judged.payload;
  const { at } = judged;
  return [
    ...usable('validUntil', validUntil, at),
    ...usable('recertifyBy', recertifyBy, at),
    ...(rollbackUntil === null ? [] : usable('rollbackUntil', rollbackUntil, at)),
    ...notBeyond('recertifyBy', recertifyBy, validUntil),
    ...(rollbackUntil === null ? [] : notBeyond('rollbackUntil', rollbackUntil, validUntil)),
    ...judgeValidity(judged),
  ];
}

function usable(field: string, value: Instant, at: Instant): readonly Refusal[] {
  const isUsable = isInstant(value) && !isExpired(value, at);
  return unless(isUsable, 'DATE_NOT_USABLE', `\`${field}\` \`${value}\` is no instant to come`, {
    field,
  });
}

function notBeyond(field: string, value: Instant, limit: Instant): readonly Refusal[] {
  const message = `\`${field}\` \`${value}\` is later than \`${limit}\``;
  return unless(value <= limit, 'DATE_NOT_USABLE', message, { field, limit });
}

function judgeValidity(judged: Judged<'CandidateSubmitted'>): readonly Refusal[] {
  const { validUntil } = judged.payload;
  const candidate = judged.state.candidates.get(judged.id);
  if (candidate === undefined) return [];
  const environment = environmentOf(judged.ruleSet, candidate.environment);
  const expires = judged.facts.requirement(candidate.requirementDigest)?.expires;
  const limits = [
    ...(environment === undefined ? [] : [addSeconds(judged.at, environment.maxValiditySeconds)]),
    ...(expires === undefined ? [] : [expires]),
  ];
  return limits
    .filter((limit) => validUntil > limit)
    .map((limit) =>
      refusal('VALIDITY_TOO_LONG', `valid until \`${validUntil}\` is beyond \`${limit}\``, {
        limit,
      }),
    );
}
