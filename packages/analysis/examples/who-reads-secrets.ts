// Kubernetes: who can read secrets, and who newly can once a label adds a ClusterRole to an aggregated one.
// `node examples/who-reads-secrets.ts`
import { diffRbac, type RbacPolicy, rbacWhoCan, readRbacPolicy } from '@countersign/analysis';

const API = { apiVersion: 'rbac.authorization.k8s.io/v1' };

/** A role that collects its rules by label, bound to a group; a role about secrets with or without that label. */
function cluster(labels: Readonly<Record<string, string>>): RbacPolicy {
  const read = readRbacPolicy([
    {
      ...API,
      kind: 'ClusterRole',
      metadata: { name: 'support' },
      aggregationRule: { clusterRoleSelectors: [{ matchLabels: { team: 'support' } }] },
      rules: [],
    },
    {
      ...API,
      kind: 'ClusterRole',
      metadata: { name: 'secret-reader', labels },
      rules: [{ apiGroups: [''], resources: ['secrets'], verbs: ['get', 'list'] }],
    },
    {
      ...API,
      kind: 'ClusterRoleBinding',
      metadata: { name: 'support' },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'support' },
      subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'Group', name: 'support' }],
    },
  ]);
  if (!read.ok) throw new Error(read.refusals.map(({ message }) => message).join('; '));
  return read.value;
}

function readers(policy: RbacPolicy): string {
  const found = rbacWhoCan(policy, { verb: 'get', resource: 'secrets' });
  if (!found.ok) throw new Error(found.refusals.map(({ message }) => message).join('; '));
  return found.value.holders.map(({ text }) => text).join(', ');
}

const before = cluster({});
const after = cluster({ team: 'support' });

console.log(readers(before));
// → ClusterRole `secret-reader`
console.log(readers(after));
// → group `support`, ClusterRole `secret-reader`
const { verdict, newlyAllowed } = diffRbac(before, after);
console.log(verdict);
// → broader
for (const { summary } of newlyAllowed) console.log(summary);
// → newly allows `get`, `list` on `secrets` in every namespace for group `support` (ClusterRole `secret-reader` aggregated into ClusterRole `support`, rule 1)
