import type { DecisionView, TemplateView } from '@countersign/api';
import type { Template } from '@countersign/evidence';
import { spanWords } from '../parts/span-words.ts';

/** The signed document of a template as its format has it. */
export const templateOf = (view: TemplateView): Template => view.document as unknown as Template;

/** What bounds the values of a parameter, in words. */
export function parameterBounds(parameter: Template['parameters'][number]): string {
  const { list, oneOf, pattern, maxLength, characters, service, resourceType } = parameter;
  const parts = [
    list === null ? undefined : `${list.minItems} to ${list.maxItems} of them`,
    service === null ? undefined : `of ${service} ${resourceType ?? ''}`.trim(),
    oneOf === null ? undefined : `one of ${oneOf.join(', ')}`,
    pattern === null ? undefined : `matching ${pattern}`,
    maxLength === null ? undefined : `${maxLength} characters at most`,
    characters === null ? undefined : `characters ${characters}`,
  ].filter((part) => part !== undefined);
  return parts.length === 0 ? 'what its kind takes' : parts.join('; ');
}

/** For which identities instances may be made. */
export function selectorWords({ selector }: Template): string {
  const { externalIds, nhis } = selector;
  const parts = [
    ...(externalIds ?? []).map((pattern) => `external id \`${pattern}\``),
    ...(nhis ?? []).map((id) => `identity \`${id}\``),
  ];
  return parts.length === 0 ? 'any identity of the environment' : parts.join(' or ');
}

/** How the cap stands: live instances by record against how many there may be. */
export function capWords(live: number, cap: { readonly total: number; readonly perNhi: number }) {
  const left = Math.max(0, cap.total - live);
  return `${live} of ${cap.total} used, ${left} left; ${cap.perNhi} of one identity at most`;
}

/** How many automatic decisions a human looks at afterwards, and until when. */
export function sampleWords({ sample }: Template): string {
  if (sample.perMille === 0) return 'none';
  const share = sample.perMille === 1000 ? 'every one' : `${sample.perMille} of 1,000`;
  return `${share}, within ${spanWords(sample.dueSeconds)}`;
}

/** Whether a human looked, has to, or need not. */
export function lookWords({ reviewed, reviewBy }: DecisionView, now: number): string {
  if (reviewed !== null)
    return reviewed.verdict === 'ok' ? 'looked at, as it should be' : 'concern';
  if (reviewBy === null) return 'not in the sample';
  return Date.parse(reviewBy) < now ? 'overdue' : 'due';
}
