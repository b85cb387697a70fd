import { accountOf } from '../kubernetes-rbac/access/identity.ts';
import { isRole, objectRef, type RbacPolicy } from '../kubernetes-rbac/model.ts';
import { rbacWhoCan } from '../kubernetes-rbac/questions/who-can.ts';
import type { Witness } from '../questions/answer.ts';
import type { Pattern } from './guardrail.ts';
import { changedObjects } from './rbac-asker.ts';

/** A question whose holders can act as somebody, and how. */
export interface Acting {
  readonly question: Pattern;
  readonly how: string;
}

/** Kinds that run pods as a service account of their namespace, by API group. */
const RUNNING: readonly (readonly [group: string, resources: readonly string[]])[] = [
  ['', ['pods', 'replicationcontrollers']],
  ['apps', ['deployments', 'daemonsets', 'statefulsets', 'replicasets']],
  ['batch', ['jobs', 'cronjobs']],
];

/** How a user, group or service account (`user:NAME`, `group:NAME`) can be acted as. */
export function actingOn(target: string): readonly Acting[] {
  const name = target.slice(target.indexOf(':') + 1);
  const how = 'can impersonate';
  const impersonating = (resource: string): Acting => ({
    question: { verbs: 'impersonate', apiGroups: '', resources: resource, names: name },
    how,
  });
  if (target.startsWith('group:')) return [impersonating('groups')];
  if (!target.startsWith('user:')) return [];
  const account = accountOf(name);
  if (account === null) return [impersonating('users')];
  const { namespace } = account;
  const named = { apiGroups: '', names: account.name, namespaces: namespace };
  return [
    impersonating('users'),
    { question: { verbs: 'impersonate', resources: 'serviceaccounts', ...named }, how },
    {
      question: { verbs: 'create', resources: 'serviceaccounts/token', ...named },
      how: 'can make a token of',
    },
    ...RUNNING.map(([group, resources]) => ({
      question: { verbs: 'create', apiGroups: group, resources, namespaces: namespace },
      how: 'can run pods as',
    })),
  ];
}

/** A role that allows some request of a pattern, and the question who can bind it. */
export interface GivingRole {
  readonly role: string;
  readonly witness: Witness;
  readonly binding: Pattern;
}

/** Roles that would give a request of the pattern to whoever can bind them, aggregated ones too. */
export function rolesGiving(
  policy: RbacPolicy,
  pattern: Pattern,
  steps: number | undefined,
): readonly GivingRole[] {
  const roles = policy.objects.filter(isRole).filter(({ kind }) => kind !== 'rules');
  const found = rbacWhoCan(rolesOnly(policy), pattern, steps);
  if (!found.ok) return [];
  return found.value.holders.flatMap(({ kind, name, witness }): GivingRole[] => {
    // A role that is the only one goes without its name.
    const ref = name === '' && roles[0] !== undefined ? objectRef(roles[0]) : name;
    return kind === 'role' ? [{ role: ref, witness, binding: bindingOf(ref) }] : [];
  });
}

function rolesOnly(policy: RbacPolicy): RbacPolicy {
  const subject = changedObjects(policy, (object) =>
    /^(?:Cluster)?Role$/.test(String(object['kind'])) ? [object] : [],
  );
  return subject;
}

/** `ClusterRole/x` or `Role/namespace/x`, as the question who can bind it. */
function bindingOf(ref: string): Pattern {
  const [kind = '', first = '', second = ''] = ref.split('/');
  const common = { verbs: 'bind', apiGroups: 'rbac.authorization.k8s.io' };
  return kind === 'ClusterRole'
    ? { ...common, resources: 'clusterroles', names: first }
    : { ...common, resources: 'roles', names: second, namespaces: first };
}
