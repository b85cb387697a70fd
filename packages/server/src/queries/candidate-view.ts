import type { CandidateView } from '@countersign/api';
import { type CandidateState, type Id, reviewOf, verificationOf } from '@countersign/domain';
import { jobFor } from '../commands/verify-candidate.ts';
import { checkpointView } from './checkpoint-view.ts';
import { checksOf } from './checks-of.ts';
import { classOf, lawInForce } from './law.ts';
import { type QueryDeps, withPeople } from './people.ts';
import { reviewsOf } from './reviews-of.ts';
import { ruleTreeOf } from './rule-tree-of.ts';
import { documentJson, documentText, textOf } from './texts.ts';

/** Everything one screen needs about a candidate; the texts are canonical, so whoever signs recomputes digests. */
export async function candidateView(
  deps: QueryDeps,
  workspace: Id,
  id: Id,
): Promise<CandidateView | undefined> {
  const found = (await deps.store.aggregate(workspace, 'candidate', id))?.state;
  if (found === undefined) return undefined;
  return withPeople(deps, workspace, {
    ...(await whatAndWhere(deps, workspace, found)),
    ...(await forWhom(deps, workspace, found)),
    ...(await evidenceOf(deps, workspace, found)),
    ...(await decisionsOf(deps, workspace, found)),
    checkpoint: await checkpointView(deps, workspace),
  });
}

async function whatAndWhere(deps: QueryDeps, workspace: Id, candidate: CandidateState) {
  const { id, environment, state, revision, from, to, authors } = candidate;
  const policy = (await deps.store.aggregate(workspace, 'policy', candidate.policy))?.state;
  const name = policy === undefined ? null : await textOf(deps, workspace, policy.name);
  return {
    id,
    policy: { id: candidate.policy, name },
    environment,
    environmentClass: classOf(await lawInForce(deps, workspace), environment),
    state,
    revision,
    from,
    to,
    fromText: await documentText(deps, workspace, from),
    toText: (await documentText(deps, workspace, to)) ?? '',
    authors: authors.map(({ human }) => human),
  };
}

async function forWhom(deps: QueryDeps, workspace: Id, candidate: CandidateState) {
  const nhi = (await deps.store.aggregate(workspace, 'nhi', candidate.nhi))?.state;
  const digest = candidate.requirementDigest;
  const document = (await documentJson(
    deps,
    workspace,
    digest,
  )) as unknown as CandidateView['requirement']['document'];
  return {
    nhi: {
      id: candidate.nhi,
      name: nhi === undefined ? null : await textOf(deps, workspace, nhi.name),
      owner: nhi?.owner ?? document.owner,
      backupOwner: nhi?.backupOwner ?? document.backupOwner,
    },
    requirement: {
      id: candidate.requirement,
      digest,
      document,
      purpose: await textOf(deps, workspace, document.purpose),
    },
  };
}

async function evidenceOf(deps: QueryDeps, workspace: Id, candidate: CandidateState) {
  const verified = verificationOf(candidate);
  if (verified === null) {
    return {
      verification: null,
      summary: null,
      presented: null,
      verdict: null,
      tier: null,
      reasons: [],
      ...(await noteOf(deps, workspace, candidate)),
    };
  }
  const { verification, outcome, presented, verdict, tier, reasons } = verified;
  const summary = await documentJson(deps, workspace, presented);
  return {
    verification: {
      digest: verification,
      outcome,
      checks: await checksOf(deps, workspace, candidate, verification),
    },
    summary: summary as unknown as NonNullable<CandidateView['summary']>,
    presented,
    verdict,
    tier,
    reasons: [...reasons],
  };
}

const ENDED = 'the proof was ended by its time limit: nothing is proved of this revision';

/** Why a draft has no proof, where more than the wait for it is to be said. */
async function noteOf(
  deps: QueryDeps,
  workspace: Id,
  candidate: CandidateState,
): Promise<{ note?: string }> {
  if (candidate.state !== 'drafting' && candidate.state !== 'verifying') return {};
  return deps.analysis.wasEnded(await jobFor(deps, workspace, candidate)) ? { note: ENDED } : {};
}

async function decisionsOf(deps: QueryDeps, workspace: Id, candidate: CandidateState) {
  const review = reviewOf(candidate);
  return {
    submission: (review?.submission ?? null) as CandidateView['submission'],
    ruleTree: review === null ? null : ruleTreeOf(review),
    reviews: [...(await reviewsOf(deps, workspace, candidate.id))],
    release: candidate.state === 'released' ? candidate.release : null,
  };
}
