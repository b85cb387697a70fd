import type { Json } from '../canonical/jcs.ts';
import { distinct, type Mutant, mutantsIn, type Plain, textsOf, type Widening } from './mutant.ts';

/** Widened RBAC objects, from the list of the canonical text. */
export function rbacMutants(objects: Json): Mutant[] {
  const list = objects as readonly Plain[];
  return [...mutantsIn(list, widenings, (elements) => [...elements]), ...everywhere(list)];
}

function widenings(object: Plain): Widening[] {
  const named = nameOf(object);
  if (object['rules'] !== undefined) return ruleWidenings(object, named);
  return object['subjects'] === undefined ? [] : subjectWidenings(object, named);
}

function nameOf(object: Plain): string {
  const { kind, metadata } = object;
  const { name, namespace } = (metadata ?? {}) as Plain;
  if (kind === undefined) return 'the rules';
  return `${kind} \`${namespace === undefined ? '' : `${namespace}/`}${name}\``;
}

function ruleWidenings(object: Plain, named: string): Widening[] {
  const rules = object['rules'] as readonly Plain[];
  return rules.flatMap((rule, index) => {
    const where = `${named}, rule ${index + 1},`;
    return ruleChanges(rule).map(({ kind, word, what, after }) => ({
      kind,
      word: `${index} ${word}`,
      what: `${where} ${what}`,
      after: { ...object, rules: rules.map((one, at) => (at === index ? after : one)) },
    }));
  });
}

interface RuleChange extends Omit<Widening, 'after'> {
  readonly after: Plain;
}

/** Subresources that reach further than their object. */
const DEEPER: ReadonlyMap<string, string> = new Map([
  ['pods', 'exec'],
  ['nodes', 'proxy'],
  ['services', 'proxy'],
  ['serviceaccounts', 'token'],
  ['deployments', 'scale'],
  ['namespaces', 'finalize'],
]);

function ruleChanges(rule: Plain): RuleChange[] {
  const { resourceNames, ...unnamed } = rule;
  const list = (word: string): readonly string[] => textsOf(rule[word]);
  const any = (word: string, kind: Widening['kind'], what: string): RuleChange[] =>
    list(word).length === 0 || list(word).includes('*')
      ? []
      : [{ kind, word, what, after: { ...rule, [word]: ['*'] } }];
  const resources = list('resources');
  const subresources = distinct(resources.flatMap(deeper)).filter(
    (one) => !(resources.includes(one) || resources.includes('*')),
  );
  return [
    ...any('verbs', 'any-action', 'with every verb'),
    ...any('resources', 'any-resource', 'on every resource'),
    ...any('apiGroups', 'wider-resource', 'in every API group'),
    ...any('nonResourceURLs', 'any-resource', 'on every path'),
    ...(resourceNames === undefined
      ? []
      : [
          {
            kind: 'wider-resource' as const,
            word: 'resourceNames',
            what: 'on every name',
            after: unnamed,
          },
        ]),
    ...subresources.slice(0, 3).map((one) => ({
      kind: 'wider-resource' as const,
      word: 'resources',
      what: `with the subresource \`${one}\``,
      after: { ...rule, resources: [...resources, one] },
    })),
  ];
}

/** The same subresource of everything, or the subresource that reaches further. */
function deeper(resource: string): string[] {
  if (resource.includes('/')) return [`*${resource.slice(resource.indexOf('/'))}`];
  const sub = DEEPER.get(resource);
  return sub === undefined ? [] : [`${resource}/${sub}`];
}

const GROUP = { apiGroup: 'rbac.authorization.k8s.io', kind: 'Group' };

function subjectWidenings(object: Plain, named: string): Widening[] {
  const subjects = object['subjects'] as readonly Plain[];
  const { namespace: home } = (object['metadata'] ?? {}) as Plain;
  const accounts = subjects.filter(({ kind }) => kind === 'ServiceAccount');
  const namespaces = distinct(
    accounts.map(({ namespace }) => String(namespace ?? home ?? 'default')),
  );
  const wider = (kind: 'wider-principal' | 'any-principal', group: string): Widening => ({
    kind,
    word: 'subjects',
    what: `${named} for the group \`${group}\``,
    after: { ...object, subjects: [...subjects, { ...GROUP, name: group }] },
  });
  return [
    ...namespaces.map((one) => wider('wider-principal', `system:serviceaccounts:${one}`)),
    wider('any-principal', 'system:authenticated'),
  ];
}

/** Role bindings as bindings of the whole cluster, with their role where it is one of a namespace. */
function everywhere(objects: readonly Plain[]): Mutant[] {
  return objects.flatMap((before, element): Mutant[] => {
    if (before['kind'] !== 'RoleBinding') return [];
    const { namespace, ...metadata } = before['metadata'] as Plain;
    const roleRef = before['roleRef'] as Plain;
    const after: Plain = {
      ...before,
      kind: 'ClusterRoleBinding',
      metadata,
      roleRef: { ...roleRef, kind: 'ClusterRole' },
      subjects: (before['subjects'] as readonly Plain[]).map((one) =>
        one['kind'] === 'ServiceAccount' && one['namespace'] === undefined
          ? { ...one, namespace: namespace ?? 'default' }
          : one,
      ),
    };
    // A role of the namespace is bound everywhere as a ClusterRole of the same name beside it.
    const role = objects.find(
      (one) =>
        roleRef['kind'] === 'Role' &&
        one['kind'] === 'Role' &&
        (one['metadata'] as Plain)['name'] === roleRef['name'] &&
        (one['metadata'] as Plain)['namespace'] === namespace,
    );
    if (roleRef['kind'] === 'Role' && role === undefined) return [];
    const added = role === undefined ? [] : [clusterRole(role)];
    return [
      {
        id: `wider-resource/${element + 1}/everywhere`,
        kind: 'wider-resource',
        element,
        what: `${nameOf(before)} in every namespace`,
        member: [...objects, ...added, after],
        before,
        after,
        word: 'namespace',
      },
    ];
  });
}

function clusterRole(role: Plain): Plain {
  const { namespace: _, ...metadata } = role['metadata'] as Plain;
  return { ...role, kind: 'ClusterRole', metadata };
}
