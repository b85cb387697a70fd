import { isClustered } from './clustered.ts';
import type { Area, Coverage } from './coverage.ts';
import { type Asked, asked } from './request.ts';
import type { ScopedRule } from './scoped-rule.ts';
import { ALL, isGroup, isNameless, isResource, isVerb } from './sets.ts';
import { EVERYTHING, hasText, membersOf, type TextSet } from './text-set.ts';

/** A resource and a subresource; `sub` null: none, `any`: none or any. */
export interface ResourceSet {
  readonly base: TextSet;
  readonly sub: TextSet | 'any' | null;
}

/** Requests: each verb on each group, resource, name and namespace, and each verb on each path. */
export interface RequestSet {
  readonly verbs: readonly TextSet[];
  readonly apiGroups: readonly TextSet[];
  readonly resources: readonly ResourceSet[];
  /** Names, the empty one for a request without; all includes none. */
  readonly names: readonly TextSet[];
  readonly namespaces: readonly TextSet[];
  readonly paths: readonly TextSet[];
}

/** Every request there is. */
export const EVERY_REQUEST: RequestSet = {
  verbs: [EVERYTHING],
  apiGroups: [EVERYTHING],
  resources: [{ base: EVERYTHING, sub: 'any' }],
  names: [EVERYTHING],
  namespaces: [EVERYTHING],
  paths: [EVERYTHING],
};

const VERBS: readonly string[] = ['get', 'list', 'create', 'update'];
const GROUPS: readonly string[] = ['', 'apps'];
const BASES: readonly string[] = ['secrets', 'pods', 'configmaps'];
const SUBS: readonly string[] = ['status'];
const PATHS: readonly string[] = ['/metrics', '/healthz'];

/**
 * A request of the set that `coverage` does not cover, or null: all are covered. Exact, for the reason given at
 * Coverage: the candidates with fresh texts lie only in what contains everything they stand for.
 */
export function uncoveredRequest(set: RequestSet, coverage: Coverage): Asked | null {
  const fresh = coverage.freshText();
  for (const { verb, area } of requestsIn(set, fresh)) {
    if (coverage.uncovered([verb], area).length > 0) return asked(verb, area);
  }
  for (const verb of membersOfAll(set.verbs, VERBS, fresh)) {
    for (const path of pathsIn(set, fresh)) {
      if (!coverage.coversPaths(verb, { path })) return { verb, path };
    }
  }
  return null;
}

function membersOfAll(
  sets: readonly TextSet[],
  familiar: readonly string[],
  fresh: string,
): string[] {
  return sets.flatMap((set) => membersOf(set, familiar, fresh));
}

function pathsIn({ paths }: RequestSet, fresh: string): string[] {
  return paths.flatMap((set) =>
    membersOf(set, PATHS, fresh).map((path) => (path.startsWith('/') ? path : `/${path}`)),
  );
}

function* requestsIn(set: RequestSet, fresh: string): Generator<{ verb: string; area: Area }> {
  const verbs = membersOfAll(set.verbs, VERBS, fresh);
  const names = membersOfAll(set.names, ['', 'example'], fresh);
  for (const area of areasIn(set, fresh)) {
    for (const verb of verbs) {
      const possible = isNameless(verb, area.resource) ? names.filter((one) => one === '') : names;
      for (const name of possible) yield { verb, area: { ...area, name } };
    }
  }
}

function* areasIn(set: RequestSet, fresh: string): Generator<Area> {
  for (const apiGroup of membersOfAll(set.apiGroups, GROUPS, fresh)) {
    for (const resource of set.resources.flatMap((one) => resourcesIn(one, fresh))) {
      for (const namespace of placesIn(set, resource, fresh))
        yield { apiGroup, resource, name: null, namespace };
    }
  }
}

function resourcesIn({ base, sub }: ResourceSet, fresh: string): string[] {
  const bases = membersOf(base, BASES, fresh);
  const plain = sub === null || sub === 'any' ? bases : [];
  const subs = sub === null ? [] : membersOf(sub === 'any' ? EVERYTHING : sub, SUBS, fresh);
  return [...plain, ...bases.flatMap((one) => subs.map((other) => `${one}/${other}`))];
}

function placesIn({ namespaces }: RequestSet, resource: string, fresh: string): (string | null)[] {
  const texts = namespaces.flatMap((set) => membersOf(set, ['example'], fresh));
  const places = texts.map((text) => (text === '' ? null : text));
  const isAny = namespaces.some((set) => mayBeNowhere(set));
  if (!isAny) return places;
  return isClustered(resource) ? [null, ...places] : [...places, null];
}

/** Whether a set that is not of one text has requests without a namespace, which no fresh text stands for. */
function mayBeNowhere(set: TextSet): boolean {
  return set.kind === 'all' || (set.kind === 'except' && hasText(set, ''));
}

/** A request that the rule allows and that is in the set, or null: there is none. */
export function commonRequest(scoped: ScopedRule, set: RequestSet): Asked | null {
  return commonResource(scoped, set) ?? commonPath(scoped, set);
}

function commonResource({ owned: { rule }, namespace }: ScopedRule, set: RequestSet): Asked | null {
  const places =
    namespace === null
      ? set.namespaces
      : set.namespaces.some((one) => hasText(one, namespace))
        ? [{ kind: 'one', text: namespace } as const]
        : [];
  const common: RequestSet = {
    verbs: both(rule.verbs.filter(isVerb), set.verbs),
    apiGroups: both(rule.apiGroups.filter(isGroup), set.apiGroups),
    resources: bothResources(rule.resources.filter(isResource), set.resources),
    names: rule.resourceNames.length === 0 ? set.names : oneOf(rule.resourceNames, set.names),
    namespaces: places,
    paths: [],
  };
  const { value } = requestsIn(common, 'x').next();
  return value === undefined ? null : asked(value.verb, value.area);
}

/** What a list of a rule and sets of a pattern share; `*` in the rule is everything. */
function both(texts: readonly string[], sets: readonly TextSet[]): readonly TextSet[] {
  return texts.includes(ALL) ? sets : oneOf(texts, sets);
}

function oneOf(texts: readonly string[], sets: readonly TextSet[]): TextSet[] {
  return texts
    .filter((text) => sets.some((set) => hasText(set, text)))
    .map((text) => ({ kind: 'one', text }));
}

function bothResources(texts: readonly string[], sets: readonly ResourceSet[]): ResourceSet[] {
  return texts.flatMap((text) => sets.flatMap((set) => bothResource(text, set) ?? []));
}

function bothResource(text: string, set: ResourceSet): ResourceSet | null {
  if (text === ALL) return set;
  const [base = '', sub] = text.split('/');
  if (base !== ALL && !hasText(set.base, base)) return null;
  if (sub === undefined) {
    const isPlain = set.sub === null || set.sub === 'any';
    return isPlain ? { base: { kind: 'one', text: base }, sub: null } : null;
  }
  if (set.sub === null || (set.sub !== 'any' && !hasText(set.sub, sub))) return null;
  const wanted: TextSet = base === ALL ? set.base : { kind: 'one', text: base };
  return { base: wanted, sub: { kind: 'one', text: sub } };
}

function commonPath({ owned: { rule }, namespace }: ScopedRule, set: RequestSet): Asked | null {
  if (namespace !== null) return null;
  const [verb] = membersOfAll(both(rule.verbs.filter(isVerb), set.verbs), VERBS, 'x');
  if (verb === undefined) return null;
  for (const url of rule.nonResourceURLs) {
    const path = set.paths.map((one) => commonPathOf(url, one)).find((one) => one !== null);
    if (path !== undefined) return { verb, path };
  }
  return null;
}

function commonPathOf(url: string, set: TextSet): string | null {
  const prefix = url.replace(/\*+$/, '');
  const isExact = !url.endsWith(ALL);
  // No pattern leaves out paths.
  if (set.kind === 'except') return null;
  const [wanted, isOne] =
    set.kind === 'all' ? ['', false] : set.kind === 'one' ? [set.text, true] : [set.prefix, false];
  const longer = prefix.length > wanted.length ? prefix : wanted;
  const isPath = longer === '' || longer.startsWith('/');
  const isExactFit = !isExact || longer === url;
  const isOneFit = !isOne || longer === wanted;
  const isCommon = longer.startsWith(prefix) && longer.startsWith(wanted);
  if (!(isPath && isExactFit && isOneFit && isCommon)) return null;
  return longer === '' ? '/metrics' : longer;
}

/** The requests of a rule as a set. */
export function requestsOf({ owned: { rule }, namespace }: ScopedRule): RequestSet {
  const sets = (texts: readonly string[]): TextSet[] =>
    texts.map((text) => (text === ALL ? EVERYTHING : { kind: 'one', text }));
  const isUrl = namespace === null && rule.nonResourceURLs.length > 0;
  return {
    verbs: sets(rule.verbs.filter(isVerb)),
    apiGroups: sets(rule.apiGroups.filter(isGroup)),
    resources: rule.resources.filter(isResource).map(resourceSetOf),
    names: rule.resourceNames.length === 0 ? [EVERYTHING] : oneOf(rule.resourceNames, [EVERYTHING]),
    namespaces: namespace === null ? [EVERYTHING] : [{ kind: 'one', text: namespace }],
    paths: isUrl ? rule.nonResourceURLs.flatMap((url) => urlSet(url) ?? []) : [],
  };
}

function resourceSetOf(text: string): ResourceSet {
  if (text === ALL) return { base: EVERYTHING, sub: 'any' };
  const [base = '', sub] = text.split('/');
  return {
    base: base === ALL ? EVERYTHING : { kind: 'one', text: base },
    sub: sub === undefined ? null : { kind: 'one', text: sub },
  };
}

function urlSet(url: string): TextSet | null {
  if (url === '') return null;
  return url.endsWith(ALL)
    ? { kind: 'prefix', prefix: url.replace(/\*+$/, '') }
    : { kind: 'one', text: url };
}
