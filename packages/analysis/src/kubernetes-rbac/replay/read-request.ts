import type { Parsed, Refusal } from '../../refusal.ts';
import type { ReplayRequest } from './match-rule.ts';

const TEXTS = [
  'user',
  'role',
  'verb',
  'apiGroup',
  'resource',
  'subresource',
  'name',
  'namespace',
  'path',
];
const KNOWN: readonly string[] = [...TEXTS, 'groups'];

/**
 * Reads `{user, groups, verb, apiGroup, resource, subresource, name, namespace, path}`, absent or null where a request
 * has none; `resource` may be `pods/exec`. Without `groups` the user has those the API server gives. `role` asks about
 * one role as if it were bound.
 */
export function readRequest(value: unknown): Parsed<ReplayRequest> {
  const fields = new Map<string, unknown>(
    typeof value === 'object' && value !== null ? Object.entries(value) : [],
  );
  const problems = [...unknownFields(fields), ...wrongTypes(fields)];
  const text = (name: string): string => {
    const one = fields.get(name);
    return typeof one === 'string' ? one : '';
  };
  const hasPath = (fields.get('path') ?? null) !== null;
  if (text('verb') === '') problems.push('`verb` must not be empty');
  if (hasPath === (text('resource') !== ''))
    problems.push('one of `resource` and `path` must be given');
  if (problems.length > 0) return refused(problems);
  const [resource = '', ...rest] = text('resource').split('/');
  return {
    ok: true,
    value: {
      user: orNull(fields.get('user')),
      groups: groupsOf(fields.get('groups')),
      role: orNull(fields.get('role')),
      verb: text('verb'),
      apiGroup: text('apiGroup'),
      resource,
      subresource: text('subresource') || rest.join('/'),
      name: text('name'),
      namespace: text('namespace'),
      path: hasPath ? text('path') : null,
    },
  };
}

function unknownFields(fields: ReadonlyMap<string, unknown>): string[] {
  return [...fields.keys()]
    .filter((name) => !KNOWN.includes(name))
    .map((name) => `the field \`${name}\` is not known`);
}

function wrongTypes(fields: ReadonlyMap<string, unknown>): string[] {
  const wrong = TEXTS.filter((name) => typeof (fields.get(name) ?? '') !== 'string');
  const problems = wrong.map((name) => `\`${name}\` must be a string`);
  const groups = fields.get('groups') ?? null;
  if (groups !== null && groupsOf(groups) === null)
    problems.push('`groups` must be a list of strings');
  return problems;
}

function groupsOf(value: unknown): string[] | null {
  if (!Array.isArray(value)) return null;
  const texts = value.filter((one) => typeof one === 'string');
  return texts.length === value.length ? texts : null;
}

function orNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

function refused(problems: readonly string[]): Parsed<ReplayRequest> {
  const refusals: Refusal[] = problems.map((message) => ({ code: 'BAD_REQUEST', message }));
  return { ok: false, refusals };
}
