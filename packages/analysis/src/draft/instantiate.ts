import type { Json } from '../canonical/jcs.ts';
import { LANGUAGES } from '../languages.ts';
import { step } from '../parse/faults.ts';
import { suggest } from '../parse/suggest.ts';
import type { Digest, Parsed, Refusal } from '../refusal.ts';
import { filled } from './holes.ts';
import { whyNot } from './parameter-value.ts';
import { templateFaults } from './read-template.ts';
import type { ParameterValues, Template, TemplateParameter } from './template.ts';

/** A policy made from a template: as the language writes it, and canonical. */
export interface Instance {
  readonly policy: Json;
  readonly text: string;
  readonly digest: Digest;
}

/**
 * The policy of a template with its parameters filled in. Values go where values stand, never into names, and cannot bring
 * in wildcards, variables or quotes. Refused, all at once, each with a pointer: what is wrong with the template, values
 * that are missing, unknown, or outside the bounds of their parameter, and what the language refuses in the result.
 */
export function instantiate(template: Template, values: ParameterValues): Parsed<Instance> {
  const faults = templateFaults(template);
  const read = readValues(template, values);
  const refusals = [...faults, ...(read.ok ? [] : read.refusals)];
  if (!read.ok || refusals.length > 0) return { ok: false, refusals };
  const policy = filled(template.policy, read.value);
  const language = LANGUAGES.get(template.language);
  if (language === undefined) throw new Error(`no language \`${template.language}\``);
  const parsed = language.read(policy);
  if (!parsed.ok) return parsed;
  return { ok: true, value: { policy, ...language.canonical(parsed.value) } };
}

/** Values by parameter, or every reason why they are none; pointers are into the values. */
export function readValues(
  { parameters, language }: Pick<Template, 'parameters' | 'language'>,
  values: ParameterValues,
): Parsed<ReadonlyMap<string, string | readonly string[]>> {
  const names = parameters.map(({ name }) => name);
  const unknown = Object.keys(values)
    .filter((name) => !names.includes(name))
    .map((name) => unknownParameter(name, names));
  const read = parameters.map((one) => ({ name: one.name, ...readValue(one, values, language) }));
  const refusals = [...unknown, ...read.flatMap((one) => one.refusals)];
  if (refusals.length > 0) return { ok: false, refusals };
  return { ok: true, value: new Map(read.map(({ name, value }) => [name, value])) };
}

function unknownParameter(name: string, names: readonly string[]): Refusal {
  const meant = suggest(name, names);
  const help = meant === undefined ? '' : `; did you mean \`${meant}\``;
  const message = `there is no parameter \`${name}\`${help}`;
  return { code: 'UNKNOWN_PARAMETER', message, details: { pointer: step('', name) } };
}

function readValue(
  parameter: TemplateParameter,
  values: ParameterValues,
  language: string,
): { value: string | readonly string[]; refusals: Refusal[] } {
  const { name, list } = parameter;
  const pointer = step('', name);
  const given = Object.hasOwn(values, name) ? values[name] : undefined;
  if (given === undefined) {
    const message = `the parameter \`${name}\` has no value`;
    return { value: '', refusals: [{ code: 'MISSING_PARAMETER', message, details: { pointer } }] };
  }
  if (list === null) return oneValue(parameter, given, pointer, language);
  if (!Array.isArray(given)) return refused(`\`${name}\` must be a list of texts`, pointer);
  const read = given.map((one: unknown, at) =>
    oneValue(parameter, one, step(pointer, at), language),
  );
  const { minItems, maxItems } = list;
  const isCounted = given.length >= minItems && given.length <= maxItems;
  const count = `\`${name}\` has ${given.length} values, and may have ${minItems} to ${maxItems}`;
  const refusals = [
    ...(isCounted ? [] : refused(count, pointer).refusals),
    ...read.flatMap((one) => one.refusals),
  ];
  return { value: [...new Set(read.flatMap(({ value }) => value))], refusals };
}

function oneValue(
  parameter: TemplateParameter,
  given: unknown,
  pointer: string,
  language: string,
): { value: string; refusals: Refusal[] } {
  const { name } = parameter;
  if (typeof given !== 'string') return refused(`\`${name}\` must be a text`, pointer);
  // In a grants object `all` is no name but everything.
  const isEverything = language === 'grants' && given.toLowerCase() === 'all';
  const why = isEverything ? 'stands for everything in grants' : whyNot(parameter, given);
  return why === null
    ? { value: given, refusals: [] }
    : refused(`\`${given}\` ${why} (parameter \`${name}\`)`, pointer);
}

function refused(message: string, pointer: string): { value: string; refusals: Refusal[] } {
  return { value: '', refusals: [{ code: 'WRONG_PARAMETER', message, details: { pointer } }] };
}
