import type { InReview } from '../candidate/candidate-event.ts';
import type { SubmissionWorld } from '../candidate/submission.ts';
import type { EventPayloads, ReleaseTerms } from '../event.ts';
import type { Facts, ReleaseStatement } from '../facts.ts';
import { lawInForce } from '../law.ts';
import { requireSelf } from '../people.ts';
import { accepted, refusal, refused } from '../refusal.ts';
import type { PolicyState, WorkspaceState } from '../state.ts';
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
  const terms = releaseTerms(candidate, policy, asked.triggeredBy);
  return accepted(statementFor(terms, { ...law.value, at: asked.at }));
}

/** The terms that follow from an approved candidate, without the statement that will carry them. */
export function releaseTerms(
  candidate: InReview,
  policy: PolicyState,
  triggeredBy: Id,
): Omit<EventPayloads['ReleaseIssued'], 'statement'> {
  const { submission, approvals } = candidate.review;
  return {
    candidate: candidate.id,
    policy: policy.id,
    environment: candidate.environment,
    number: nextReleaseNumber(policy),
    basis: 'approvals',
    from: candidate.from,
    to: candidate.to,
    approvals: approvals.map((a): Digest => a.approval),
    verification: candidate.verification.verification,
    triggeredBy,
    validUntil: submission.validUntil,
    onLapse: submission.onLapse,
  };
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

/** NOT_A_HUMAN unless what follows from a release is recorded for the human who triggered it. */
export function requireReleaser(
  terms: Pick<ReleaseTerms, 'triggeredBy'> | undefined,
  actor: Actor,
): readonly Refusal[] {
  return terms === undefined ? [] : requireSelf(terms.triggeredBy, actor);
}
