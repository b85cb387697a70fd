import type { InReview } from '../candidate/candidate-event.ts';
import type { SubmissionWorld } from '../candidate/submission.ts';
import type { EventPayloads, ReleaseTerms } from '../event.ts';
import type { Facts, ReleaseStatement } from '../facts.ts';
import { lawInForce } from '../law.ts';
import { requireSelf } from '../people.ts';
import { accepted, refusal, refused } from '../refusal.ts';
import { noDecision } from '../standing-decision/end-standing-decision.ts';
import type { CandidateState, PolicyState, WorkspaceState } from '../state.ts';
import type { Actor, Decided, Digest, Id, Instant, Refusal } from '../values.ts';

/** Number of the next release of a policy: the last plus one (FORMATS section 7). */
export function nextReleaseNumber(policy: PolicyState): number {
  return (policy.released.at(-1)?.number ?? 0) + 1;
}

/**
 * What the release key has to sign before the lock is taken; the same is demanded again under it. Refuses
 * UNKNOWN_CANDIDATE and NOT_APPROVED; whether the release is legitimate, `decide` says.
 */
export function plannedRelease(
  state: WorkspaceState,
  asked: { readonly candidate: Id; readonly triggeredBy: Id; readonly at: Instant },
  facts: Facts,
): Decided<ReleaseStatement> {
  const law = lawInForce(state, facts);
  if (!law.ok) return law;
  const candidate = state.candidates.get(asked.candidate);
  const policy = candidate === undefined ? undefined : state.policies.get(candidate.policy);
  if (candidate === undefined || policy === undefined) {
    const message = `there is no candidate \`${asked.candidate}\``;
    return refused([refusal('UNKNOWN_CANDIDATE', message)]);
  }
  if (candidate.state !== 'approved') {
    return refused([refusal('NOT_APPROVED', `the candidate is ${candidate.state}, not approved`)]);
  }
  const terms = releaseTerms(candidate, policy, { ...asked, state });
  if (terms === undefined) return refused(noDecision(candidate.id));
  return accepted(statementFor(terms, { ...law.value, at: asked.at }));
}

/** A candidate that humans approved, or a standing approval that humans signed. */
export type ApprovedCandidate = InReview | Extract<CandidateState, { readonly decision: Id }>;

/** The terms that follow from an approved candidate, without the statement that will carry them. */
export function releaseTerms(
  candidate: ApprovedCandidate,
  policy: PolicyState,
  { triggeredBy, state }: { readonly triggeredBy: Id; readonly state: WorkspaceState },
): Omit<EventPayloads['ReleaseIssued'], 'statement'> | undefined {
  const by = approvedBy(candidate, state);
  if (by === undefined) return undefined;
  return {
    candidate: candidate.id,
    policy: policy.id,
    environment: candidate.environment,
    number: nextReleaseNumber(policy),
    basis: by.basis,
    from: candidate.from,
    to: candidate.to,
    approvals: by.approvals,
    verification: candidate.verification.verification,
    triggeredBy,
    validUntil: by.validUntil,
    onLapse: by.onLapse,
  };
}

type ApprovedBy = Pick<ReleaseTerms, 'basis' | 'approvals' | 'validUntil' | 'onLapse'>;

/** INV-1: by humans' approvals of this candidate, or by their signatures on the standing approval that decided it. */
function approvedBy(
  candidate: ApprovedCandidate,
  { standingDecisions }: WorkspaceState,
): ApprovedBy | undefined {
  if ('review' in candidate) {
    const { submission, approvals } = candidate.review;
    const { validUntil, onLapse } = submission;
    const given = approvals.map((a): Digest => a.approval);
    return { basis: 'approvals', approvals: given, validUntil, onLapse };
  }
  const decision = standingDecisions.get(candidate.decision);
  if (decision === undefined) return undefined;
  const { approvals, validUntil, onLapse } = decision;
  return { basis: 'standing', approvals, validUntil, onLapse };
}

/** The statement those terms make under the law in force. */
export function statementFor(
  terms: Omit<EventPayloads['ReleaseIssued'], 'statement'>,
  { workspace, at }: Pick<SubmissionWorld, 'workspace' | 'at'>,
): ReleaseStatement {
  const { candidate: _, ...said } = terms;
  const { ruleSet, roster, id } = workspace;
  return { workspace: id, ...said, ruleSet, roster, issuedAt: at };
}

/**
 * NOT_A_HUMAN unless what follows from a release is recorded for whoever triggered it: a human in person, or the
 * standing approval that decided it.
 */
export function requireReleaser(
  terms: Pick<ReleaseTerms, 'triggeredBy' | 'basis'> | undefined,
  actor: Actor,
): readonly Refusal[] {
  if (terms === undefined) return [];
  const isStanding =
    terms.basis === 'standing' && actor.kind === 'system' && actor.id === terms.triggeredBy;
  return isStanding ? [] : requireSelf(terms.triggeredBy, actor);
}
