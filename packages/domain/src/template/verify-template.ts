import { isReleaseKey, outcomeOf } from '../candidate/record-verification.ts';
import type { CommandOf } from '../command.ts';
import { isSame } from '../equality.ts';
import type { EventPayloads } from '../event.ts';
import { type EventRule, type Judged, type Step, streamOf } from '../event-rule.ts';
import type { VerificationFacts } from '../facts.ts';
import { documentUnknown } from '../law.ts';
import { requireSystem } from '../people.ts';
import { accepted, refused, unless } from '../refusal.ts';
import type { RuleSet } from '../roster.ts';
import type { TemplateState } from '../state.ts';
import type { Refusal } from '../values.ts';
import {
  evolveTemplate,
  judgeTemplate,
  templateCoreOf,
  unknownTemplate,
} from './template-event.ts';
import { templateTier } from './template-tier.ts';

/** Records what analysis proved about the template's envelope: evidence, never a decision (INV-2). */
export function recordTemplateVerification(
  command: CommandOf<'recordTemplateVerification'>,
): readonly Step[] {
  return [
    ({ state, facts, ruleSet }) => {
      const template = state.templates.get(command.template);
      if (template === undefined) return refused(unknownTemplate(command.template));
      const { verification } = command;
      const proved = facts.verification(verification);
      if (proved === undefined) return refused([documentUnknown(verification, 'verification')]);
      const { revision } = template;
      const payload = { revision, verification, ...derived(proved, template, ruleSet) };
      const stream = streamOf('template', template.id);
      return accepted([{ type: 'TemplateVerified', stream, payload }]);
    },
  ];
}

/** What follows from a Verification under the RuleSet in force; nobody can say otherwise. */
function derived(
  proved: VerificationFacts,
  { environment }: TemplateState,
  ruleSet: RuleSet,
): Omit<EventPayloads['TemplateVerified'], 'revision' | 'verification'> {
  const { presented, verdict } = proved;
  const { tier, reasons } = templateTier(environment, proved, ruleSet);
  return { presented, verdict, tier, reasons, outcome: outcomeOf(proved) };
}

/** NOT_THE_SYSTEM, UNKNOWN_TEMPLATE, WRONG_STATE, DOCUMENT_UNKNOWN, VERIFICATION_MISMATCH. */
export const templateVerified: EventRule<'TemplateVerified'> = {
  stream: 'template',
  judge: (judged) => [
    ...requireSystem(judged.actor),
    ...judgeTemplate(judged, (template) => judgeEnvelope(judged, template)),
  ],
  evolve: (state, event) =>
    evolveTemplate(state, event, (template) => ({
      ...templateCoreOf(template),
      state: event.payload.outcome === 'failed' ? 'failed' : 'verified',
      verification: { ...event.payload, at: event.at },
    })),
};

function judgeEnvelope(
  { payload, facts, roster, ruleSet, at }: Judged<'TemplateVerified'>,
  template: TemplateState,
): readonly Refusal[] {
  const proved = facts.verification(payload.verification);
  const document = facts.template(template.templateDigest);
  if (proved === undefined) return [documentUnknown(payload.verification, 'verification')];
  const { revision, verification: _, ...claimed } = payload;
  const mismatch = (holds: boolean, field: string): readonly Refusal[] =>
    unless(holds, 'VERIFICATION_MISMATCH', `the verification is about another ${field}`, { field });
  return [
    ...mismatch(revision === template.revision, 'revision'),
    ...mismatch(proved.from === null, 'base'),
    ...mismatch(proved.to === document?.envelope, 'envelope'),
    ...mismatch(proved.requirement === template.templateDigest, 'template'),
    ...mismatch(isSame(claimed, derived(proved, template, ruleSet)), 'result'),
    ...mismatch(isReleaseKey(roster, proved.publicKey, at), 'signer'),
  ];
}
