import type { SubmissionWorld } from '../candidate/submission.ts';
import type { CommandOf } from '../command.ts';
import type { StandingDecision } from '../event.ts';
import type { TemplateFacts } from '../facts.ts';
import { addSeconds } from '../instant.ts';
import { environmentOf } from '../law.ts';
import type { CandidateState } from '../state.ts';
import { delegationInForce } from '../template/delegation.ts';
import { signaturesOf } from '../template/sign-standing-approval.ts';
import type { SubmittedTemplate } from '../template/template-event.ts';
import type { Instant } from '../values.ts';
import { isSampled } from './sampled.ts';

/** What a decision is about: nothing of it is chosen freely. */
export interface Deciding {
  readonly candidate: CandidateState;
  readonly template: SubmittedTemplate;
  readonly document: TemplateFacts;
}

/** The record that follows from a candidate, a template and what was instantiated. */
export function computeDecision(
  { candidate, template, document }: Deciding,
  asked: Pick<CommandOf<'applyStandingApproval'>, 'instance' | 'proof' | 'delegation'>,
  world: SubmissionWorld,
): StandingDecision {
  const { instance, proof, delegation } = asked;
  const { perMille, dueSeconds } = document.sample;
  return {
    template: template.id,
    templateDigest: template.templateDigest,
    candidate: candidate.id,
    revision: candidate.revision,
    policy: candidate.policy,
    nhi: candidate.nhi,
    environment: candidate.environment,
    to: candidate.to,
    instance,
    proof,
    approvals: signaturesOf(template),
    delegation,
    validUntil: endOf({ candidate, template, document }, delegation, world),
    onLapse: document.onLapse,
    reviewBy: isSampled(instance, perMille) ? addSeconds(world.at, dueSeconds) : null,
  };
}

/** The first of all ends that apply: nothing outlives what it rests on. */
function endOf(
  { candidate, template, document }: Deciding,
  delegation: string | null,
  world: SubmissionWorld,
): Instant {
  const { at, facts, ruleSet } = world;
  const environment = environmentOf(ruleSet, candidate.environment);
  const requirement = facts.requirement(candidate.requirementDigest);
  const delegated =
    delegation === null ? undefined : delegationInForce(template, delegation, world);
  const ends: readonly (Instant | undefined)[] = [
    addSeconds(at, document.timeToLiveSeconds),
    template.standing.submission.validUntil,
    environment === undefined ? undefined : addSeconds(at, environment.maxValiditySeconds),
    requirement?.expires,
    delegated?.until,
  ];
  return ends.filter((end) => end !== undefined).reduce((a, b) => (b < a ? b : a));
}
