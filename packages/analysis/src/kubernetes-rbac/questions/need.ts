import { holderKey } from '../access/identity.ts';
import { holderOf, roleOf } from '../access/world.ts';
import type { ResourceSet } from '../decide/request-set.ts';
import { ALL } from '../decide/sets.ts';
import { hasText, type TextSet } from '../decide/text-set.ts';
import {
  type Binding,
  isBinding,
  isRole,
  namespaceOf,
  objectRef,
  type RbacObject,
  type RbacPolicy,
  type Role,
  type Rule,
  type Subject,
} from '../model.ts';
import type { RbacPattern } from './request-pattern.ts';

const AT = { line: 1, column: 1 };

/**
 * The least objects that give the requests of the patterns to whoever the policy gives something. Only what rules can
 * say: a pattern with a prefix of verbs or names, or with all subresources of one resource, needs more than any rule.
 */
export function needOf(policy: RbacPolicy, patterns: readonly RbacPattern[]): RbacPolicy {
  const bindings = policy.objects.filter(isBinding);
  const bound = new Set(bindings.map(roleOf));
  const alone = policy.objects
    .filter(isRole)
    .filter((role) => !bound.has(objectRef(role)))
    .map((role) => asNeeded(role, patterns));
  const objects = [...alone, ...boundNeeds(bindings, patterns)];
  return { objects, setAside: [], source: '[]' };
}

/** The role with the rules that are needed where it is. */
function asNeeded(role: Role, patterns: readonly RbacPattern[]): Role {
  const isHere = ({ requests, roles }: RbacPattern): boolean =>
    (roles.length === 0 || roles.includes(objectRef(role))) &&
    (isAnywhere(requests.namespaces) ||
      (role.kind === 'Role' && requests.namespaces.some((set) => hasText(set, namespaceOf(role)))));
  return { ...role, selectors: null, rules: patterns.filter(isHere).flatMap(rulesOf) };
}

/** For every pattern a ClusterRole, bound to every subject that the pattern is about, everywhere or in its namespaces. */
function boundNeeds(bindings: readonly Binding[], patterns: readonly RbacPattern[]): RbacObject[] {
  const subjects = subjectsOf(bindings);
  if (subjects.length === 0) return [];
  return patterns.flatMap((pattern, index): RbacObject[] => {
    const name = `need-${index + 1}`;
    const own = subjects.filter((subject) => isAbout(pattern, subject));
    const roleRef = { kind: 'ClusterRole' as const, name };
    const head = { apiVersion: V1, generateName: null, labels: {}, at: AT };
    const binding = (namespace: string | null): Binding => ({
      ...head,
      kind: namespace === null ? 'ClusterRoleBinding' : 'RoleBinding',
      name,
      namespace,
      roleRef,
      subjects: own,
    });
    const role: Role = {
      ...head,
      kind: 'ClusterRole',
      name,
      namespace: null,
      rules: rulesOf(pattern),
      selectors: null,
    };
    return [role, ...placesOf(pattern).map(binding)];
  });
}

const V1 = 'rbac.authorization.k8s.io/v1';

/** Whom the bindings name, each once; a service account is the user it signs in as. */
function subjectsOf(bindings: readonly Binding[]): Subject[] {
  const found = new Map<string, Subject>();
  for (const binding of bindings) {
    for (const subject of binding.subjects) {
      const holder = holderOf(subject, binding);
      if (holder === null) continue;
      const kind = holder.kind === 'group' ? 'Group' : 'User';
      found.set(holderKey(holder), { kind, name: holder.name, namespace: null, at: AT });
    }
  }
  return [...found.values()];
}

function isAbout({ users, groups }: RbacPattern, { kind, name }: Subject): boolean {
  if (kind === 'Group') return groups.length === 0 || groups.includes(name);
  return users.some((set) => hasText(set, name));
}

function isAnywhere(sets: readonly TextSet[]): boolean {
  return sets.some(({ kind }) => kind === 'all');
}

/** Where the pattern is about: everywhere (null) or in namespaces it names; a prefix of namespaces no binding can say. */
function placesOf({ requests }: RbacPattern): (string | null)[] {
  if (isAnywhere(requests.namespaces)) return [null];
  return requests.namespaces.flatMap((set) =>
    set.kind === 'one' && set.text !== '' ? [set.text] : [],
  );
}

function rulesOf({ requests }: RbacPattern): Rule[] {
  const { verbs, apiGroups, resources, names, paths } = requests;
  const isNamed = !isAnywhere(names);
  const common = { verbs: texts(verbs), at: AT };
  const ofResources: Rule = {
    ...common,
    apiGroups: texts(apiGroups),
    resources: resources.flatMap(resourceText),
    resourceNames: isNamed ? texts(names).filter((one) => one !== '') : [],
    nonResourceURLs: [],
  };
  const ofPaths: Rule = {
    ...common,
    apiGroups: [],
    resources: [],
    resourceNames: [],
    nonResourceURLs: paths.flatMap(pathText),
  };
  const isNameless = isNamed && ofResources.resourceNames.length === 0;
  return [
    ...(ofResources.resources.length === 0 || isNameless ? [] : [ofResources]),
    ...(ofPaths.nonResourceURLs.length === 0 ? [] : [ofPaths]),
  ];
}

function texts(sets: readonly TextSet[]): string[] {
  return sets.flatMap((set) => (set.kind === 'all' ? [ALL] : set.kind === 'one' ? [set.text] : []));
}

function resourceText({ base, sub }: ResourceSet): string[] {
  if (sub === 'any') return base.kind === 'all' ? [ALL] : [];
  if (sub === null) return base.kind === 'one' ? [base.text] : [];
  if (sub.kind !== 'one' || base.kind === 'prefix' || base.kind === 'except') return [];
  return [`${base.kind === 'all' ? ALL : base.text}/${sub.text}`];
}

/** What no rule can say is left out: the need is said smaller then, and more shows as beyond it. */
function pathText(set: TextSet): string[] {
  if (set.kind === 'except') return [];
  if (set.kind === 'all') return [ALL];
  return [set.kind === 'one' ? set.text : `${set.prefix}${ALL}`];
}
