import { tierUnder } from '../candidate/assessed-risk.ts';
import type { Standing } from '../candidate/standing.ts';
import { signedApproval, standingWith } from '../candidate/standing.ts';
import { ruleScope, submissionInputs, type Verified } from '../candidate/submission.ts';
import type { Facts } from '../facts.ts';
import { isInForce } from '../instant.ts';
import { lawInForce } from '../law.ts';
import { accepted, refusal, refused } from '../refusal.ts';
import type { Roster } from '../roster.ts';
import { reviewOf, verificationOf, type WorkspaceState } from '../state.ts';
import type { Assurance, Decided, Id, Instant } from '../values.ts';
import { isAtLeast } from './assurance.ts';
import { evaluateNewest } from './evaluate-newest.ts';
import type { RuleApproval } from './evaluate-rule.ts';

/** A what-if: these humans approve as well, each with the best key the Roster lists for them. */
export interface WhatIf {
  readonly candidate: Id;
  readonly approve: readonly Id[];
  readonly at: Instant;
}

/**
 * How a candidate would stand if these humans approved too, by the same evaluation that decides. Works from the
 * first Verification on: before submission the rule as signed is the one that would be frozen now. Refuses
 * UNKNOWN_CANDIDATE and WRONG_STATE.
 */
export function simulate(state: WorkspaceState, what: WhatIf, facts: Facts): Decided<Standing> {
  const law = lawInForce(state, facts);
  if (!law.ok) return law;
  const candidate = state.candidates.get(what.candidate);
  if (candidate === undefined) {
    const message = `there is no candidate \`${what.candidate}\``;
    return refused([refusal('UNKNOWN_CANDIDATE', message)]);
  }
  const world = { ...law.value, state, facts, at: what.at };
  const supposed = what.approve.map((human) => supposedApproval(law.value.roster, human, what.at));
  const review = reviewOf(candidate);
  const approvals = [
    ...(review?.approvals ?? []).map((a) => signedApproval(a, world)),
    ...supposed,
  ];
  if ('review' in candidate) {
    const rejects = candidate.review.rejects.map((r) => r.human);
    return accepted(standingWith(candidate, { approvals, rejects }, world));
  }
  const verification = verificationOf(candidate);
  if (verification === null) {
    return refused([
      refusal('WRONG_STATE', `the candidate is ${candidate.state}: not verified yet`),
    ]);
  }
  const verified = candidate as Verified;
  const requesters = candidate.authors.slice(0, 1).map(({ human }) => human);
  const inputs = submissionInputs(verified, requesters, world);
  const { ruleSet, roster } = law.value;
  const { tier } = tierUnder(ruleSet, verified, world);
  const scope = ruleScope(verified, inputs, { tier, at: what.at });
  const newest = evaluateNewest({ ruleSet, roster, scope, approvals, rejects: [] });
  return accepted({ asSigned: newest, newest });
}

function supposedApproval(roster: Roster, human: Id, at: Instant): RuleApproval {
  const listed = roster.humans.find((h) => h.id === human);
  const standing = (listed?.credentials ?? []).filter((c) => isInForce(c, at));
  const best = standing.toSorted((l, r) => (isAtLeast(l.assurance, r.assurance) ? -1 : 1))[0];
  const assurance: Assurance = best?.assurance ?? 'ssh';
  return { human, credential: best?.id ?? '', assurance };
}
