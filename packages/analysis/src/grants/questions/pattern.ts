import type { Parsed, Refusal } from '../../refusal.ts';
import { GITHUB_PERMISSIONS, levelsOf } from '../facts/github-permissions.ts';
import { GITHUB_SCOPE_NAMES } from '../facts/github-scopes.ts';
import type { Level } from '../model.ts';
import { type Atom, atomKey, type Subject, subjectKey } from '../sets/atom.ts';
import { ownerOf, type Reach } from '../sets/cell.ts';
import type { Granted, Side } from '../sets/side.ts';
import { type PatternWords, readPatternWords } from './words.ts';

/** Requests by their parts: each part is one name, a list, or whatever. */
export type RequestPattern = PatternWords;

/** Every request there is. */
export const EVERY_REQUEST: RequestPattern = {
  kind: null,
  subjects: null,
  provider: null,
  of: null,
  actions: null,
  level: null,
  path: null,
  resources: null,
  notActions: null,
  notResources: null,
};

/**
 * Reads a pattern such as `{permission, level, repository}`, `{scope, audience}` or `{action, resource}`. A part that
 * is absent or `*` is whatever; an action may be `permission:level` or `permission:*`, a repository `owner/*`. Other
 * wildcards are refused, since the parts are names, not patterns. `notActions`, `notRepository` and `notResource` are every
 * one but those they name.
 */
export function parseRequestPattern(value: unknown): Parsed<RequestPattern> {
  const words = readPatternWords(value);
  if (!words.ok) return words;
  const { actions, resources, level, subjects, path, notActions, notResources } = words.value;
  const refusals: Refusal[] = [
    ...(actions ?? []).filter((one) => one.replace(/:\*$/, '').includes('*')),
    ...(resources ?? []).filter((one) => one.replace(/^[^/]+\/\*$/, '').includes('*')),
    ...(subjects ?? []).filter((one) => one.includes('*')),
    ...(notActions ?? []).filter((one) => one.replace(/:\*$/, '').includes('*')),
    ...(notResources ?? []).filter((one) => one.includes('*')),
    ...[level, path].filter((one) => one?.includes('*')),
  ].map((one) => ({
    code: 'WRONG_PATTERN',
    message: `\`${String(one)}\`: only \`*\`, \`permission:*\` and \`owner/*\` are patterns of grants`,
  }));
  if (level !== null && !['read', 'write', 'admin'].includes(level)) {
    const message = `\`level\` must be \`read\`, \`write\` or \`admin\`, not \`${level}\``;
    refusals.push({ code: 'WRONG_PATTERN', message });
  }
  return refusals.length > 0 ? { ok: false, refusals } : words;
}

/**
 * The pattern as a set of requests, beside the policies of a question. Subjects left out are those the policies name;
 * actions left out are all that GitHub documents, all that the policies name, and one nobody names.
 */
export function patternSide(pattern: RequestPattern, named: readonly Side[]): Side {
  const subjects = subjectsOf(pattern, named);
  const atoms = new Map(
    [...subjects].map(([key, subject]) => [key, atomsOf(pattern, subject, key, named)]),
  );
  return {
    subjects,
    atoms: (subject) => atoms.get(subject) ?? new Map(),
    granted: (subject, key) => {
      const atom = atoms.get(subject)?.get(key);
      return atom === undefined ? [] : reachesOf(pattern, atom).map(grantedBy);
    },
  };
}

function grantedBy(reach: Reach): Granted {
  return { reach, grant: null };
}

function subjectsOf(pattern: RequestPattern, named: readonly Side[]): Map<string, Subject> {
  const { kind, provider, subjects } = pattern;
  const fits = (subject: Subject): boolean =>
    (kind === null || kind === subject.kind) &&
    (provider === null || provider === subject.provider) &&
    (subjects === null || subjects.includes(subject.name ?? ''));
  const found = new Map(
    named.flatMap((side) => [...side.subjects].filter(([, subject]) => fits(subject))),
  );
  // Who is asked about and named by no policy is asked about all the same.
  const present = new Set([...found.values()].map(({ name }) => name));
  const missing = subjects === null ? (found.size === 0 ? [null] : []) : subjects;
  for (const name of missing) {
    if (name !== null && present.has(name)) continue;
    const subject: Subject = { kind: kind ?? 'any', provider, name };
    found.set(subjectKey(subject), subject);
  }
  return found;
}

function atomsOf(
  pattern: RequestPattern,
  subject: Subject,
  key: string,
  named: readonly Side[],
): Map<string, Atom> {
  const atoms = new Map<string, Atom>();
  const add = (atom: Atom): void => {
    if (matches(pattern, atom)) atoms.set(atomKey(atom), atom);
  };
  for (const side of named) for (const atom of side.atoms(key).values()) add(atom);
  for (const atom of subject.kind === 'github-app'
    ? appAtoms(pattern)
    : scopeAtoms(pattern, subject, atoms)) {
    add(atom);
  }
  return atoms;
}

function matches({ actions, notActions, level, path, of }: RequestPattern, atom: Atom): boolean {
  if (of !== null && of !== atom.of) return false;
  if (level !== null && level !== atom.level) return false;
  if (path !== null && path !== atom.path) return false;
  if (notActions?.some((action) => isAction(action, atom)) === true) return false;
  return actions === null || actions.some((action) => isAction(action, atom));
}

function isAction(action: string, { name, level }: Atom): boolean {
  if (action === name) return true;
  return level !== null && (action === `${name}:${level}` || action === `${name}:*`);
}

/** Every documented permission at its levels, and those the pattern names though nobody documents them. */
function appAtoms({ actions, of, path }: RequestPattern): Atom[] {
  const documented = [...GITHUB_PERMISSIONS].flatMap(([name, known]) =>
    known.levels.map((level) => atom(known.of, name, level, path)),
  );
  const others = (actions ?? [])
    .map((action) => action.replace(/:(?:read|write|admin|\*)$/, ''))
    .filter((name) => !GITHUB_PERMISSIONS.has(name))
    .flatMap((name) => levelsOf(name).map((level) => atom(of ?? 'repository', name, level, path)));
  return [...documented, ...others];
}

function atom(of: Atom['of'], name: string, level: Level, path: string | null): Atom {
  return { of, name, level, path: name === 'single_file' ? (path ?? 'any/file') : null };
}

function scopeAtoms(
  { actions, notActions }: RequestPattern,
  { provider }: Subject,
  taken: ReadonlyMap<string, Atom>,
): Atom[] {
  const names = new Set([...[...taken.values()].map(({ name }) => name), ...(notActions ?? [])]);
  const whatever = provider === 'github' ? GITHUB_SCOPE_NAMES : [unused('another-scope', names)];
  return (actions ?? whatever).map((name) => ({ of: 'scope', name, level: null, path: null }));
}

/** The name, or the name with the first number that makes it one nobody has. */
export function unused(name: string, taken: ReadonlySet<string>): string {
  if (!taken.has(name)) return name;
  let number = 2;
  while (taken.has(`${name}-${number}`)) number += 1;
  return `${name}-${number}`;
}

/** A resource with a slash is a repository, one without is an organization; what has no resource matches none. */
function reachesOf({ resources, notResources }: RequestPattern, { of }: Atom): Reach[] {
  const isOfResource = of !== 'account' && of !== 'enterprise';
  if (notResources !== null && isOfResource) {
    const names = of === 'scope' ? notResources : notResources.map((one) => one.toLowerCase());
    return [{ kind: 'except', names: new Set(names) }];
  }
  if (resources === null) return [{ kind: 'everything' }];
  if (!isOfResource) return [];
  if (of === 'scope') return namesReach(resources);
  const folded = resources.map((one) => one.toLowerCase());
  if (of === 'organization') return namesReach(folded.filter((one) => !one.includes('/')));
  const owners = folded.filter((one) => one.endsWith('/*')).map(ownerOf);
  return [
    ...namesReach(folded.filter((one) => one.includes('/') && !one.endsWith('/*'))),
    ...owners.map((owner): Reach => ({ kind: 'owner', owner })),
  ];
}

function namesReach(names: readonly string[]): Reach[] {
  return names.length === 0 ? [] : [{ kind: 'names', names: new Set(names) }];
}

/** Actions of the pattern that are no permission of GitHub, where only GitHub Apps are asked about. */
export function unknownActions(pattern: RequestPattern, named: readonly Side[]): readonly string[] {
  const side = patternSide({ ...pattern, actions: null, notActions: null }, named);
  const subjects = [...side.subjects];
  if (pattern.actions === null || subjects.some(([, { kind }]) => kind !== 'github-app')) return [];
  const atoms = subjects.flatMap(([key]) => [...side.atoms(key).values()]);
  return pattern.actions.filter((action) => !atoms.some((one) => isAction(action, one)));
}
