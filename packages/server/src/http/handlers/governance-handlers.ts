import type { GovernanceView } from '@countersign/api';
import type { Id } from '@countersign/domain';
import type { Answer, Deps } from '../../commands/deps.ts';
import { proposeGovernance } from '../../commands/propose-governance.ts';
import { signGovernance } from '../../commands/sign-governance.ts';
import { withdrawGovernance } from '../../commands/withdraw-governance.ts';
import * as views from '../../queries/governance-views.ts';
import { guardrailImpact } from '../../queries/guardrail-impact.ts';
import { simulateRules } from '../../queries/simulate-rules.ts';
import { validateRules } from '../../queries/validate-rules.ts';
import { found, type Handled, type Handlers } from '../handler.ts';
import { answerWith } from './answer-with.ts';

type Names =
  | 'getRoster'
  | 'getRuleSet'
  | 'proposeGovernance'
  | 'listGovernance'
  | 'getGovernance'
  | 'signGovernance'
  | 'withdrawGovernance'
  | 'validateRules'
  | 'guardrailImpact'
  | 'simulateRules';

/** Roster, RuleSet and how they change. */
export const governanceHandlers: Pick<Handlers, Names> = {
  getRoster: async ({ context: { deps }, who: { workspace } }) =>
    found(await views.rosterView(deps, workspace), {
      code: 'UNKNOWN_WORKSPACE',
      what: 'roster of',
      id: workspace,
    }),

  getRuleSet: async ({ context: { deps }, who: { workspace } }) =>
    found(await views.ruleSetView(deps, workspace), {
      code: 'UNKNOWN_WORKSPACE',
      what: 'rule set of',
      id: workspace,
    }),

  proposeGovernance: async ({ context: { deps }, caller, body }) =>
    shown(deps, caller.workspace, await proposeGovernance(deps, caller, body)),

  listGovernance: async ({ context: { deps }, who, query }) => ({
    ok: true,
    value: await views.listGovernance(deps, who.workspace, query),
  }),

  getGovernance: async ({ context: { deps }, who, params: { id } }) =>
    found(await views.governanceView(deps, who.workspace, id), {
      code: 'UNKNOWN_GOVERNANCE',
      what: 'proposal',
      id,
    }),

  signGovernance: async ({ context: { deps }, caller, params, body }) => {
    const input = { governance: params.id, envelope: body.envelope };
    return shown(deps, caller.workspace, await signGovernance(deps, caller, input));
  },

  withdrawGovernance: async ({ context: { deps }, caller, params, body }) => {
    const input = { governance: params.id, reason: body.reason };
    return shown(deps, caller.workspace, await withdrawGovernance(deps, caller, input));
  },

  guardrailImpact: ({ context: { deps }, who, body }) =>
    guardrailImpact(deps, who.workspace, body.ruleSet),

  validateRules: async ({ context: { deps }, who, body }) =>
    validateRules(deps, who.workspace, body.ruleSet),

  simulateRules: async ({ context: { deps }, who, body }) =>
    simulateRules(deps, who.workspace, body),
};

function shown(
  deps: Deps,
  workspace: Id,
  answer: Answer<{ readonly id: Id }>,
): Promise<Handled<GovernanceView>> {
  return answerWith(answer, (id) => views.governanceView(deps, workspace, id));
}
