import type { DecisionView, TemplateView } from '@countersign/api';
import type { Id } from '@countersign/domain';
import type { Json } from '@countersign/evidence';
import * as decide from '../../commands/decide-template.ts';
import type { Answer, Deps } from '../../commands/deps.ts';
import { draftTemplate, reviseTemplate } from '../../commands/draft-template.ts';
import { grantDelegation } from '../../commands/grant-delegation.ts';
import { instantiateTemplate } from '../../commands/instantiate-template.ts';
import { decisionView, listDecisions } from '../../queries/decision-views.ts';
import { listTemplates, templateView } from '../../queries/template-views.ts';
import { found, type Handled, type Handlers } from '../handler.ts';
import { answerWith } from './answer-with.ts';

type Names =
  | 'draftTemplate'
  | 'listTemplates'
  | 'getTemplate'
  | 'reviseTemplate'
  | 'submitTemplate'
  | 'signStandingApproval'
  | 'rejectTemplate'
  | 'revokeStandingApproval'
  | 'instantiateTemplate'
  | 'grantDelegation'
  | 'revokeDelegation'
  | 'listDecisions'
  | 'getDecision'
  | 'reviewDecision';

/** Templates, standing approvals and what is decided under them. */
export const templateHandlers: Pick<Handlers, Names> = {
  draftTemplate: async ({ context: { deps }, caller, body }) => {
    const input = { ...body, policy: body.policy as Json };
    return shown(deps, caller.workspace, await draftTemplate(deps, caller, input));
  },

  listTemplates: async ({ context: { deps }, who, query }) => ({
    ok: true,
    value: await listTemplates(deps, who.workspace, query),
  }),

  getTemplate: async ({ context: { deps }, who, params: { id } }) => {
    const view = await templateView(deps, who.workspace, id);
    const held = found(view, { code: 'UNKNOWN_TEMPLATE', what: 'template', id });
    return held.ok ? { ...held, etag: held.value.digest } : held;
  },

  reviseTemplate: async ({ context: { deps }, caller, params, body, ifMatch }) => {
    const policy = body.policy as Json;
    const input = { ...body, policy, template: params.id, expected: ifMatch };
    return shown(deps, caller.workspace, await reviseTemplate(deps, caller, input));
  },

  submitTemplate: async ({ context: { deps }, caller, params, body }) => {
    const input = { template: params.id, ...body };
    return shown(deps, caller.workspace, await decide.submitTemplate(deps, caller, input));
  },

  signStandingApproval: async ({ context: { deps }, caller, params, body }) => {
    const input = { template: params.id, ...body };
    return shown(deps, caller.workspace, await decide.signStandingApproval(deps, caller, input));
  },

  rejectTemplate: async ({ context: { deps }, caller, params, body }) => {
    const input = { template: params.id, ...body };
    return shown(deps, caller.workspace, await decide.rejectTemplate(deps, caller, input));
  },

  revokeStandingApproval: async ({ context: { deps }, caller, params, body }) => {
    const input = { template: params.id, ...body };
    return shown(deps, caller.workspace, await decide.revokeStandingApproval(deps, caller, input));
  },

  instantiateTemplate: async ({ context: { deps }, caller, params, body }) => {
    const made = await instantiateTemplate(deps, caller, { template: params.id, ...body });
    if (!made.ok) return made;
    const { id: candidate, decision, release, reasons } = made.value;
    const told = reasons.map(({ code, message, details }) => ({ code, message, details }));
    const value = { candidate, decision, release, reasons: told };
    return { ok: true, value, replayed: made.replayed };
  },

  grantDelegation: async ({ context: { deps }, caller, params, body }) => {
    const input = { template: params.id, ...body };
    return shown(deps, caller.workspace, await grantDelegation(deps, caller, input));
  },

  revokeDelegation: async ({ context: { deps }, caller, params, body }) => {
    const input = { template: params.id, delegation: params.delegation, ...body };
    return shown(deps, caller.workspace, await decide.revokeDelegation(deps, caller, input));
  },

  listDecisions: async ({ context: { deps }, who, query }) => ({
    ok: true,
    value: await listDecisions(deps, who.workspace, query),
  }),

  getDecision: async ({ context: { deps }, who, params: { id } }) =>
    found(await decisionView(deps, who.workspace, id), {
      code: 'UNKNOWN_DECISION',
      what: 'decision',
      id,
    }),

  reviewDecision: async ({ context: { deps }, caller, params, body }) => {
    const input = { decision: params.id, ...body };
    const answer = await decide.reviewStandingDecision(deps, caller, input);
    return answerWith<DecisionView, { id: Id }>(answer, (id) =>
      decisionView(deps, caller.workspace, id),
    );
  },
};

function shown(
  deps: Deps,
  workspace: Id,
  answer: Answer<{ readonly id: Id }>,
): Promise<Handled<TemplateView>> {
  return answerWith(
    answer,
    (id) => templateView(deps, workspace, id),
    (view) => view.digest,
  );
}
