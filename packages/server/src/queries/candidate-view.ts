import type { CandidateView } from '@countersign/api';
import { type CandidateState, type Id, reviewOf, verificationOf } from '@countersign/domain';
import type { Json } from '@countersign/evidence';
import { knownContext } from '../commands/verification-context.ts';
import { jobFor } from '../commands/verify-candidate.ts';
import { assessmentOf } from './assessment-of.ts';
import { checkpointView } from './checkpoint-view.ts';
import { checksOf } from './checks-of.ts';
import { knownOf, provenanceOf } from './known-of.ts';
import { classOf, lawInForce } from './law.ts';
import { type QueryDeps, withPeople } from './people.ts';
import { reviewsOf } from './reviews-of.ts';
import { ruleTreeOf } from './rule-tree-of.ts';
import { namedDocument, signedResult } from './signed-verification.ts';
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
  const provenance = await provenanceOf(deps, workspace, candidate);
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
    ...(provenance === null ? {} : { provenance }),
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
  const result = await signedResult(deps, workspace, verification);
  const report = await namedDocument(deps, workspace, result, 'report');
  const known = knownOf(await namedDocument(deps, workspace, result, 'context'));
  const assessment = await assessmentOf(deps, workspace, candidate);
  return {
    verification: {
      digest: verification,
      outcome,
      checks: await checksOf(deps, workspace, candidate, { result, report }),
    },
    ...toldIn(report),
    ...(known === null ? {} : { known }),
    ...(assessment === null ? {} : { assessment }),
    summary: summary as unknown as NonNullable<CandidateView['summary']>,
    presented,
    verdict,
    tier,
    reasons: [...reasons],
  };
}

/** What analysis told beside its checks; nothing of it where the policy was verified alone. */
function toldIn(
  report: Readonly<Record<string, Json>> | null,
): Pick<CandidateView, 'effects' | 'mutants' | 'guardrails' | 'leastPrivilege'> {
  if (report === null) return {};
  const { effects, mutants, guardrails, leastPrivilege } = report as unknown as Required<
    ReturnType<typeof toldIn>
  >;
  return { effects, mutants, guardrails, leastPrivilege };
}

const ENDED = 'the proof was ended by its time limit: nothing is proved of this revision';

/** Why a draft has no proof, where more than the wait for it is to be said. */
async function noteOf(
  deps: QueryDeps,
  workspace: Id,
  candidate: CandidateState,
): Promise<{ note?: string }> {
  if (candidate.state !== 'drafting' && candidate.state !== 'verifying') return {};
  const { context } = await knownContext(deps, workspace, candidate);
  const job = await jobFor(deps, workspace, candidate, context);
  return deps.analysis.wasEnded(job) ? { note: ENDED } : {};
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
