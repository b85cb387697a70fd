import type { CommandOf } from '../command.ts';
import type { EventOf } from '../event.ts';
import { type EventRule, type Judged, type Step, streamOf } from '../event-rule.ts';
import { requireEligible, requireHuman, requireSelf } from '../people.ts';
import { accepted, unless } from '../refusal.ts';
import { judgeDisqualified } from '../rule/signature.ts';
import type { WorkspaceState } from '../state.ts';
import type { Digest, Refusal } from '../values.ts';
import { evolveStanding, judgeSubmitted } from './template-event.ts';

/** Refuses a submitted template; nobody signs this round any more. */
export function rejectTemplate(command: CommandOf<'rejectTemplate'>): readonly Step[] {
  const stream = streamOf('template', command.template);
  return [
    ({ actor }) => {
      const payload = { human: actor.id, reason: command.reason };
      return accepted([{ type: 'StandingApprovalRejected', stream, payload }]);
    },
  ];
}

/** Ends a standing approval and every delegation under it. A restriction, so one eligible human is enough (INV-7). */
export function revokeStandingApproval(
  command: CommandOf<'revokeStandingApproval'>,
): readonly Step[] {
  const stream = streamOf('template', command.template);
  const payload = { reason: command.reason };
  return [() => accepted([{ type: 'StandingApprovalRevoked', stream, payload }])];
}

/** NOT_A_HUMAN, NOT_IN_ROSTER, NOT_ELIGIBLE, SELF_APPROVAL, DISQUALIFIED, UNKNOWN_TEMPLATE, WRONG_STATE. */
export const standingApprovalRejected: EventRule<'StandingApprovalRejected'> = {
  stream: 'template',
  judge: (judged) =>
    judgeSubmitted(judged, (template) => {
      const { human } = judged.payload;
      const { tier, inputs } = template.standing.submission;
      const scope = { environment: template.environment, tier, at: judged.at };
      return [
        ...requireEligible(human, scope, judged),
        ...judgeDisqualified(human, inputs.disqualified, 'template'),
      ];
    }),
  evolve: (state, event) => ended(state, event, 'rejected', event.payload.reason),
};

/** NOT_A_HUMAN, NOT_IN_ROSTER, NOT_ELIGIBLE, UNKNOWN_TEMPLATE, WRONG_STATE. */
export const standingApprovalRevoked: EventRule<'StandingApprovalRevoked'> = {
  stream: 'template',
  judge: (judged) =>
    judgeSubmitted(judged, ({ environment }) => {
      const scope = { environment, tier: 'T0' as const, at: judged.at };
      return requireEligible(judged.actor.id, scope, judged);
    }),
  evolve: (state, event) => ended(state, event, 'revoked', event.payload.reason),
};

/** NOT_A_HUMAN, NOT_IN_ROSTER, UNKNOWN_TEMPLATE, WRONG_STATE; UNKNOWN_DECISION unless this human has that concern. */
export const standingApprovalSuspended: EventRule<'StandingApprovalSuspended'> = {
  stream: 'template',
  judge: (judged) =>
    judgeSubmitted(judged, (template) => [
      ...requireHuman(judged),
      ...judgeConcern(judged, template.id),
    ]),
  evolve: (state, event) => ended(state, event, 'suspended', null),
};

function judgeConcern(
  { state, payload, actor }: Judged<'StandingApprovalSuspended'>,
  template: string,
): readonly Refusal[] {
  const decision = state.standingDecisions.get(payload.decision);
  const isConcern =
    decision?.template === template &&
    decision.reviewed?.verdict === 'concern' &&
    requireSelf(decision.reviewed.human, actor).length === 0;
  return unless(
    isConcern,
    'UNKNOWN_DECISION',
    `\`${actor.id}\` has no concern about a decision \`${payload.decision}\` of this template`,
  );
}

type End = 'StandingApprovalRejected' | 'StandingApprovalRevoked' | 'StandingApprovalSuspended';

function ended(
  state: WorkspaceState,
  event: EventOf<End>,
  end: 'rejected' | 'revoked' | 'suspended',
  reason: Digest | null,
): WorkspaceState {
  return evolveStanding(state, event, (template) => ({
    ...template,
    state: end,
    standing: { ...template.standing, ended: { by: event.actor.id, reason, at: event.at } },
  }));
}
