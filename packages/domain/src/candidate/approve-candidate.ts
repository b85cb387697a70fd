import type { CommandOf } from '../command.ts';
import { type EventRule, type Judged, type Step, streamOf } from '../event-rule.ts';
import type { VerifiedApproval } from '../facts.ts';
import { addSeconds, CLOCK_SKEW_SECONDS, isExpired, isInstant } from '../instant.ts';
import { documentUnknown, environmentOf } from '../law.ts';
import { requireEligible } from '../people.ts';
import { accepted, refusal, refused, unless } from '../refusal.ts';
import { isAtLeast, lowerAssurance, minimumAssuranceFor } from '../rule/assurance.ts';
import { activeHuman, credentialInForce } from '../rule/eligibility.ts';
import type { Refusal } from '../values.ts';
import { approvalBindings, movedFields } from './approval-bindings.ts';
import { standingRisk } from './assessed-risk.ts';
import { evolveReview, type InReview, judgeReview } from './candidate-event.ts';
import { movedBindings } from './moved-bindings.ts';
import { settleCandidate } from './settle-candidate.ts';

/** Records a human's signed approval; the candidate is approved in the same append when the rule is satisfied. */
export function approveCandidate(command: CommandOf<'approveCandidate'>): readonly Step[] {
  return [given(command), settleCandidate(command.candidate)];
}

function given({ candidate, approval }: CommandOf<'approveCandidate'>): Step {
  return (now) => {
    const signed = now.facts.approval(approval);
    // INV-12: whoever is no human hears that first, whatever else is wrong.
    if (now.actor.kind !== 'human') {
      return refused(
        requireEligible(now.actor.id, { environment: '', tier: 'T4', at: now.at }, now),
      );
    }
    if (signed === undefined) return refused([documentUnknown(approval, 'signed approval')]);
    const { human, role } = signed.statement.approver;
    const { credential } = signed;
    const assurance = effectiveAssurance(signed, now);
    const payload = { approval, human, credential, assurance, role };
    return accepted([
      { type: 'ReviewApproved', stream: streamOf('candidate', candidate), payload },
    ]);
  };
}

/** The lower of what the Roster recorded for the credential and what the signature shows; `ssh` when unknown. */
function effectiveAssurance(
  signed: VerifiedApproval,
  { roster, at }: Pick<Judged<'ReviewApproved'>, 'roster' | 'at'>,
): VerifiedApproval['assurance'] {
  const owner = { human: signed.statement.approver.human, credential: signed.credential };
  const credential = credentialInForce(roster, owner, at);
  return credential === undefined ? 'ssh' : lowerAssurance(credential.assurance, signed.assurance);
}

/**
 * NOT_A_HUMAN, NOT_IN_ROSTER, NOT_ELIGIBLE, UNKNOWN_CANDIDATE, WRONG_STATE, SELF_APPROVAL, DISQUALIFIED,
 * ALREADY_DECIDED, CREDENTIAL_NOT_IN_FORCE, ASSURANCE_TOO_LOW, BINDING_MOVED, BASE_MOVED, APPROVAL_REUSED,
 * APPROVAL_EXPIRED, DOCUMENT_UNKNOWN, ABOVE_APPETITE, EXCEPTION_REQUIRED.
 */
export const reviewApproved: EventRule<'ReviewApproved'> = {
  stream: 'candidate',
  judge: (judged) =>
    judgeReview(judged, (candidate) => {
      const signed = judged.facts.approval(judged.payload.approval);
      if (signed === undefined) {
        return [documentUnknown(judged.payload.approval, 'signed approval')];
      }
      return [
        ...judgeApprover(judged, candidate),
        ...judgeCredential(judged, signed),
        ...judgeAssurance(judged, candidate),
        ...judgeBindings(judged, candidate, signed),
        ...judgeFreshness(judged, candidate, signed),
        ...standingRisk(candidate, judged),
      ];
    }),
  evolve: (state, event) =>
    evolveReview(state, event, (candidate) => {
      const { review, spentApprovals } = candidate;
      const approvals = [...review.approvals, { ...event.payload, at: event.at }];
      return {
        ...candidate,
        spentApprovals: [...spentApprovals, event.payload.approval],
        review: { ...review, approvals },
      };
    }),
};

type Approved = Judged<'ReviewApproved'>;

/** INV-4: an eligible human in person, not disqualified, once. */
function judgeApprover(judged: Approved, candidate: InReview): readonly Refusal[] {
  const { human } = judged.payload;
  const { tier } = candidate.review.submission;
  const scope = { environment: candidate.environment, tier, at: judged.at };
  return [
    ...requireEligible(human, scope, judged),
    ...requireNotDisqualified(human, candidate),
    ...unless(
      !candidate.review.approvals.some((a) => a.human === human),
      'ALREADY_DECIDED',
      `\`${human}\` has approved already`,
      { human },
    ),
    ...unless(
      !candidate.review.rejects.some((r) => r.human === human),
      'ALREADY_DECIDED',
      `\`${human}\` has rejected; withdraw the reject first`,
      { human },
    ),
  ];
}

/** SELF_APPROVAL for those who wrote it, DISQUALIFIED for the others whom INV-4 bars. */
export function requireNotDisqualified(human: string, candidate: InReview): readonly Refusal[] {
  return candidate.review.submission.inputs.disqualified
    .filter((d) => d.human === human)
    .map(({ why }) =>
      why === 'author' || why === 'editor' || why === 'behind-token'
        ? refusal('SELF_APPROVAL', `\`${human}\` wrote this candidate and cannot decide on it`, {
            human,
            why,
          })
        : refusal('DISQUALIFIED', `\`${human}\` cannot decide on this candidate: ${why}`, {
            human,
            why,
          }),
    );
}

function judgeCredential(judged: Approved, signed: VerifiedApproval): readonly Refusal[] {
  const { payload, roster, at } = judged;
  const owner = { human: payload.human, credential: payload.credential };
  const credential = credentialInForce(roster, owner, at);
  const listed = activeHuman(roster, payload.human, at);
  const role = payload.role;
  return [
    ...unless(
      credential !== undefined &&
        credential.publicKey === signed.publicKey &&
        signed.credential === payload.credential,
      'CREDENTIAL_NOT_IN_FORCE',
      `credential \`${payload.credential}\` of \`${payload.human}\` is not in force, or another key signed`,
    ),
    ...unless(
      role === 'reviewer' || (listed?.roles.includes(role) ?? false),
      'NOT_ELIGIBLE',
      `\`${payload.human}\` does not hold role \`${role}\``,
      { role },
    ),
    ...unless(
      payload.assurance === effectiveAssurance(signed, judged),
      'ASSURANCE_TOO_LOW',
      `assurance \`${payload.assurance}\` was recorded where \`${effectiveAssurance(signed, judged)}\` is effective`,
    ),
  ];
}

/** FORMATS section 3: from T2 up in production a plain `ssh` key is never enough. */
function judgeAssurance(judged: Approved, candidate: InReview): readonly Refusal[] {
  const environment = environmentOf(judged.ruleSet, candidate.environment);
  if (environment === undefined) {
    return [
      refusal(
        'UNKNOWN_ENVIRONMENT',
        `the rule set has no environment \`${candidate.environment}\``,
      ),
    ];
  }
  const { tier } = candidate.review.submission;
  const minimum = minimumAssuranceFor(environment, tier);
  const { assurance } = judged.payload;
  return unless(
    isAtLeast(assurance, minimum),
    'ASSURANCE_TOO_LOW',
    `assurance \`${assurance}\` is below \`${minimum}\`, which ${tier} in \`${environment.name}\` needs`,
    { assurance, minimum },
  );
}

function judgeBindings(
  judged: Approved,
  candidate: InReview,
  { statement }: VerifiedApproval,
): readonly Refusal[] {
  const { approver } = statement;
  const { human, credential, assurance, role } = judged.payload;
  const bound = (holds: boolean, field: string): readonly Refusal[] =>
    unless(holds, 'BINDING_MOVED', `the approval binds another \`${field}\``, { field });
  return [
    ...movedFields(statement, approvalBindings(candidate, judged)),
    ...bound(approver.human === human, 'approver.human'),
    ...bound(approver.credential === credential, 'approver.credential'),
    ...bound(approver.assurance === assurance, 'approver.assurance'),
    ...bound(approver.role === role, 'approver.role'),
    // Deputies do not exist yet: nobody decides on behalf of another.
    ...bound(approver.onBehalfOf === null, 'approver.onBehalfOf'),
    ...bound(
      statement.checkpoint.origin === `countersign/${judged.workspace.id}`,
      'checkpoint.origin',
    ),
    // Whether its root is this log's, and from before the approval, who has the log checks (`assurance`).
    ...bound(
      Number.isSafeInteger(statement.checkpoint.size) && statement.checkpoint.size >= 1,
      'checkpoint.size',
    ),
    ...movedBindings(candidate, judged).map((m) => m.refusal),
  ];
}

function judgeFreshness(
  judged: Approved,
  candidate: InReview,
  { statement }: VerifiedApproval,
): readonly Refusal[] {
  const { at, facts, payload } = judged;
  const { submittedAt, submission } = candidate.review;
  const earliest = addSeconds(submittedAt, -CLOCK_SKEW_SECONDS);
  const latest = addSeconds(at, CLOCK_SKEW_SECONDS);
  const isTimely =
    isInstant(statement.issuedAt) && statement.issuedAt >= earliest && statement.issuedAt <= latest;
  const isUsed = candidate.spentApprovals.some(
    (spent) =>
      spent === payload.approval || facts.approval(spent)?.statement.nonce === statement.nonce,
  );
  return [
    ...unless(
      !isExpired(submission.notAfter, at),
      'APPROVAL_EXPIRED',
      `the review ended at \`${submission.notAfter}\``,
    ),
    ...unless(
      isTimely,
      'APPROVAL_EXPIRED',
      `the approval was issued at \`${statement.issuedAt}\`, outside this review`,
    ),
    ...unless(
      statement.nonce !== '' && !isUsed,
      'APPROVAL_REUSED',
      'this approval, or its nonce, was used before',
    ),
  ];
}
