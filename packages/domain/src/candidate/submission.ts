import type { CommandOf } from '../command.ts';
import { distinct } from '../equality.ts';
import type { DisqualifiedWhy, Submission } from '../event.ts';
import type { Law } from '../event-rule.ts';
import type { Facts } from '../facts.ts';
import { addSeconds } from '../instant.ts';
import { accepted } from '../refusal.ts';
import { ownersOfResources } from '../resource-owner/owners-of-resources.ts';
import { type RuleScope, resolveRule } from '../rule/resolve-rule.ts';
import type { CandidateState, VerificationRecord, WorkspaceState } from '../state.ts';
import type { Decided, Id, Instant, Tier } from '../values.ts';
import { riskUnder, tierUnder } from './assessed-risk.ts';

export type Verified = CandidateState & { readonly verification: VerificationRecord };

/** What a submission is computed from. */
export interface SubmissionWorld extends Law {
  readonly state: WorkspaceState;
  readonly facts: Facts;
  readonly at: Instant;
}

/** The dates and lapse behaviour that the submitter chooses; all else follows. */
export type ChosenTerms = Pick<
  CommandOf<'submitCandidate'>,
  'validUntil' | 'recertifyBy' | 'rollbackUntil' | 'onLapse'
>;

/** Computes what is frozen at submission; refuses UNKNOWN_ENVIRONMENT and NO_RULE. */
export function computeSubmission(
  candidate: Verified,
  submitted: { readonly terms: ChosenTerms; readonly requesters: readonly Id[] },
  world: SubmissionWorld,
): Decided<Submission> {
  const inputs = submissionInputs(candidate, submitted.requesters, world);
  const { tier, reasons } = tierUnder(world.ruleSet, candidate, world);
  const scope = ruleScope(candidate, inputs, { tier, at: world.at });
  const governing = resolveRule(world.ruleSet, world.roster, scope);
  if (!governing.ok) return governing;
  const { rule, environment, resolved } = governing.value;
  const { workspace, ruleSet, roster, at } = world;
  const { terms } = submitted;
  const { used } = riskUnder(ruleSet, candidate, { ...world, tier, among: null });
  return accepted({
    revision: candidate.revision,
    tier,
    reasons,
    rule: {
      ruleSet: ruleSet.number,
      ruleSetDigest: workspace.ruleSet.digest,
      name: rule.name,
      resolved,
    },
    rosterNumber: roster.number,
    inputs,
    exceptions: used,
    recertifyBy: terms.recertifyBy,
    validUntil: terms.validUntil,
    onLapse: terms.onLapse ?? environment.onLapse,
    rollbackUntil: terms.rollbackUntil,
    notAfter: addSeconds(at, ruleSet.reviewTtlSeconds),
  });
}

/** The scope in which the governing rule of a candidate is looked for and resolved. */
export function ruleScope(
  candidate: Verified,
  inputs: Pick<Submission['inputs'], 'resourceOwners' | 'disqualified'>,
  { tier, at }: { readonly tier: Tier; readonly at: Instant },
): RuleScope {
  const { verdict } = candidate.verification;
  const { resourceOwners, disqualified } = inputs;
  return { environment: candidate.environment, tier, verdict, resourceOwners, disqualified, at };
}

/**
 * Who wrote it, who asks for it (`requesters`: the humans accountable for whoever submits), who owns what it touches,
 * and who therefore cannot approve it (INV-4).
 */
export function submissionInputs(
  candidate: CandidateState,
  requesters: readonly Id[],
  { state, facts }: Pick<SubmissionWorld, 'state' | 'facts'>,
): Submission['inputs'] {
  const nhi = state.nhis.get(candidate.nhi);
  const nhiOwners = nhi === undefined ? [] : [nhi.owner, nhi.backupOwner];
  const requirement = facts.requirement(candidate.requirementDigest);
  const statedBy = state.requirements.get(candidate.requirement)?.statedBy ?? [];
  const resources = requirement?.resources ?? [];
  const { environment } = candidate;
  return {
    authors: candidate.authors.map((a) => a.human),
    agents: candidate.agents,
    disqualified: distinctPairs([
      ...candidate.authors,
      ...named([...statedBy, ...requesters], 'requester'),
      ...named(nhiOwners, 'nhi-owner'),
    ]),
    resourceOwners: ownersOfResources(state, { environment, resources }, facts),
    nhiOwners,
  };
}

type Disqualified = Submission['inputs']['disqualified'][number];

function named(humans: readonly Id[], why: DisqualifiedWhy): readonly Disqualified[] {
  return distinct(humans).map((human) => ({ human, why }));
}

function distinctPairs(pairs: readonly Disqualified[]): readonly Disqualified[] {
  const byPair = new Map(pairs.map(({ human, why }) => [`${human} ${why}`, { human, why }]));
  return [...byPair.values()];
}
