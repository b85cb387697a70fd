import type { SubmissionWorld } from '../candidate/submission.ts';
import type { CommandOf } from '../command.ts';
import { isSame } from '../equality.ts';
import type { TemplateSubmission } from '../event.ts';
import { type EventRule, type Judged, type Step, streamOf } from '../event-rule.ts';
import { addSeconds, isExpired, isInstant } from '../instant.ts';
import { documentUnknown, environmentOf } from '../law.ts';
import { requireActive, requireHuman } from '../people.ts';
import { accepted, refusal, refused, unless } from '../refusal.ts';
import { evaluateAtBest } from '../rule/could-be-satisfied.ts';
import type { TemplateState } from '../state.ts';
import { judgeRisk } from '../tier/risk.ts';
import type { Instant, Refusal } from '../values.ts';
import { requireOwned } from './draft-template.ts';
import { requireTemplateAuthor } from './revise-template.ts';
import {
  evolveTemplate,
  judgeTemplate,
  templateCoreOf,
  unknownTemplate,
} from './template-event.ts';
import { computeTemplateSubmission, type VerifiedTemplate } from './template-submission.ts';

/** Puts a template before the humans who may approve it for good, and freezes what they will sign. */
export function submitTemplate(command: CommandOf<'submitTemplate'>): readonly Step[] {
  return [
    (now) => {
      const template = now.state.templates.get(command.template);
      if (template === undefined) return refused(unknownTemplate(command.template));
      if (!isVerified(template)) {
        const message = `the template is ${template.state}, not verified`;
        return refused([refusal('WRONG_STATE', message, { state: template.state })]);
      }
      const { validUntil } = command;
      const submission = computeTemplateSubmission(template, { validUntil, actor: now.actor }, now);
      if (!submission.ok) return submission;
      const stream = streamOf('template', template.id);
      return accepted([{ type: 'TemplateSubmitted', stream, payload: submission.value }]);
    },
  ];
}

/**
 * NOT_A_HUMAN, NOT_IN_ROSTER, UNKNOWN_TEMPLATE, WRONG_STATE, NOT_AN_AUTHOR, VERIFICATION_FAILED, EXCEPTION_REQUIRED,
 * ABOVE_APPETITE, LINEAGE_WITHOUT_HUMAN, NO_ACCOUNTABLE_HUMAN, BINDING_MOVED, NO_RULE, RULE_UNSATISFIABLE, DATE_NOT_USABLE,
 * VALIDITY_TOO_LONG.
 */
export const templateSubmitted: EventRule<'TemplateSubmitted'> = {
  stream: 'template',
  judge: (judged) => [
    ...requireHuman(judged),
    ...judgeTemplate(judged, (template) => [
      ...requireTemplateAuthor(template, [judged.actor.id], judged.facts),
      ...judgeAnswered(template, judged),
      ...(isVerified(template) ? judgeFrozen(judged, template) : []),
    ]),
  ],
  evolve: (state, event) =>
    evolveTemplate(state, event, (template) => {
      if (!isVerified(template)) return template;
      const { verification } = template;
      const standing = {
        submission: event.payload,
        submittedBy: event.actor.id,
        submittedAt: event.at,
        approvals: [],
        approvedAt: null,
        delegations: [],
        ended: null,
      };
      return { ...templateCoreOf(template), state: 'in-review', verification, standing };
    }),
};

function isVerified(template: TemplateState): template is VerifiedTemplate & TemplateState {
  return 'verification' in template;
}

function judgeAnswered(template: TemplateState, world: SubmissionWorld): readonly Refusal[] {
  const document = world.facts.template(template.templateDigest);
  if (document === undefined) return [documentUnknown(template.templateDigest, 'template')];
  return [
    ...unless(
      template.authors.length >= 1,
      'LINEAGE_WITHOUT_HUMAN',
      'no human answers for the content',
    ),
    ...template.authors.flatMap((a) => requireActive(a.human, world)),
    ...requireOwned(document, world),
  ];
}

function judgeFrozen(
  judged: Judged<'TemplateSubmitted'>,
  template: VerifiedTemplate,
): readonly Refusal[] {
  const { payload, actor } = judged;
  const submitted = { validUntil: payload.validUntil, actor };
  const computed = computeTemplateSubmission(template, submitted, judged);
  if (!computed.ok) return computed.refusals;
  return [
    ...judgeOutcome(template),
    ...judgeAppetite(computed.value, template, judged),
    ...judgeEqual(payload, computed.value),
    ...judgeSatisfiable(computed.value),
    ...judgeValidity(judged, template),
  ];
}

/** INV-5: what no instance may exceed has to be understood whole; an Exception is for one change, not for a class. */
function judgeOutcome({ verification }: VerifiedTemplate): readonly Refusal[] {
  const { outcome, verdict } = verification;
  return [
    ...unless(outcome !== 'failed', 'VERIFICATION_FAILED', 'a check of this template failed'),
    ...unless(
      outcome !== 'undetermined' && verdict !== 'undetermined',
      'EXCEPTION_REQUIRED',
      'something about the envelope is undetermined; each instance needs a review of its own',
    ),
  ];
}

/** R11: what nobody accepts of one change, nobody accepts for good; no Exception is for a class of changes. */
function judgeAppetite(
  { tier }: TemplateSubmission,
  { environment, verification }: VerifiedTemplate,
  { ruleSet, at }: Judged<'TemplateSubmitted'>,
): readonly Refusal[] {
  if (ruleSet.v === 1) return [];
  return judgeRisk(ruleSet, {
    environment,
    policy: '',
    dataClass: null,
    tier,
    verdict: verification.verdict,
    undetermined: [],
    constructs: [],
    at,
    among: [],
  }).refusals;
}

function judgeEqual(claimed: TemplateSubmission, computed: TemplateSubmission): readonly Refusal[] {
  const fields = Object.keys(computed) as (keyof TemplateSubmission)[];
  return fields
    .filter((field) => !isSame(claimed[field], computed[field]))
    .map((field) =>
      refusal('BINDING_MOVED', `\`${field}\` of the submission is not what the state gives`, {
        field,
      }),
    );
}

function judgeSatisfiable({ rule }: TemplateSubmission): readonly Refusal[] {
  const atBest = evaluateAtBest(rule.resolved);
  if (atBest.status === 'satisfied') return [];
  const message = `rule \`${rule.name}\` cannot be satisfied by anyone: missing ${atBest.missing}`;
  return [refusal('RULE_UNSATISFIABLE', message, { tree: atBest })];
}

function judgeValidity(
  judged: Judged<'TemplateSubmitted'>,
  template: VerifiedTemplate,
): readonly Refusal[] {
  const { validUntil } = judged.payload;
  const usable = isInstant(validUntil) && !isExpired(validUntil, judged.at);
  return [
    ...unless(usable, 'DATE_NOT_USABLE', `\`validUntil\` \`${validUntil}\` is no instant to come`, {
      field: 'validUntil',
    }),
    ...limitsOf(judged, template)
      .filter((limit) => validUntil > limit)
      .map((limit) =>
        refusal('VALIDITY_TOO_LONG', `valid until \`${validUntil}\` is beyond \`${limit}\``, {
          limit,
        }),
      ),
  ];
}

function limitsOf(
  { ruleSet, at, facts }: Judged<'TemplateSubmitted'>,
  template: TemplateState,
): readonly Instant[] {
  const environment = environmentOf(ruleSet, template.environment);
  const expires = facts.template(template.templateDigest)?.expires;
  return [
    ...(environment === undefined ? [] : [addSeconds(at, environment.maxValiditySeconds)]),
    ...(expires === undefined ? [] : [expires]),
  ];
}
