import type { CommandOf } from '../command.ts';
import { isSame } from '../equality.ts';
import { type EventRule, type Judged, type Step, streamOf, versioned } from '../event-rule.ts';
import type { TemplateFacts } from '../facts.ts';
import { isExpired } from '../instant.ts';
import { documentUnknown, requireEnvironment } from '../law.ts';
import { accountableFor, requireAccountable, requireActive, requireDrafter } from '../people.ts';
import { accepted, refused, unless } from '../refusal.ts';
import type { Refusal } from '../values.ts';

/** Drafts a template: it carries no weight until humans approved it for good (R37). */
export function draftTemplate({ document }: CommandOf<'draftTemplate'>): readonly Step[] {
  return [
    (now) => {
      const template = now.facts.template(document);
      if (template === undefined) return refused([documentUnknown(document, 'template')]);
      const payload = {
        templateDigest: document,
        environment: template.environment,
        authors: accountableFor(now),
      };
      const stream = streamOf('template', now.newId());
      return accepted([{ type: 'TemplateDrafted', stream, payload }]);
    },
  ];
}

/**
 * TOKEN_NOT_LIVE, NOT_IN_ROSTER, LINEAGE_WITHOUT_HUMAN, DOCUMENT_UNKNOWN, UNKNOWN_ENVIRONMENT, NO_INTENDED_DENIAL,
 * NO_ACCOUNTABLE_HUMAN, DATE_NOT_USABLE, ALREADY_EXISTS.
 */
export const templateDrafted: EventRule<'TemplateDrafted'> = {
  stream: 'template',
  judge: (judged) => [
    ...requireDrafter(judged),
    ...unless(!judged.state.templates.has(judged.id), 'ALREADY_EXISTS', 'this template exists'),
    ...requireEnvironment(judged.ruleSet, judged.payload.environment),
    ...judgeTemplateLineage(judged),
    ...judgeTemplateDocument(judged, judged.payload.environment),
  ],
  evolve: (state, event) => {
    const { authors: humans, ...payload } = event.payload;
    const isHuman = event.actor.kind === 'human';
    const why = isHuman ? ('author' as const) : ('behind-token' as const);
    const template = {
      ...versioned(event),
      ...payload,
      state: 'drafted' as const,
      revision: 1,
      authors: humans.map((human) => ({ human, why })),
      agents: isHuman ? [] : [event.actor.id],
      draftedAt: event.at,
      spentApprovals: [],
    };
    return { ...state, templates: state.templates.set(template.id, template) };
  },
};

/** INV-4: the humans named are the ones accountable for the actor, and there is at least one. */
export function judgeTemplateLineage(
  judged: Judged<'TemplateDrafted'> | Judged<'TemplateRevised'>,
): readonly Refusal[] {
  const { authors } = judged.payload;
  return [
    ...unless(
      authors.length >= 1 && isSame(authors, accountableFor(judged)),
      'LINEAGE_WITHOUT_HUMAN',
      `the authors named are not the humans accountable for \`${judged.actor.id}\``,
    ),
    ...authors.flatMap((human) => requireActive(human, judged)),
  ];
}

/** Whether the document can be what a template says: of this place, for named people, with something it denies. */
export function judgeTemplateDocument(
  judged: Judged<'TemplateDrafted'> | Judged<'TemplateRevised'>,
  environment: string,
): readonly Refusal[] {
  const { templateDigest } = judged.payload;
  const template = judged.facts.template(templateDigest);
  if (template === undefined) return [documentUnknown(templateDigest, 'template')];
  return [
    ...unless(
      template.workspace === judged.workspace.id && template.environment === environment,
      'ENVIRONMENT_MISMATCH',
      'the template document says another workspace or environment',
    ),
    ...unless(
      template.denials.length >= 1,
      'NO_INTENDED_DENIAL',
      'a template names at least one intended denial',
    ),
    ...unless(
      !isExpired(template.expires, judged.at),
      'DATE_NOT_USABLE',
      `the template expired at \`${template.expires}\``,
    ),
    ...requireOwned(template, judged),
    ...policiesAtHand(template, judged),
  ];
}

/** NO_ACCOUNTABLE_HUMAN unless owner, backup owner and instantiators are active humans (INV-11). */
export function requireOwned(
  { owner, backupOwner, instantiators }: TemplateFacts,
  world: Parameters<typeof requireAccountable>[2],
): readonly Refusal[] {
  return [
    ...requireAccountable([owner], 'owner', world),
    ...requireAccountable([backupOwner], 'backup owner', world),
    ...requireAccountable(instantiators, 'instantiator', world),
  ];
}

function policiesAtHand(
  { envelope, ceiling, language }: TemplateFacts,
  { facts }: Pick<Judged<'TemplateDrafted'>, 'facts'>,
): readonly Refusal[] {
  return [
    { digest: envelope, what: 'envelope' },
    { digest: ceiling, what: 'ceiling' },
  ].flatMap(({ digest, what }) =>
    facts.policy(digest)?.language === language ? [] : [documentUnknown(digest, what)],
  );
}
