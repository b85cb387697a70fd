import type { Json } from '../canonical/jcs.ts';
import { LANGUAGES } from '../languages.ts';
import { step } from '../parse/faults.ts';
import { suggest } from '../parse/suggest.ts';
import type { Parsed, Refusal } from '../refusal.ts';
import { type Hole, holesOf } from './holes.ts';
import { whyNot } from './parameter-value.ts';
import { isResourceType } from './resource-type.ts';
import type { ParameterKind, Template, TemplateParameter } from './template.ts';

/** Most parameters of one template: more could not be looked over by who approves it. */
export const MAX_PARAMETERS = 32;
/** Most values of one list. */
export const MAX_ITEMS = 100;

const KINDS: readonly ParameterKind[] = [
  'string',
  'account',
  'region',
  'arn',
  'namespace',
  'kubernetes-name',
  'repository',
];
const WORDS: readonly string[] = [
  'name',
  'kind',
  'list',
  'oneOf',
  'pattern',
  'maxLength',
  'characters',
  'service',
  'resourceType',
];
const NAME = /^[a-z][a-z0-9-]{0,63}$/;

/**
 * Reads a template from a JSON value; bounds that are left out are null. Refused, all at once, each with a pointer:
 * unknown or missing words, wrong types, and everything of `templateFaults`.
 */
export function readTemplate(value: unknown): Parsed<Template> {
  const problems = new Problems();
  const fields = problems.object(value, '', ['name', 'language', 'parameters', 'policy']);
  const template: Template = {
    name: problems.text(fields, 'name', ''),
    language: problems.text(fields, 'language', '') as Template['language'],
    parameters: readParameters(fields['parameters'], problems),
    policy: (fields['policy'] ?? null) as Json,
  };
  if (fields['policy'] === undefined) problems.add('the template has no `policy`', '');
  const refusals = problems.refusals.length > 0 ? problems.refusals : templateFaults(template);
  return refusals.length > 0 ? { ok: false, refusals } : { ok: true, value: template };
}

function readParameters(value: unknown, problems: Problems): TemplateParameter[] {
  if (!Array.isArray(value)) {
    problems.add('`parameters` must be a list', '/parameters');
    return [];
  }
  return value.map((one: unknown, at) => readParameter(one, step('/parameters', at), problems));
}

function readParameter(value: unknown, pointer: string, problems: Problems): TemplateParameter {
  const fields = problems.object(value, pointer, WORDS);
  const text = (name: string): string | null =>
    fields[name] === undefined || fields[name] === null
      ? null
      : problems.text(fields, name, pointer);
  return {
    name: problems.text(fields, 'name', pointer),
    kind: problems.text(fields, 'kind', pointer) as ParameterKind,
    list: readBounds(fields['list'], step(pointer, 'list'), problems),
    oneOf: problems.texts(fields['oneOf'], step(pointer, 'oneOf')),
    pattern: text('pattern'),
    maxLength: problems.count(fields['maxLength'], step(pointer, 'maxLength')),
    characters: text('characters'),
    service: text('service'),
    resourceType: text('resourceType'),
  };
}

function readBounds(
  value: unknown,
  pointer: string,
  problems: Problems,
): TemplateParameter['list'] {
  if (value === undefined || value === null) return null;
  const fields = problems.object(value, pointer, ['minItems', 'maxItems']);
  return {
    minItems: problems.count(fields['minItems'], step(pointer, 'minItems')) ?? 1,
    maxItems: problems.count(fields['maxItems'], step(pointer, 'maxItems')) ?? 1,
  };
}

/** What is wrong with a template, whatever its values; pointers are into the template. */
export function templateFaults(template: Template): Refusal[] {
  const problems = new Problems();
  if (!/^[a-z0-9][a-z0-9-]{0,63}$/.test(template.name))
    problems.add('`name` must be in lower case, digits and `-`', '/name');
  if (!LANGUAGES.has(template.language))
    problems.add(`\`${template.language}\` is no language that is decided here`, '/language');
  if (template.parameters.length > MAX_PARAMETERS)
    problems.add(`a template has ${MAX_PARAMETERS} parameters at most`, '/parameters');
  const { holes, faults } = holesOf(template.policy);
  for (const { message, pointer } of faults) problems.add(message, `/policy${pointer}`);
  for (const [at, one] of template.parameters.entries())
    checkParameter(one, step('/parameters', at), template, holes, problems);
  for (const hole of holes) checkHole(hole, template.parameters, problems);
  return problems.refusals;
}

function checkParameter(
  parameter: TemplateParameter,
  pointer: string,
  { parameters }: Template,
  holes: readonly Hole[],
  problems: Problems,
): void {
  const { name, kind, oneOf } = parameter;
  const say = (message: string, word: string): void => problems.add(message, step(pointer, word));
  if (!NAME.test(name)) say('the name of a parameter is in lower case, digits and `-`', 'name');
  if (parameters.find((one) => one.name === name) !== parameter)
    say(`\`${name}\` names another parameter already`, 'name');
  if (!holes.some((hole) => hole.parameter === name))
    say(`the policy has no place for \`${name}\``, 'name');
  if (!KINDS.includes(kind)) {
    say(`\`${kind}\` is no kind of parameter`, 'kind');
    return;
  }
  checkBounds(parameter, say);
  checkArn(parameter, say);
  for (const value of oneOf ?? []) {
    const why = whyNot({ ...parameter, oneOf: null }, value);
    if (why !== null) say(`\`${value}\` ${why}`, 'oneOf');
  }
}

function checkBounds(
  { kind, list, characters }: TemplateParameter,
  say: (message: string, word: string) => void,
): void {
  if (list !== null && !(list.minItems <= list.maxItems && list.maxItems <= MAX_ITEMS))
    say(`a list has ${MAX_ITEMS} values at most, and no more at least than at most`, 'list');
  if (characters === null) return;
  if (/[^!#%&()+,/:;=@[\]^|~]/.test(characters))
    say('`characters` may add marks, but no wildcard, quote, brace or `$`', 'characters');
  if (kind !== 'string') say('only a `string` has `characters`', 'characters');
}

function checkArn(
  { kind, service, resourceType }: TemplateParameter,
  say: (message: string, word: string) => void,
): void {
  const isNamed = service !== null || resourceType !== null;
  if (kind !== 'arn') {
    if (isNamed) say('only an `arn` has `service` and `resourceType`', 'service');
  } else if (!isResourceType(service ?? '', resourceType ?? '')) {
    say(`\`${service}\` has no resource type \`${resourceType}\``, 'resourceType');
  }
}

function checkHole(hole: Hole, parameters: readonly TemplateParameter[], problems: Problems): void {
  const pointer = `/policy${hole.pointer}`;
  const parameter = parameters.find(({ name }) => name === hole.parameter);
  if (parameter === undefined) {
    const meant = suggest(
      hole.parameter,
      parameters.map(({ name }) => name),
    );
    const help = meant === undefined ? '' : `; did you mean \`${meant}\``;
    problems.add(`there is no parameter \`${hole.parameter}\`${help}`, pointer);
  } else if (parameter.list !== null && !hole.isWhole)
    problems.add(`a list cannot stand inside a text: \`${hole.parameter}\``, pointer);
}

/** Collects refusals of a template. */
class Problems {
  readonly refusals: Refusal[] = [];

  add(message: string, pointer: string): void {
    this.refusals.push({ code: 'WRONG_TEMPLATE', message, details: { pointer } });
  }

  object(value: unknown, pointer: string, words: readonly string[]): Record<string, unknown> {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      this.add('must be an object', pointer);
      return {};
    }
    for (const name of Object.keys(value)) {
      if (words.includes(name)) continue;
      const meant = suggest(name, words);
      const help = meant === undefined ? '' : `; did you mean \`${meant}\``;
      this.add(`\`${name}\` is not known here${help}`, step(pointer, name));
    }
    return { ...value };
  }

  text(fields: Record<string, unknown>, name: string, pointer: string): string {
    const value = fields[name];
    if (typeof value === 'string') return value;
    this.add(`\`${name}\` must be a text`, step(pointer, name));
    return '';
  }

  texts(value: unknown, pointer: string): string[] | null {
    if (value === undefined || value === null) return null;
    const list: readonly unknown[] = Array.isArray(value) ? value : [];
    const texts = list.filter((one): one is string => typeof one === 'string');
    if (texts.length === 0 || texts.length < list.length)
      this.add('must be a list of texts', pointer);
    return texts;
  }

  count(value: unknown, pointer: string): number | null {
    if (value === undefined || value === null) return null;
    if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value;
    this.add('must be a whole number', pointer);
    return null;
  }
}
