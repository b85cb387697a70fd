import { standingRisk } from '../candidate/assessed-risk.ts';
import {
  coreOf,
  evolveCandidate,
  type InReview,
  judgeCandidate,
  unknownCandidate,
} from '../candidate/candidate-event.ts';
import { movedContent, movedOwners } from '../candidate/moved-bindings.ts';
import { isReleaseKey } from '../candidate/record-verification.ts';
import { isSatisfied, missingIn, standingOf } from '../candidate/standing.ts';
import type { CommandOf } from '../command.ts';
import { isSame } from '../equality.ts';
import type { NewEvent } from '../event.ts';
import { type EventRule, type Judged, type Step, streamOf, versioned } from '../event-rule.ts';
import { addSeconds, CLOCK_SKEW_SECONDS, isExpired } from '../instant.ts';
import { documentUnknown } from '../law.ts';
import { requireAccountable, requireHuman, requireSelf } from '../people.ts';
import { accepted, refusal, refused, unless } from '../refusal.ts';
import { isTierAtLeast } from '../rule/assurance.ts';
import { noDecision } from '../standing-decision/end-standing-decision.ts';
import { requireDecision } from '../standing-decision/void-standing-decision.ts';
import { type PolicyState, standingRecordOf } from '../state.ts';
import type { Refusal } from '../values.ts';
import {
  type ApprovedCandidate,
  nextReleaseNumber,
  releaseTerms,
  requireReleaser,
  statementFor,
} from './planned-release.ts';

/** Puts an approved candidate in force: the release, the candidate's end, the policy's new base, the former release's end. */
export function releaseCandidate(command: CommandOf<'releaseCandidate'>): readonly Step[] {
  return [
    ({ state, actor, newId }) => {
      const candidate = state.candidates.get(command.candidate);
      if (candidate === undefined) return refused(unknownCandidate(command.candidate));
      const policy = state.policies.get(candidate.policy);
      if (candidate.state !== 'approved' || policy === undefined) {
        const message = `the candidate is ${candidate.state}, not approved`;
        return refused([refusal('NOT_APPROVED', message, { state: candidate.state })]);
      }
      const release = newId();
      const { statement } = command;
      const due = releaseTerms(candidate, policy, { triggeredBy: actor.id, state });
      if (due === undefined) return refused(noDecision(candidate.id));
      const terms = { ...due, statement };
      return accepted([
        { type: 'ReleaseIssued', stream: streamOf('release', release), payload: terms },
        ...consequences({ release, policy, terms }),
      ]);
    },
  ];
}

function consequences(issued: {
  readonly release: string;
  readonly policy: PolicyState;
  readonly terms: Judged<'ReleaseIssued'>['payload'];
}): readonly NewEvent[] {
  const { release, policy, terms } = issued;
  const former = policy.released.at(-1);
  const superseded: readonly NewEvent[] =
    former === undefined
      ? []
      : [
          {
            type: 'ReleaseSuperseded',
            stream: streamOf('release', former.release),
            payload: { by: release },
          },
        ];
  return [
    {
      type: 'CandidateReleased',
      stream: streamOf('candidate', terms.candidate),
      payload: { release },
    },
    {
      type: 'PolicyReleased',
      stream: streamOf('policy', policy.id),
      payload: { release, number: terms.number, digest: terms.to },
    },
    ...superseded,
  ];
}

/**
 * INV-1, INV-2, INV-3: NOT_A_HUMAN, NOT_IN_ROSTER, NOT_APPROVED, BASE_MOVED, BINDING_MOVED, RULE_NOT_SATISFIED,
 * ABOVE_APPETITE, EXCEPTION_REQUIRED, RELEASE_NUMBER, RELEASER_IS_APPROVER, RELEASE_STATEMENT, APPROVAL_EXPIRED,
 * NO_ACCOUNTABLE_HUMAN; under a standing approval every reason of `judgeStandingHolds` too.
 */
export const releaseIssued: EventRule<'ReleaseIssued'> = {
  stream: 'release',
  judge: (judged) => {
    const { payload, state } = judged;
    const candidate = state.candidates.get(payload.candidate);
    if (candidate === undefined) return unknownCandidate(payload.candidate);
    const policy = state.policies.get(candidate.policy);
    if (candidate.state !== 'approved' || policy === undefined) {
      return [refusal('NOT_APPROVED', `the candidate is ${candidate.state}, not approved`)];
    }
    return [
      ...unless(!state.releases.has(judged.id), 'ALREADY_EXISTS', 'this release exists'),
      ...('review' in candidate
        ? judgeReviewed(judged, candidate)
        : judgeStanding(judged, candidate)),
      ...requireAccountable([policy.owner], 'policy owner', judged),
      ...judgeTerms(judged, candidate, policy),
      ...judgeStatement(judged),
    ];
  },
  evolve: (state, event) => {
    const { policy, number } = event.payload;
    const highest = Math.max(number, state.releaseNumbers.get(policy) ?? 0);
    const release = {
      ...versioned(event),
      state: 'in-force' as const,
      terms: event.payload,
      issuedAt: event.at,
      endedAt: null,
    };
    return {
      ...state,
      releases: state.releases.set(release.id, release),
      releaseNumbers: state.releaseNumbers.set(policy, highest),
    };
  },
};

type Issued = Judged<'ReleaseIssued'>;

/** Triggered by a human in person, and approved by others. */
function judgeReviewed(judged: Issued, candidate: InReview): readonly Refusal[] {
  return [
    ...requireHuman(judged),
    ...requireSelf(judged.payload.triggeredBy, judged.actor),
    ...judgeReleaser(judged, candidate),
    ...judgeApprovals(judged, candidate),
  ];
}

/**
 * The decision still holds, by humans' signatures under the law of now. It is triggered by a human who did not sign
 * the standing approval, or by the standing approval itself where its template says so.
 */
function judgeStanding(
  judged: Issued,
  candidate: Extract<ApprovedCandidate, { readonly decision: string }>,
): readonly Refusal[] {
  const { state, facts, payload, actor } = judged;
  const template = state.templates.get(
    state.standingDecisions.get(candidate.decision)?.template ?? '',
  );
  const standing = template === undefined ? null : standingRecordOf(template);
  const document = facts.template(template?.templateDigest ?? 'sha256:');
  const isItself =
    document?.release === 'automatic' && actor.kind === 'system' && actor.id === template?.id;
  const isSigner = standing?.approvals.some((a) => a.human === payload.triggeredBy) ?? true;
  const isHigh = isTierAtLeast(standing?.submission.tier ?? 'T4', 'T2');
  return [
    ...(isItself ? [] : requireHuman(judged)),
    ...requireReleaser({ ...payload, basis: isItself ? 'standing' : 'approvals' }, actor),
    ...unless(
      !(isSigner && isHigh),
      'RELEASER_IS_APPROVER',
      `\`${payload.triggeredBy}\` signed the standing approval and cannot release under it`,
    ),
    ...requireDecision(candidate, judged),
  ];
}

/** INV-4: whoever triggers the release is not an approver from T2 up. */
function judgeReleaser({ payload }: Issued, candidate: InReview): readonly Refusal[] {
  const { approvals, submission } = candidate.review;
  const isApprover = approvals.some((a) => a.human === payload.triggeredBy);
  return unless(
    !(isApprover && isTierAtLeast(submission.tier, 'T2')),
    'RELEASER_IS_APPROVER',
    `\`${payload.triggeredBy}\` approved this ${submission.tier} candidate and cannot release it`,
  );
}

/** INV-3: as signed and under the newest law, at the time of the release, with what it is bound to unmoved. */
function judgeApprovals(judged: Issued, candidate: InReview): readonly Refusal[] {
  const standing = standingOf(candidate, judged);
  const { notAfter, validUntil } = candidate.review.submission;
  const moved = [...movedContent(candidate, judged), ...movedOwners(candidate, judged)];
  return [
    ...unless(isSatisfied(standing), 'RULE_NOT_SATISFIED', `missing ${missingIn(standing)}`, {
      ...standing,
    }),
    ...moved.map((m) => m.refusal),
    ...standingRisk(candidate, judged),
    ...unless(
      !isExpired(notAfter, judged.at),
      'APPROVAL_EXPIRED',
      `the approvals were good until \`${notAfter}\``,
    ),
    ...unless(
      !isExpired(validUntil, judged.at),
      'APPROVAL_EXPIRED',
      `what was approved was valid until \`${validUntil}\``,
    ),
  ];
}

function judgeTerms(
  judged: Issued,
  candidate: ApprovedCandidate,
  policy: PolicyState,
): readonly Refusal[] {
  const { statement: _, ...claimed } = judged.payload;
  const { state } = judged;
  const due = releaseTerms(candidate, policy, { triggeredBy: claimed.triggeredBy, state });
  return [
    ...unless(
      claimed.number === nextReleaseNumber(policy),
      'RELEASE_NUMBER',
      `release number \`${claimed.number}\` where ${nextReleaseNumber(policy)} is next`,
      { next: nextReleaseNumber(policy) },
    ),
    // A release whose consequences were left out of the log must not lend its number to another.
    ...unless(
      claimed.number > (judged.state.releaseNumbers.get(policy.id) ?? 0),
      'RELEASE_NUMBER',
      `release number \`${claimed.number}\` was given before`,
    ),
    ...unless(
      due !== undefined && isSame({ ...claimed, number: due.number }, due),
      'BINDING_MOVED',
      'the release says something else than what was approved',
    ),
  ];
}

/** The signed statement says the same, under the law in force, by a release key of the Roster. */
function judgeStatement(judged: Issued): readonly Refusal[] {
  const { statement: digest, ...terms } = judged.payload;
  const signed = judged.facts.releaseStatement(digest);
  if (signed === undefined) return [documentUnknown(digest, 'signed release')];
  const { issuedAt } = signed.statement;
  const drift = CLOCK_SKEW_SECONDS;
  const isTimely =
    issuedAt >= addSeconds(judged.at, -drift) && issuedAt <= addSeconds(judged.at, drift);
  const due = { ...statementFor(terms, judged), issuedAt };
  return [
    ...unless(
      isSame(signed.statement, due),
      'RELEASE_STATEMENT',
      'the signed release says something else than this release',
    ),
    ...unless(isTimely, 'RELEASE_STATEMENT', `the release was signed at \`${issuedAt}\`, not now`),
    ...unless(
      isReleaseKey(judged.roster, signed.publicKey, judged.at),
      'RELEASE_STATEMENT',
      'the release was not signed by a release key of the roster',
    ),
  ];
}

/** NOT_APPROVED unless the release named is of this candidate; part of a release, never alone. */
export const candidateReleased: EventRule<'CandidateReleased'> = {
  stream: 'candidate',
  judge: (judged) =>
    judgeCandidate(judged, (candidate) => {
      const release = judged.state.releases.get(judged.payload.release);
      const isOf = release?.terms.candidate === candidate.id && release.state === 'in-force';
      return [
        ...requireReleaser(release?.terms, judged.actor),
        ...unless(isOf, 'NOT_APPROVED', 'there is no release of this candidate'),
      ];
    }),
  evolve: (state, event) =>
    evolveCandidate(state, event, (candidate) => {
      const { release } = event.payload;
      const core = { ...coreOf(candidate), state: 'released' as const, release };
      if ('review' in candidate) {
        const { verification, review } = candidate;
        return { ...core, verification, review };
      }
      if (!('decision' in candidate)) return candidate;
      const { verification, decision } = candidate;
      return { ...core, verification, decision };
    }),
};

/** RELEASE_NUMBER, NOT_APPROVED: the policy follows a release that was issued for it. */
export const policyReleased: EventRule<'PolicyReleased'> = {
  stream: 'policy',
  judge: ({ state, id, payload, actor }) => {
    const policy = state.policies.get(id);
    if (policy === undefined) return [refusal('UNKNOWN_POLICY', `there is no policy \`${id}\``)];
    const terms = state.releases.get(payload.release)?.terms;
    const isSaid =
      terms?.policy === id && terms.number === payload.number && terms.to === payload.digest;
    return [
      ...requireReleaser(terms, actor),
      ...unless(isSaid, 'NOT_APPROVED', 'there is no such release of this policy'),
      ...unless(
        payload.number === nextReleaseNumber(policy),
        'RELEASE_NUMBER',
        `release number \`${payload.number}\` where ${nextReleaseNumber(policy)} is next`,
      ),
    ];
  },
  evolve: (state, event) => {
    const { id, version } = versioned(event);
    const policy = state.policies.get(id);
    if (policy === undefined) return state;
    const released = [...policy.released, event.payload];
    const next = {
      ...policy,
      version,
      state: 'in-force' as const,
      base: event.payload.digest,
      released,
    };
    return { ...state, policies: state.policies.set(id, next) };
  },
};
