import type { Parsed, Refusal } from '../../refusal.ts';
import type { Grant, Of } from '../model.ts';

/** The names a request or a pattern may give its parts. `subject`, `action` and `resource` fit every kind. */
const WORDS = {
  kind: ['app', 'client', 'key', 'subject'],
  action: ['permission', 'scope', 'action', 'actions'],
  resource: ['repository', 'organization', 'audience', 'resource', 'resources'],
  notAction: ['notActions'],
  notResource: ['notRepository', 'notResource'],
  more: ['kind', 'level', 'path', 'provider'],
} as const;

/** What a request pattern says; null: whatever. Lists mean any of their members. */
export interface PatternWords {
  readonly kind: Grant['kind'] | null;
  readonly subjects: readonly string[] | null;
  readonly provider: string | null;
  /** What the actions are about, where the words say so: a resource of another kind never matches. */
  readonly of: Of | null;
  readonly actions: readonly string[] | null;
  readonly level: string | null;
  readonly path: string | null;
  readonly resources: readonly string[] | null;
  /** What is left out of the actions and resources there are; null: nothing. */
  readonly notActions: readonly string[] | null;
  readonly notResources: readonly string[] | null;
}

const KINDS: readonly Grant['kind'][] = ['github-app', 'oauth', 'api-key'];
const KIND_OF: Readonly<Record<string, Grant['kind']>> = {
  app: 'github-app',
  permission: 'github-app',
  level: 'github-app',
  path: 'github-app',
  repository: 'github-app',
  notRepository: 'github-app',
  organization: 'github-app',
  client: 'oauth',
  audience: 'oauth',
  key: 'api-key',
};

/** Reads the words of a pattern; every fault at once. */
export function readPatternWords(value: unknown): Parsed<PatternWords> {
  const refusals: Refusal[] = [];
  const fault = (message: string): void => void refusals.push({ code: 'WRONG_PATTERN', message });
  const fields = fieldsOf(value);
  if (fields === undefined) fault('a request pattern is an object');
  const given = fields ?? new Map<string, unknown>();
  const known: readonly string[] = Object.values(WORDS).flat();
  for (const name of given.keys()) {
    if (!known.includes(name)) fault(`\`${name}\` is not a word of a request pattern`);
  }
  const words = {
    kind: kindOf(given, fault),
    subjects: oneOf(WORDS.kind, given, fault),
    provider: single('provider', given, fault),
    of: ofIn(given),
    actions: oneOf(WORDS.action, given, fault),
    level: single('level', given, fault),
    path: single('path', given, fault),
    resources: oneOf(WORDS.resource, given, fault),
    notActions: oneOf(WORDS.notAction, given, fault),
    notResources: oneOf(WORDS.notResource, given, fault),
  };
  checkExceptions(words, fault);
  return refusals.length > 0 ? { ok: false, refusals } : { ok: true, value: words };
}

function ofIn(given: ReadonlyMap<string, unknown>): Of | null {
  if (given.has('repository') || given.has('notRepository')) return 'repository';
  return given.has('organization') ? 'organization' : null;
}

/** What is left out is left out of all there is. */
function checkExceptions(
  { actions, resources, notActions, notResources }: PatternWords,
  fault: (message: string) => void,
): void {
  if (actions !== null && notActions !== null) fault('actions are named and left out at once');
  if (resources !== null && notResources !== null)
    fault('resources are named and left out at once');
}

function fieldsOf(value: unknown): ReadonlyMap<string, unknown> | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  return new Map(Object.entries(value).filter(([, one]) => one !== undefined));
}

function kindOf(
  given: ReadonlyMap<string, unknown>,
  fault: (message: string) => void,
): Grant['kind'] | null {
  const written = single('kind', given, fault);
  const kind = KINDS.find((one) => one === written) ?? null;
  if (written !== null && kind === null) fault(`\`${written}\` is not a kind of grants`);
  const implied = new Set([...given.keys()].flatMap((name) => KIND_OF[name] ?? []));
  if (kind !== null) implied.add(kind);
  if (implied.size > 1) fault(`the pattern has words of ${[...implied].join(' and ')}`);
  return [...implied][0] ?? null;
}

function oneOf(
  names: readonly string[],
  given: ReadonlyMap<string, unknown>,
  fault: (message: string) => void,
): readonly string[] | null {
  const present = names.filter((name) => given.has(name));
  if (present.length > 1) fault(`\`${present.join('` and `')}\` say the same thing twice`);
  const value = given.get(present[0] ?? '');
  if (value === undefined) return null;
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  const texts = list.filter((one): one is string => typeof one === 'string' && one !== '');
  if (texts.length < list.length || list.length === 0) {
    fault(`\`${present[0]}\` is a string or a list of strings`);
  }
  return texts.includes('*') ? null : texts;
}

function single(
  name: string,
  given: ReadonlyMap<string, unknown>,
  fault: (message: string) => void,
): string | null {
  const value = given.get(name);
  if (value === undefined || value === '*') return null;
  if (typeof value === 'string' && value !== '') return value;
  fault(`\`${name}\` is a string`);
  return null;
}
