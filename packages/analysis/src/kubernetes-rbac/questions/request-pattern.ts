import type { Parsed, Refusal } from '../../refusal.ts';
import { EVERY_REQUEST, type RequestSet, type ResourceSet } from '../decide/request-set.ts';
import { EVERYTHING, readTextSet, type TextSet } from '../decide/text-set.ts';

/** Requests by who makes them and what they are about. */
export interface RbacPattern {
  readonly requests: RequestSet;
  /** Users; groups that must all be carried; roles looked at as if bound, instead of users and groups. */
  readonly users: readonly TextSet[];
  readonly groups: readonly string[];
  readonly roles: readonly string[];
}

/** Words of a request and of a rule, by the field they set. */
const WORDS: ReadonlyMap<string, string> = new Map([
  ['user', 'users'],
  ['users', 'users'],
  ['group', 'groups'],
  ['groups', 'groups'],
  ['role', 'roles'],
  ['roles', 'roles'],
  ['verb', 'verbs'],
  ['verbs', 'verbs'],
  ['apiGroup', 'apiGroups'],
  ['apiGroups', 'apiGroups'],
  ['resource', 'resources'],
  ['resources', 'resources'],
  ['subresource', 'subresources'],
  ['subresources', 'subresources'],
  ['name', 'names'],
  ['names', 'names'],
  ['resourceName', 'names'],
  ['resourceNames', 'names'],
  ['namespace', 'namespaces'],
  ['namespaces', 'namespaces'],
  ['path', 'paths'],
  ['paths', 'paths'],
  ['nonResourceURL', 'paths'],
  ['nonResourceURLs', 'paths'],
  ['notVerbs', 'notVerbs'],
  ['notResources', 'notResources'],
  ['notNames', 'notNames'],
  ['notNamespaces', 'notNamespaces'],
]);
/** Fields by the field that leaves some of their texts out. */
const EXCEPT: ReadonlyMap<string, string> = new Map([
  ['verbs', 'notVerbs'],
  ['resources', 'notResources'],
  ['names', 'notNames'],
  ['namespaces', 'notNamespaces'],
]);
const OF_RESOURCES: readonly string[] = [
  'apiGroups',
  'resources',
  'subresources',
  'names',
  'namespaces',
  'notResources',
  'notNames',
  'notNamespaces',
];

/** Every request of anyone. */
export const EVERY_PATTERN: RbacPattern = {
  requests: EVERY_REQUEST,
  users: [EVERYTHING],
  groups: [],
  roles: [],
};

/**
 * Reads a pattern in the words of a request or of a rule, each a text or a list: `*` is all, a `*` at the end all with
 * that beginning. What is left out is anything. `resource: "pods"` is pods without subresources, as in a rule; `pods/*`
 * and `subresource: "*"` are their subresources. `notVerbs`, `notNames`, `notNamespaces` and `notResources` (with all their
 * subresources) are everything but what they list, by exact text. An empty name or namespace is a request without one. With a path the
 * pattern is about paths only, with a resource field about resources only.
 */
export function readRbacPattern(value: unknown): Parsed<RbacPattern> {
  const problems: string[] = [];
  const fields = readFields(value, problems);
  const texts = (field: string): readonly string[] => fields.get(field) ?? [];
  const isAboutPaths = fields.has('paths');
  const isAboutResources = OF_RESOURCES.some((field) => fields.has(field));
  if (isAboutPaths && isAboutResources)
    problems.push('a pattern is about paths or about resources, not both');
  const setsOf = (field: string): readonly TextSet[] => {
    const left = EXCEPT.get(field) ?? '';
    if (fields.has(left)) return [exceptSet(field, left, fields, problems)];
    if (!fields.has(field)) return [EVERYTHING];
    return texts(field).flatMap((text) => readSet(field, text, problems));
  };
  const requests: RequestSet = {
    verbs: setsOf('verbs'),
    apiGroups: isAboutPaths ? [] : setsOf('apiGroups'),
    resources: isAboutPaths ? [] : resourceSets(fields, problems),
    names: setsOf('names'),
    namespaces: setsOf('namespaces'),
    paths: isAboutResources ? [] : pathSets(setsOf('paths'), problems),
  };
  const users = setsOf('users');
  const pattern = { requests, users, groups: texts('groups'), roles: texts('roles') };
  if (problems.length === 0) return { ok: true, value: pattern };
  const refusals: Refusal[] = [...new Set(problems)].map((message) => ({
    code: 'WRONG_PATTERN',
    message,
  }));
  return { ok: false, refusals };
}

function readFields(value: unknown, problems: string[]): ReadonlyMap<string, readonly string[]> {
  const fields = new Map<string, readonly string[]>();
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    problems.push('a request pattern must be an object such as `{verb, resource}`');
    return fields;
  }
  for (const [name, given] of Object.entries(value)) {
    if (given === null || given === undefined) continue;
    const field = WORDS.get(name);
    const texts = textsIn(given);
    const problem = problemOf(name, field, texts, fields);
    if (problem !== null) problems.push(problem);
    // An empty list of groups asks for none in particular.
    else if (field !== undefined && texts !== null && !(texts.length === 0 && field === 'groups'))
      fields.set(field, texts);
  }
  return fields;
}

function problemOf(
  name: string,
  field: string | undefined,
  texts: readonly string[] | null,
  fields: ReadonlyMap<string, unknown>,
): string | null {
  if (field === undefined) return `the field \`${name}\` of a pattern is not known`;
  if (texts === null) return `\`${name}\` must be a string or a list of strings`;
  return fields.has(field) ? `\`${name}\` is given twice` : null;
}

function textsIn(given: unknown): readonly string[] | null {
  const list: readonly unknown[] = Array.isArray(given) ? given : [given];
  const texts = list.filter((one): one is string => typeof one === 'string');
  return texts.length < list.length ? null : texts;
}

function readSet(field: string, text: string, problems: string[]): TextSet[] {
  const set = readTextSet(text);
  const mayBeEmpty = field === 'names' || field === 'namespaces' || field === 'apiGroups';
  if (set === null) problems.push(`in \`${text}\` a \`*\` stands elsewhere than at the end`);
  else if (text === '' && !mayBeEmpty) problems.push(`\`${field}\` must not hold an empty text`);
  else return [set];
  return [];
}

/** Everything but the texts of a field. */
function exceptSet(
  field: string,
  left: string,
  fields: ReadonlyMap<string, readonly string[]>,
  problems: string[],
): TextSet {
  const texts = fields.get(left) ?? [];
  if (fields.has(field)) problems.push(`\`${field}\` and \`${left}\` are both given`);
  for (const text of texts) {
    if (text.includes('*')) problems.push(`\`${left}\` leaves out exact texts, not \`${text}\``);
    else if (text.includes('/')) problems.push(`\`${left}\` leaves out whole resources`);
  }
  return { kind: 'except', texts };
}

function resourceSets(
  fields: ReadonlyMap<string, readonly string[]>,
  problems: string[],
): ResourceSet[] {
  const bases = fields.get('resources');
  const subs = fields.get('subresources');
  if (fields.has('notResources')) {
    if (subs !== undefined)
      problems.push('`notResources` leaves out resources with their subresources');
    return [{ base: exceptSet('resources', 'notResources', fields, problems), sub: 'any' }];
  }
  if (bases === undefined && subs === undefined) return [{ base: EVERYTHING, sub: 'any' }];
  return (bases ?? ['*']).flatMap((text) => {
    if (subs === undefined) return resourceSet(text, problems);
    if (text.includes('/'))
      problems.push(`\`${text}\` has a subresource, and \`subresource\` is given`);
    return subs.flatMap((sub) => {
      const base = readSet('resources', text, problems);
      const under = sub === '' ? [null] : readSet('subresources', sub, problems);
      return base.flatMap((one) => under.map((other) => ({ base: one, sub: other })));
    });
  });
}

function resourceSet(text: string, problems: string[]): ResourceSet[] {
  if (text === '*') return [{ base: EVERYTHING, sub: 'any' }];
  const [first = '', second, ...rest] = text.split('/');
  if (rest.length > 0) problems.push(`\`${text}\` is no resource: it has two slashes`);
  const base = readSet('resources', first, problems);
  const sub = second === undefined ? [null] : readSet('subresources', second, problems);
  return base.flatMap((one) => sub.map((other) => ({ base: one, sub: other })));
}

function pathSets(sets: readonly TextSet[], problems: string[]): readonly TextSet[] {
  for (const set of sets) {
    const isText = set.kind === 'one' || set.kind === 'prefix';
    const text = !isText ? '/' : set.kind === 'one' ? set.text : set.prefix;
    if (!text.startsWith('/')) problems.push(`the path \`${text}\` must start with \`/\``);
  }
  return sets;
}
