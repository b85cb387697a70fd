import type {
  NhiView,
  Page,
  PolicyView,
  RequirementView,
  ResourceOwnerView,
} from '@countersign/api';
import type {
  Id,
  NhiState,
  PolicyState,
  RequirementState,
  ResourceOwnerState,
} from '@countersign/domain';
import { classOf, type LawInForce, lawInForce } from './law.ts';
import { type PageQuery, pageOf } from './page.ts';
import { type QueryDeps, withPeople } from './people.ts';
import { documentJson, documentText, textOf } from './texts.ts';

/** A page of what is in one environment, or anywhere. */
export type InventoryQuery = PageQuery & { readonly environment?: string };

function inEnvironment({ environment, ...page }: InventoryQuery) {
  return { ...page, filter: { environment } };
}

/** One Nhi; `undefined` when there is none of that id. */
export async function nhiView(
  deps: QueryDeps,
  workspace: Id,
  id: Id,
): Promise<NhiView | undefined> {
  const found = await deps.store.aggregate(workspace, 'nhi', id);
  return found && nhiOf(deps, workspace, found.state);
}

export function listNhis(
  deps: QueryDeps,
  workspace: Id,
  query: InventoryQuery,
): Promise<Page<NhiView>> {
  return pageOf(deps, workspace, 'nhi', inEnvironment(query), (state) =>
    nhiOf(deps, workspace, state),
  );
}

async function nhiOf(deps: QueryDeps, workspace: Id, nhi: NhiState): Promise<NhiView> {
  const { id, environment, source, owner, backupOwner, state } = nhi;
  return withPeople(deps, workspace, {
    id,
    environment,
    source,
    externalId: await textOf(deps, workspace, nhi.externalId),
    name: await textOf(deps, workspace, nhi.name),
    owner,
    backupOwner,
    state,
  });
}

/** One assignment of resources to an accountable human. */
export async function resourceOwnerView(
  deps: QueryDeps,
  workspace: Id,
  id: Id,
): Promise<ResourceOwnerView | undefined> {
  const found = await deps.store.aggregate(workspace, 'resource-owner', id);
  return found && resourceOwnerOf(deps, workspace, found.state);
}

export function listResourceOwners(
  deps: QueryDeps,
  workspace: Id,
  query: InventoryQuery,
): Promise<Page<ResourceOwnerView>> {
  return pageOf(deps, workspace, 'resource-owner', inEnvironment(query), (state) =>
    resourceOwnerOf(deps, workspace, state),
  );
}

async function resourceOwnerOf(
  deps: QueryDeps,
  workspace: Id,
  assigned: ResourceOwnerState,
): Promise<ResourceOwnerView> {
  const { id, environment, owner, removedAt } = assigned;
  const resources = (await documentJson(deps, workspace, assigned.resources)) as string[];
  return withPeople(deps, workspace, { id, environment, resources, owner, removedAt });
}

/** One Requirement with its canonical document and the words behind its purpose. */
export async function requirementView(
  deps: QueryDeps,
  workspace: Id,
  id: Id,
): Promise<RequirementView | undefined> {
  const found = await deps.store.aggregate(workspace, 'requirement', id);
  return found && requirementOf(deps, workspace, found.state);
}

export function listRequirements(
  deps: QueryDeps,
  workspace: Id,
  query: InventoryQuery,
): Promise<Page<RequirementView>> {
  return pageOf(deps, workspace, 'requirement', inEnvironment(query), (state) =>
    requirementOf(deps, workspace, state),
  );
}

async function requirementOf(
  deps: QueryDeps,
  workspace: Id,
  { id, document: digest }: Pick<RequirementState, 'id' | 'document'>,
): Promise<RequirementView> {
  const document = (await documentJson(deps, workspace, digest)) as RequirementView['document'];
  const purpose = await textOf(deps, workspace, document.purpose);
  return withPeople(deps, workspace, { id, digest, document, purpose });
}

/** One Policy with the canonical text that the next draft is compared with. */
export async function policyView(
  deps: QueryDeps,
  workspace: Id,
  id: Id,
): Promise<PolicyView | undefined> {
  const found = await deps.store.aggregate(workspace, 'policy', id);
  return found && policyOf(deps, await lawInForce(deps, workspace), found.state);
}

export async function listPolicies(
  deps: QueryDeps,
  workspace: Id,
  query: InventoryQuery,
): Promise<Page<PolicyView>> {
  const law = await lawInForce(deps, workspace);
  return pageOf(deps, workspace, 'policy', inEnvironment(query), (state) =>
    policyOf(deps, law, state),
  );
}

async function policyOf(
  deps: QueryDeps,
  law: LawInForce | undefined,
  policy: PolicyState,
): Promise<PolicyView> {
  if (law === undefined) throw new Error(`policy ${policy.id} in a workspace without law`);
  const workspace = law.workspace.id;
  const { id, environment, language, state, base, owner, released } = policy;
  const current = released.at(-1);
  return withPeople(deps, workspace, {
    id,
    name: await textOf(deps, workspace, policy.name),
    environment,
    environmentClass: classOf(law, environment),
    language,
    state,
    digest: base,
    text: await documentText(deps, workspace, base),
    number: current?.number ?? null,
    release: current?.release ?? null,
    owner,
  });
}
