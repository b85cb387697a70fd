import type { Page, ReleaseView } from '@countersign/api';
import type { Id, ReleaseState } from '@countersign/domain';
import { checkpointView } from './checkpoint-view.ts';
import { type PageQuery, pageOf } from './page.ts';
import { type QueryDeps, withPeople } from './people.ts';
import { textOf } from './texts.ts';

/** One release; `undefined` when there is none of that id. */
export async function releaseView(
  deps: QueryDeps,
  workspace: Id,
  id: Id,
): Promise<ReleaseView | undefined> {
  const found = await deps.store.aggregate(workspace, 'release', id);
  return found && releaseOf(deps, workspace, found.state);
}

/** Releases, newest first, of one policy or environment where asked. */
export async function listReleases(
  deps: QueryDeps,
  workspace: Id,
  {
    policy,
    environment,
    ...page
  }: PageQuery & { readonly policy?: Id; readonly environment?: string },
): Promise<Page<ReleaseView>> {
  const filter = termsFilter({ policy, environment });
  return pageOf(deps, workspace, 'release', { ...page, filter }, (state) =>
    releaseOf(deps, workspace, state),
  );
}

async function releaseOf(
  deps: QueryDeps,
  workspace: Id,
  release: ReleaseState,
): Promise<ReleaseView> {
  const { id, state, terms, issuedAt } = release;
  const policy = (await deps.store.aggregate(workspace, 'policy', terms.policy))?.state;
  return withPeople(deps, workspace, {
    id,
    candidate: terms.candidate,
    policy: { id: terms.policy, name: policy ? await textOf(deps, workspace, policy.name) : null },
    environment: terms.environment,
    number: terms.number,
    basis: terms.basis,
    state,
    from: terms.from,
    to: terms.to,
    approvals: [...terms.approvals],
    verification: terms.verification,
    statement: terms.statement,
    triggeredBy: terms.triggeredBy,
    issuedAt,
    validUntil: terms.validUntil,
    onLapse: terms.onLapse,
    checkpoint: await checkpointView(deps, workspace),
  });
}

/** The read model is the release's state, whose terms are one member deep; the store compares by containment. */
function termsFilter(terms: Readonly<Record<string, string | undefined>>) {
  const given = Object.fromEntries(
    Object.entries(terms).filter(([, value]) => value !== undefined),
  );
  return { terms: given as unknown as string };
}
