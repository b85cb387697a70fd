import type { Digest, Id } from '@countersign/domain';
import { change, createdId, given } from './change.ts';
import type { Answer, Caller, Deps } from './deps.ts';
import { putTemplate, readTemplateParts, type TemplateInput } from './template-document.ts';
import { verifyTemplate } from './verify-template.ts';

/** Drafts a template and verifies its envelope before answering; it carries no weight until humans sign it (R37). */
export async function draftTemplate(
  deps: Deps,
  caller: Caller,
  input: TemplateInput,
): Promise<Answer<{ id: Id }>> {
  const read = await readTemplateParts(deps, input);
  if (!read.ok) return read;
  const drafted = await change(deps, caller, {
    streams: [],
    command: async ({ log }) => {
      const document = await putTemplate(log, input, read.value);
      return document.ok ? given({ type: 'draftTemplate', document: document.value }) : document;
    },
    answer: (events) => ({ id: createdId(events, 'TemplateDrafted') }),
  });
  if (drafted.ok) await verifyTemplate(deps, caller.workspace, drafted.value.id);
  return drafted;
}

/** Replaces a template's document: the standing approval and every delegation under it are void. */
export async function reviseTemplate(
  deps: Deps,
  caller: Caller,
  { template, expected, ...input }: TemplateInput & { template: Id; expected: Digest },
): Promise<Answer<{ id: Id }>> {
  const read = await readTemplateParts(deps, input);
  if (!read.ok) return read;
  const revised = await change(deps, caller, {
    streams: [`template/${template}`],
    command: async ({ log }) => {
      const document = await putTemplate(log, input, read.value);
      return document.ok
        ? given({ type: 'reviseTemplate', template, document: document.value, expected })
        : document;
    },
    answer: () => ({ id: template }),
  });
  if (revised.ok) await verifyTemplate(deps, caller.workspace, template);
  return revised;
}
