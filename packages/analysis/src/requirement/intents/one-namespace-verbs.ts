import { accountUser } from '../../kubernetes-rbac/access/identity.ts';
import type { RequirementCase } from '../requirement-case.ts';
import { A_FEW, type Intent, parameter } from './intent.ts';

/** A service account with some verbs on some resources of its namespace. Resources are written as kubectl has them. */
export const oneNamespaceVerbs: Intent = {
  name: 'one-namespace-verbs',
  language: 'kubernetes-rbac',
  purpose: 'lets a service account use some verbs on some resources of one namespace',
  doesNot: 'what other bindings give to the groups of service accounts, such as discovery',
  parameters: [
    parameter('service-account', 'kubernetes-name'),
    parameter('namespace', 'namespace'),
    parameter('verbs', 'string', {
      list: A_FEW,
      oneOf: ['get', 'list', 'watch', 'create', 'update', 'patch', 'delete', 'deletecollection'],
    }),
    parameter('resources', 'string', { list: A_FEW, characters: '/', maxLength: 253 }),
  ],
  cases: (values) => {
    const namespace = values.one('namespace');
    const users = [accountUser(namespace, values.one('service-account'))];
    const verbs = values.many('verbs');
    const groups = byGroup(values.many('resources'));
    const asked = [...groups].flatMap(([group, resources]) =>
      resources.map((one) => (group === '' ? one : `${group}/${one}`)),
    );
    return {
      allow: [...groups].map(([group, resources]) => ({
        id: `work-${group === '' ? 'core' : group.replaceAll('.', '-')}`,
        users,
        verbs,
        apiGroups: [group],
        resources,
        namespaces: [namespace],
      })),
      deny: [
        { id: 'other-namespaces', users, notNamespaces: [namespace] },
        { id: 'other-verbs', users, notVerbs: verbs },
        { id: 'paths', users, paths: ['*'] },
        { id: 'escalates', users, verbs: ['bind', 'escalate', 'impersonate'] },
        ...SENSITIVE.filter(({ resource }) => !asked.includes(resource)).map(
          ({ id, resource }): RequirementCase => ({
            id,
            users,
            apiGroups: [''],
            resources: [resource],
          }),
        ),
      ],
    };
  },
};

/** Resources of the core group that reach further than their name says; denied unless they are asked for. */
const SENSITIVE: readonly { readonly id: string; readonly resource: string }[] = [
  { id: 'secrets', resource: 'secrets' },
  { id: 'pods-exec', resource: 'pods/exec' },
  { id: 'pods-attach', resource: 'pods/attach' },
  { id: 'pods-portforward', resource: 'pods/portforward' },
  { id: 'account-tokens', resource: 'serviceaccounts/token' },
];

/** `deployments.apps/scale`: the resource, after a dot its group, after a slash the subresource. */
function byGroup(resources: readonly string[]): ReadonlyMap<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const text of resources) {
    const [named = '', sub] = text.split('/');
    const dot = named.indexOf('.');
    const base = dot < 0 ? named : named.slice(0, dot);
    const group = dot < 0 ? '' : named.slice(dot + 1);
    groups.set(group, [...(groups.get(group) ?? []), sub === undefined ? base : `${base}/${sub}`]);
  }
  return groups;
}
