import type { CommandOf } from '../command.ts';
import { distinct } from '../equality.ts';
import { type EventRule, type Step, streamOf } from '../event-rule.ts';
import type { Facts } from '../facts.ts';
import { accountableFor, requireDrafter } from '../people.ts';
import { accepted, refused, unless } from '../refusal.ts';
import type { Author, TemplateState } from '../state.ts';
import type { Id, Refusal } from '../values.ts';
import { judgeTemplateDocument, judgeTemplateLineage } from './draft-template.ts';
import {
  evolveTemplate,
  judgeTemplate,
  templateCoreOf,
  unknownTemplate,
} from './template-event.ts';

/** Replaces the document: a new digest, so the standing approval and every delegation under it are void (R34). */
export function reviseTemplate(command: CommandOf<'reviseTemplate'>): readonly Step[] {
  return [
    (now) => {
      const template = now.state.templates.get(command.template);
      if (template === undefined) return refused(unknownTemplate(command.template));
      const conflict = unless(
        command.expected === null || command.expected === template.templateDigest,
        'CURRENT_DIGEST',
        `the template now reads \`${template.templateDigest}\``,
        { current: template.templateDigest },
      );
      if (conflict.length > 0) return refused(conflict);
      const revision = template.revision + 1;
      const payload = { revision, templateDigest: command.document, authors: accountableFor(now) };
      const stream = streamOf('template', template.id);
      return accepted([{ type: 'TemplateRevised', stream, payload }]);
    },
  ];
}

/** As for a draft, and UNKNOWN_TEMPLATE, WRONG_STATE, NOT_AN_AUTHOR, NOTHING_CHANGED. */
export const templateRevised: EventRule<'TemplateRevised'> = {
  stream: 'template',
  judge: (judged) => [
    ...requireDrafter(judged),
    ...judgeTemplate(judged, (template) => [
      ...judgeTemplateLineage(judged),
      ...requireTemplateAuthor(template, judged.payload.authors, judged.facts),
      ...unless(
        judged.payload.revision === template.revision + 1,
        'EVENT_MALFORMED',
        `revision \`${judged.payload.revision}\` came where ${template.revision + 1} was due`,
      ),
      ...unless(
        judged.payload.templateDigest !== template.templateDigest,
        'NOTHING_CHANGED',
        'the document is the same; the standing approval stands',
      ),
      ...judgeTemplateDocument(judged, template.environment),
    ]),
  ],
  evolve: (state, event) =>
    evolveTemplate(state, event, (template) => {
      const { revision, templateDigest, authors } = event.payload;
      const isHuman = event.actor.kind === 'human';
      const why = isHuman ? ('editor' as const) : ('behind-token' as const);
      return {
        ...templateCoreOf(template),
        state: 'drafted',
        revision,
        templateDigest,
        authors: joined(template.authors, authors, why),
        agents: isHuman ? template.agents : distinct([...template.agents, event.actor.id]),
      };
    }),
};

function joined(
  authors: readonly Author[],
  humans: readonly Id[],
  why: Author['why'],
): readonly Author[] {
  const others = humans.filter((human) => !authors.some((a) => a.human === human));
  return [...authors, ...others.map((human) => ({ human, why }))];
}

/** NOT_AN_AUTHOR unless one of them wrote it or answers for it. */
export function requireTemplateAuthor(
  template: TemplateState,
  humans: readonly Id[],
  facts: Pick<Facts, 'template'>,
): readonly Refusal[] {
  const document = facts.template(template.templateDigest);
  const owners = document === undefined ? [] : [document.owner, document.backupOwner];
  const may = [...template.authors.map((a) => a.human), ...owners];
  return unless(
    humans.some((human) => may.includes(human)),
    'NOT_AN_AUTHOR',
    `\`${humans.join('`, `')}\` neither wrote the template nor owns it`,
  );
}
