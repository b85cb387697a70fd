import { adoptPolicy } from '../../commands/adopt-policy.ts';
import { assignResourceOwner } from '../../commands/assign-resource-owner.ts';
import { changeNhiOwners } from '../../commands/change-nhi-owners.ts';
import { registerNhi } from '../../commands/register-nhi.ts';
import { removeResourceOwner } from '../../commands/remove-resource-owner.ts';
import { restateRequirement } from '../../commands/restate-requirement.ts';
import { stateRequirement } from '../../commands/state-requirement.ts';
import * as views from '../../queries/inventory-views.ts';
import { policyHistory } from '../../queries/policy-history.ts';
import { found, type Handlers } from '../handler.ts';
import { answerWith } from './answer-with.ts';

type Names =
  | 'registerNhi'
  | 'listNhis'
  | 'getNhi'
  | 'changeNhiOwners'
  | 'assignResourceOwner'
  | 'removeResourceOwner'
  | 'listResourceOwners'
  | 'stateRequirement'
  | 'restateRequirement'
  | 'listRequirements'
  | 'getRequirement'
  | 'adoptPolicy'
  | 'listPolicies'
  | 'getPolicy'
  | 'getPolicyHistory';

/** Identities, resource owners, requirements and policies. */
export const inventoryHandlers: Pick<Handlers, Names> = {
  registerNhi: async ({ context: { deps }, caller, body }) =>
    answerWith(await registerNhi(deps, caller, body), (id) =>
      views.nhiView(deps, caller.workspace, id),
    ),

  listNhis: async ({ context: { deps }, who, query }) => ({
    ok: true,
    value: await views.listNhis(deps, who.workspace, query),
  }),

  getNhi: async ({ context: { deps }, who, params: { id } }) =>
    found(await views.nhiView(deps, who.workspace, id), {
      code: 'UNKNOWN_NHI',
      what: 'identity',
      id,
    }),

  changeNhiOwners: async ({ context: { deps }, caller, params, body }) => {
    const input = { nhi: params.id, ...body };
    return answerWith(await changeNhiOwners(deps, caller, input), (id) =>
      views.nhiView(deps, caller.workspace, id),
    );
  },

  assignResourceOwner: async ({ context: { deps }, caller, body }) =>
    answerWith(await assignResourceOwner(deps, caller, body), (id) =>
      views.resourceOwnerView(deps, caller.workspace, id),
    ),

  removeResourceOwner: async ({ context: { deps }, caller, params, body }) => {
    const input = { resourceOwner: params.id, reason: body.reason };
    return answerWith(await removeResourceOwner(deps, caller, input), (id) =>
      views.resourceOwnerView(deps, caller.workspace, id),
    );
  },

  listResourceOwners: async ({ context: { deps }, who, query }) => ({
    ok: true,
    value: await views.listResourceOwners(deps, who.workspace, query),
  }),

  stateRequirement: async ({ context: { deps }, caller, body }) =>
    answerWith(await stateRequirement(deps, caller, body), (id) =>
      views.requirementView(deps, caller.workspace, id),
    ),

  restateRequirement: async ({ context: { deps }, caller, params, body }) => {
    const input = { requirement: params.id, ...body };
    return answerWith(await restateRequirement(deps, caller, input), (id) =>
      views.requirementView(deps, caller.workspace, id),
    );
  },

  listRequirements: async ({ context: { deps }, who, query }) => ({
    ok: true,
    value: await views.listRequirements(deps, who.workspace, query),
  }),

  getRequirement: async ({ context: { deps }, who, params: { id } }) =>
    found(await views.requirementView(deps, who.workspace, id), {
      code: 'UNKNOWN_REQUIREMENT',
      what: 'requirement',
      id,
    }),

  adoptPolicy: async ({ context: { deps }, caller, body }) =>
    answerWith(await adoptPolicy(deps, caller, body), (id) =>
      views.policyView(deps, caller.workspace, id),
    ),

  listPolicies: async ({ context: { deps }, who, query }) => ({
    ok: true,
    value: await views.listPolicies(deps, who.workspace, query),
  }),

  getPolicy: async ({ context: { deps }, who, params: { id } }) => {
    const policy = await views.policyView(deps, who.workspace, id);
    const held = found(policy, { code: 'UNKNOWN_POLICY', what: 'policy', id });
    return held.ok ? { ...held, etag: held.value.digest } : held;
  },

  getPolicyHistory: async ({ context: { deps }, who, params: { id } }) =>
    found(await policyHistory(deps, who.workspace, id), {
      code: 'UNKNOWN_POLICY',
      what: 'policy',
      id,
    }),
};
