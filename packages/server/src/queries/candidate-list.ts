import type { CandidateItem, Page } from '@countersign/api';
import { type CandidateState, type Id, verificationOf } from '@countersign/domain';
import { type PageQuery, pageOfRows } from './page.ts';
import { eachWithPeople, type QueryDeps } from './people.ts';

/** Which candidates: those of a state, a policy, a requirement. */
interface CandidateQuery extends PageQuery {
  readonly state?: string;
  readonly policy?: Id;
  readonly requirement?: Id;
}

/** Candidates, newest first, of one state, policy or requirement where asked. */
export function listCandidates(
  deps: QueryDeps,
  workspace: Id,
  { state, policy, requirement, ...page }: CandidateQuery,
): Promise<Page<CandidateItem>> {
  const query = { ...page, filter: { state, policy, requirement } };
  return pageOfRows(deps, workspace, 'candidate', query, async (candidates) => {
    const names = await policyNames(deps, workspace, candidates);
    const items = candidates.map((candidate) => itemOf(deps, workspace, candidate, names));
    return eachWithPeople(deps, workspace, await Promise.all(items));
  });
}

/** Names by policy; an erased one is absent. */
async function policyNames(
  { store }: QueryDeps,
  workspace: Id,
  candidates: readonly CandidateState[],
): Promise<ReadonlyMap<Id, string>> {
  const ids = [...new Set(candidates.map(({ policy }) => policy))];
  const found = await Promise.all(ids.map((id) => store.aggregate(workspace, 'policy', id)));
  const policies = found.flatMap((policy) => policy?.state ?? []);
  const texts = await store.texts(
    workspace,
    policies.map(({ name }) => name),
  );
  return new Map(
    policies.flatMap(({ id, name }) => {
      const text = texts.get(name);
      return text === undefined ? [] : [[id, text] as const];
    }),
  );
}

async function itemOf(
  deps: QueryDeps,
  workspace: Id,
  candidate: CandidateState,
  policyNamed: ReadonlyMap<Id, string>,
): Promise<Omit<CandidateItem, 'people'>> {
  const { id, policy, environment, state, revision, authors } = candidate;
  const verified = verificationOf(candidate);
  return {
    id,
    policy: { id: policy, name: policyNamed.get(policy) ?? null },
    environment,
    state,
    revision,
    verdict: verified?.verdict ?? null,
    tier: verified?.tier ?? null,
    authors: authors.map(({ human }) => human),
    updatedAt: await updatedAt(deps, workspace, candidate),
  };
}

async function updatedAt(
  deps: QueryDeps,
  workspace: Id,
  { id, draftedAt }: CandidateState,
): Promise<string> {
  const events = await deps.store.events(workspace, { stream: `candidate/${id}` });
  return events.at(-1)?.at ?? draftedAt;
}
