import { isSame } from '../equality.ts';
import type { EventPayloads, Submission } from '../event.ts';
import { refusal } from '../refusal.ts';
import { type CandidateState, reviewOf } from '../state.ts';
import type { Digest, Id, Refusal } from '../values.ts';
import { type SubmissionWorld, submissionInputs } from './submission.ts';

export interface MovedBinding {
  readonly why: EventPayloads['CandidateReturned']['why'];
  readonly refusal: Refusal;
}

/** What a candidate is bound to and no longer holds (INV-3); such a candidate goes back to `verifying`. */
export function movedBindings(
  candidate: CandidateState,
  world: SubmissionWorld,
): readonly MovedBinding[] {
  return [
    ...movedContent(candidate, world),
    ...movedLaw(candidate, world),
    ...movedOwners(candidate, world),
  ];
}

/** The base and the requirement as they are now. */
export function currentBindings(
  candidate: CandidateState,
  { state }: Pick<SubmissionWorld, 'state'>,
): { readonly from: Digest | null; readonly requirementDigest: Digest } {
  return {
    from: state.policies.get(candidate.policy)?.base ?? null,
    requirementDigest:
      state.requirements.get(candidate.requirement)?.document ?? candidate.requirementDigest,
  };
}

/** Base and requirement. */
export function movedContent(
  candidate: CandidateState,
  world: Pick<SubmissionWorld, 'state'>,
): readonly MovedBinding[] {
  const { from, requirementDigest } = currentBindings(candidate, world);
  const moved: MovedBinding[] = [];
  if (from !== candidate.from) {
    const details = { field: 'from', current: from };
    const message = `the base of the policy is now \`${from}\``;
    moved.push({ why: 'base-moved', refusal: refusal('BASE_MOVED', message, details) });
  }
  if (requirementDigest !== candidate.requirementDigest) {
    moved.push(movedTo('requirement-moved', 'requirement', requirementDigest));
  }
  return moved;
}

function movedLaw(candidate: CandidateState, world: SubmissionWorld): readonly MovedBinding[] {
  const submission = reviewOf(candidate)?.submission;
  if (submission === undefined) return [];
  const { ruleSet, roster } = world.workspace;
  return [
    ...(submission.rule.ruleSetDigest === ruleSet.digest
      ? []
      : [movedTo('rule-set-moved', 'rule', ruleSet.digest)]),
    ...(submission.rosterNumber === roster.number
      ? []
      : [movedTo('roster-moved', 'rosterNumber', roster.number)]),
  ];
}

/** Owners of the identity and of the resources: who may and who may not approve hangs on them (INV-4). */
export function movedOwners(
  candidate: CandidateState,
  world: SubmissionWorld,
): readonly MovedBinding[] {
  const review = reviewOf(candidate);
  if (review === null) return [];
  const now = submissionInputs(candidate, requestersOf(review.submission), world);
  return isSame(now, review.submission.inputs) ? [] : [movedTo('owners-moved', 'inputs', now)];
}

/** As frozen: `submittedBy` may be a token, and the human behind it is looked up once, when it is used. */
function requestersOf({ inputs }: Submission): readonly Id[] {
  return inputs.disqualified.filter(({ why }) => why === 'requester').map(({ human }) => human);
}

function movedTo(why: MovedBinding['why'], field: string, current: unknown): MovedBinding {
  const message = `\`${field}\` has moved since the candidate was bound to it`;
  return { why, refusal: refusal('BINDING_MOVED', message, { field, current }) };
}
