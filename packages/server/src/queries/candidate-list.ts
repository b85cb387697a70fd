import type { CandidateItem, Page } from '@countersign/api';
import { type CandidateState, type Id, verificationOf } from '@countersign/domain';
import { type PageQuery, pageOf } from './page.ts';
import { type QueryDeps, withPeople } from './people.ts';
import { textOf } from './texts.ts';

/** Candidates, newest first, of one state or policy where asked. */
export function listCandidates(
  deps: QueryDeps,
  workspace: Id,
  { state, policy, ...page }: PageQuery & { readonly state?: string; readonly policy?: Id },
): Promise<Page<CandidateItem>> {
  return pageOf(deps, workspace, 'candidate', { ...page, filter: { state, policy } }, (candidate) =>
    itemOf(deps, workspace, candidate),
  );
}

async function itemOf(
  deps: QueryDeps,
  workspace: Id,
  candidate: CandidateState,
): Promise<CandidateItem> {
  const { id, environment, state, revision, authors } = candidate;
  const policy = (await deps.store.aggregate(workspace, 'policy', candidate.policy))?.state;
  const verified = verificationOf(candidate);
  return withPeople(deps, workspace, {
    id,
    policy: {
      id: candidate.policy,
      name: policy ? await textOf(deps, workspace, policy.name) : null,
    },
    environment,
    state,
    revision,
    verdict: verified?.verdict ?? null,
    tier: verified?.tier ?? null,
    authors: authors.map(({ human }) => human),
    updatedAt: await updatedAt(deps, workspace, candidate),
  });
}

async function updatedAt(
  deps: QueryDeps,
  workspace: Id,
  { id, draftedAt }: CandidateState,
): Promise<string> {
  const events = await deps.store.events(workspace, { stream: `candidate/${id}` });
  return events.at(-1)?.at ?? draftedAt;
}
