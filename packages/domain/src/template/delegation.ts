import { isReleaseKey } from '../candidate/record-verification.ts';
import type { SubmissionWorld } from '../candidate/submission.ts';
import type { CommandOf } from '../command.ts';
import type { DelegationTerms, UsageCap } from '../event.ts';
import { type EventRule, type Judged, type Step, streamOf } from '../event-rule.ts';
import type { TemplateFacts } from '../facts.ts';
import { isExpired, isInstant } from '../instant.ts';
import { documentUnknown } from '../law.ts';
import { requireActive, requireHuman, requireSelf } from '../people.ts';
import { accepted, refusal, unless } from '../refusal.ts';
import { activeHuman, isEligible } from '../rule/eligibility.ts';
import type { DelegationRecord, StandingRecord } from '../state.ts';
import type { Id, Refusal } from '../values.ts';
import { evolveStanding, judgeSubmitted, type SubmittedTemplate } from './template-event.ts';

/** Lets another human instantiate within a narrower envelope, for a time (R32). */
export function grantDelegation(command: CommandOf<'grantDelegation'>): readonly Step[] {
  const { type: _, template, ...terms } = command;
  return [
    ({ actor, newId }) => {
      const payload = { ...terms, delegation: newId(), delegator: actor.id };
      const stream = streamOf('template', template);
      return accepted([{ type: 'DelegationGranted', stream, payload }]);
    },
  ];
}

/** Ends a delegation at once. */
export function revokeDelegation(command: CommandOf<'revokeDelegation'>): readonly Step[] {
  const { delegation, reason } = command;
  const stream = streamOf('template', command.template);
  return [() => accepted([{ type: 'DelegationRevoked', stream, payload: { delegation, reason } }])];
}

/**
 * R32, scoped, time-bound and never more than the delegator has: NOT_A_HUMAN, NOT_IN_ROSTER, UNKNOWN_TEMPLATE,
 * WRONG_STATE, NOT_AN_INSTANTIATOR (a delegate has nothing to delegate), NOTHING_CHANGED, DATE_NOT_USABLE,
 * VALIDITY_TOO_LONG, CAP_REACHED, DOCUMENT_UNKNOWN, NOT_PROVED_WITHIN.
 */
export const delegationGranted: EventRule<'DelegationGranted'> = {
  stream: 'template',
  judge: (judged) =>
    judgeSubmitted(judged, (template) => {
      const { payload, facts } = judged;
      const document = facts.template(template.templateDigest);
      if (document === undefined) return [documentUnknown(template.templateDigest, 'template')];
      return [
        ...requireHuman(judged),
        ...requireSelf(payload.delegator, judged.actor),
        ...requireActive(payload.delegate, judged),
        ...unless(
          document.instantiators.includes(payload.delegator),
          'NOT_AN_INSTANTIATOR',
          `\`${payload.delegator}\` may not instantiate the template, and so not delegate it`,
        ),
        ...unless(
          !document.instantiators.includes(payload.delegate),
          'NOTHING_CHANGED',
          `\`${payload.delegate}\` may instantiate the template already`,
        ),
        ...judgeNew(payload, template.standing),
        ...judgeSpan(judged, template.standing),
        ...judgeNarrower(judged, document),
      ];
    }),
  evolve: (state, event) =>
    evolveStanding(state, event, (template) => {
      const granted = { ...event.payload, grantedAt: event.at, revokedAt: null };
      const delegations = [...template.standing.delegations, granted];
      return { ...template, standing: { ...template.standing, delegations } };
    }),
};

function judgeNew({ delegation }: DelegationTerms, { delegations }: StandingRecord) {
  return unless(
    !delegations.some((d) => d.delegation === delegation),
    'ALREADY_EXISTS',
    'this delegation exists',
  );
}

function judgeSpan(
  { payload, at }: Judged<'DelegationGranted'>,
  { submission }: StandingRecord,
): readonly Refusal[] {
  const { until } = payload;
  return [
    ...unless(
      isInstant(until) && !isExpired(until, at),
      'DATE_NOT_USABLE',
      `\`until\` \`${until}\` is no instant to come`,
      { field: 'until' },
    ),
    ...unless(
      until <= submission.validUntil,
      'VALIDITY_TOO_LONG',
      `until \`${until}\` is beyond \`${submission.validUntil}\`, when the standing approval ends`,
      { limit: submission.validUntil },
    ),
  ];
}

function judgeNarrower(
  judged: Judged<'DelegationGranted'>,
  document: TemplateFacts,
): readonly Refusal[] {
  const { payload, facts, roster, at } = judged;
  const proof = facts.proof(payload.proof);
  const isProved =
    proof?.of === payload.envelope &&
    proof.configuration['envelope'] === document.envelope &&
    proof.configuration['template'] === undefined &&
    proof.passed.includes('within-envelope') &&
    proof.failed.length === 0 &&
    proof.undetermined.length === 0 &&
    isReleaseKey(roster, proof.publicKey, at);
  const isKnown = facts.policy(payload.envelope)?.language === document.language;
  return [
    ...(isKnown ? [] : [documentUnknown(payload.envelope, 'envelope')]),
    ...unless(
      isCapWithin(payload.cap, document.cap),
      'CAP_REACHED',
      `a delegate may have no more live instances than the template: ${document.cap.perNhi} for an identity, ${document.cap.total} in total`,
      { cap: document.cap },
    ),
    ...unless(
      isProved,
      'NOT_PROVED_WITHIN',
      'it is not proved that the delegated envelope is within that of the template',
    ),
  ];
}

function isCapWithin(narrow: UsageCap, wide: UsageCap): boolean {
  return narrow.perNhi <= wide.perNhi && narrow.total <= wide.total;
}

/** NOT_A_HUMAN, NOT_IN_ROSTER, UNKNOWN_TEMPLATE, WRONG_STATE, UNKNOWN_DELEGATION, NOT_ELIGIBLE. */
export const delegationRevoked: EventRule<'DelegationRevoked'> = {
  stream: 'template',
  judge: (judged) =>
    judgeSubmitted(judged, (template) => {
      const { payload, actor, roster, at } = judged;
      const known = template.standing.delegations.find((d) => d.delegation === payload.delegation);
      const scope = { environment: template.environment, tier: 'T0' as const, at };
      const isOpen = known !== undefined && known.revokedAt === null;
      return [
        ...requireHuman(judged),
        ...(isOpen ? [] : [unknownDelegation(payload.delegation)]),
        ...unless(
          known?.delegator === actor.id || isEligible(roster, actor.id, scope),
          'NOT_ELIGIBLE',
          'only the delegator or an eligible human can take a delegation back',
        ),
      ];
    }),
  evolve: (state, event) =>
    evolveStanding(state, event, (template) => {
      const delegations = template.standing.delegations.map((d) =>
        d.delegation === event.payload.delegation ? { ...d, revokedAt: event.at } : d,
      );
      return { ...template, standing: { ...template.standing, delegations } };
    }),
};

/** UNKNOWN_DELEGATION. */
export function unknownDelegation(id: Id): Refusal {
  return refusal('UNKNOWN_DELEGATION', `there is no delegation \`${id}\` in force`);
}

/**
 * The delegation as it stands at that time: neither revoked nor expired, its delegator still active and still one of
 * those who may instantiate. Whatever ends the standing approval ends it too.
 */
export function delegationInForce(
  template: SubmittedTemplate,
  id: Id,
  world: Pick<SubmissionWorld, 'facts' | 'roster' | 'at'>,
): DelegationRecord | undefined {
  const found = template.standing.delegations.find((d) => d.delegation === id);
  if (found === undefined || found.revokedAt !== null || isExpired(found.until, world.at)) {
    return undefined;
  }
  const document = world.facts.template(template.templateDigest);
  const mayStill = document?.instantiators.includes(found.delegator) === true;
  const isThere = activeHuman(world.roster, found.delegator, world.at) !== undefined;
  return mayStill && isThere ? found : undefined;
}
