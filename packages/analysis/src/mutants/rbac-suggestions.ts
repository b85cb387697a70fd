import type { Json } from '../canonical/jcs.ts';
import type { Witness } from '../questions/answer.ts';
import { distinct, type Plain, textsOf } from './mutant.ts';
import type { Suggesting, Suggestion, Survivor } from './suggestion.ts';

/** Verbs Kubernetes documents, those of RBAC included. */
const VERBS: readonly string[] = [
  'get',
  'list',
  'watch',
  'create',
  'update',
  'patch',
  'delete',
  'deletecollection',
  'use',
  'bind',
  'escalate',
  'impersonate',
  'approve',
  'sign',
];

/** Denials that may catch widened RBAC objects, the most general first. */
export function rbacSuggestions({ inner }: Suggesting, survivor: Survivor): Suggestion[] {
  return [
    ...allOthers(inner as readonly Plain[], survivor),
    ...ofElement(survivor),
    exactly(survivor.witness),
  ];
}

/** Everything but what the objects name: no rule of theirs may have a wildcard there. */
function allOthers(objects: readonly Plain[], { mutant }: Survivor): Suggestion[] {
  const { word, before } = mutant;
  const rules = objects.flatMap(({ rules }) => (rules ?? []) as readonly Plain[]);
  const all = (field: string): string[] => distinct(rules.flatMap((rule) => textsOf(rule[field])));
  const except = (name: string, pattern: Plain): Suggestion[] =>
    Object.values(pattern).flatMap(textsOf).includes('*') ? [] : [{ name, pattern }];
  if (word === 'namespace') {
    const namespaces = objects.map(({ metadata }) => ((metadata ?? {}) as Plain)['namespace']);
    return except('no-other-namespaces', { notNamespaces: distinct(namespaces.flatMap(textsOf)) });
  }
  const [index = '', field = ''] = word.split(' ');
  const rule = (before['rules'] as readonly Plain[] | undefined)?.[Number(index)] ?? {};
  switch (field) {
    case 'verbs':
      return except('no-other-verbs', { notVerbs: all('verbs') });
    case 'resources': {
      const bases = all('resources').map((one) => one.replace(/\/.*$/, ''));
      return except('no-other-resources', { notResources: distinct(bases) });
    }
    case 'resourceNames': {
      const { verbs = [], apiGroups = [], resources = [], resourceNames = [] } = rule;
      return except('no-other-names', { verbs, apiGroups, resources, notNames: resourceNames });
    }
    default:
      return [];
  }
}

function ofElement({ mutant, witness }: Survivor): Suggestion[] {
  const { word, before } = mutant;
  if (word === 'subjects') return otherSubjects(witness);
  if (word === 'namespace') return otherNamespaces(witness);
  const [index = '', field = ''] = word.split(' ');
  const rule = (before['rules'] as readonly Plain[] | undefined)?.[Number(index)] ?? {};
  const text = (name: string): string => String(witness[name] ?? '');
  const sub = text('subresource');
  const resource = sub === '' ? text('resource') : `${text('resource')}/${sub}`;
  const own = { verbs: rule['verbs'] ?? ['*'] };
  const about = { apiGroups: [text('apiGroup')], resources: [resource] };
  switch (field) {
    case 'verbs':
      return otherVerbs(rule);
    case 'resources':
      return [
        ...(sub === ''
          ? [{ name: 'no-secrets', pattern: { apiGroups: [''], resources: ['secrets'] } }]
          : []),
        { name: 'no-other-resources', pattern: about },
        { name: 'no-other-resources', pattern: { ...own, ...about } },
      ];
    case 'apiGroups':
      return [
        { name: 'no-other-api-groups', pattern: { apiGroups: [text('apiGroup')] } },
        { name: 'no-other-api-groups', pattern: { ...own, ...about } },
      ];
    case 'resourceNames':
      return [{ name: 'no-other-names', pattern: { ...own, ...about, names: [text('name')] } }];
    default:
      return [{ name: 'no-other-paths', pattern: { ...own, paths: [text('path')] } }];
  }
}

/** Every other verb on what the rule is about. */
function otherVerbs(rule: Plain): Suggestion[] {
  const own = textsOf(rule['verbs']);
  const verbs = VERBS.filter((one) => !own.includes(one));
  const paths = textsOf(rule['nonResourceURLs']);
  const about: Plain =
    paths.length > 0
      ? { paths: [...paths] }
      : { apiGroups: rule['apiGroups'] ?? [], resources: rule['resources'] ?? [] };
  const writing = verbs.filter((one) => !['get', 'list', 'watch'].includes(one));
  return [verbs, writing]
    .filter((list) => list.length > 0)
    .map((list) => ({ name: 'no-other-verbs', pattern: { verbs: list, ...about } }));
}

function otherSubjects({ user, groups }: Witness): Suggestion[] {
  const named: Plain = {
    ...(user === undefined ? {} : { users: [user as Json] }),
    ...(user === undefined && Array.isArray(groups) ? { groups: groups as Json } : {}),
  };
  return Object.keys(named).length === 0 ? [] : [{ name: 'nobody-else', pattern: named }];
}

function otherNamespaces({ namespace }: Witness): Suggestion[] {
  return [{ name: 'no-other-namespaces', pattern: { namespaces: [String(namespace ?? '')] } }];
}

/** The one request that shows it, whoever makes it; then with who does. */
function exactly(witness: Witness): Suggestion {
  const { user, verb, apiGroup, resource, subresource, name, namespace, path } = witness;
  const one = (word: string, value: unknown): Plain =>
    typeof value === 'string' ? { [word]: [value] } : {};
  const full = subresource ? `${String(resource)}/${String(subresource)}` : resource;
  const about =
    path === undefined || path === null
      ? {
          ...one('apiGroups', apiGroup),
          ...one('resources', full),
          ...one('names', name ?? ''),
          ...one('namespaces', namespace ?? ''),
        }
      : one('paths', path);
  return {
    name: 'not-this-request',
    pattern: { ...one('users', user), ...one('verbs', verb), ...about },
  };
}
