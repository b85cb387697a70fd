/** Codes of findings about RBAC, each with the sentence that documents it. */
export const RBAC_FINDING_CODES = {
  EVERYTHING: 'every verb is allowed on every resource, and so every path below',
  BIND_ROLES: 'roles can be bound that the binder does not hold',
  ESCALATE_ROLES: 'permissions can be written into roles that the writer does not hold',
  IMPERSONATE: 'requests can be made as another user, group or service account',
  RUN_PODS:
    'pods can be made, directly or by a workload, that run as any service account of the place and mount its secrets',
  EXEC_INTO_PODS: 'commands can be run in pods of others',
  REQUEST_TOKENS: 'tokens of service accounts can be asked for',
  READ_SECRETS: 'secrets can be read; a list or watch returns their contents',
  MAKE_TOKEN_SECRETS: 'a secret can be made that is filled with a token, and read',
  APPROVE_CERTIFICATES: 'client certificates of others can be had, or their requests approved',
  REACH_KUBELET: 'the kubelets can be reached past admission and audit',
  CHANGE_ADMISSION: 'every object that is written can be seen, or changed',
  CREATE_VOLUMES: 'files of a node can be mounted',
  CHANGE_DNS: 'names that pods look up can be sent elsewhere',
  REACH_PODS: 'what pods and services serve inside the cluster can be reached',
  WRITE_RBAC: 'roles or bindings can be written, within what the writer holds',
  ANONYMOUS_ACCESS: 'something is given to requests without a credential',
  EVERYONE_ACCESS: 'something is given to every user and service account',
  SYSTEM_MASTERS: 'a binding names the group that passes all authorization',
  BINDS_CLUSTER_ADMIN:
    'a binding names the default role `cluster-admin`, which is not in the input',
  DANGLING_BINDING: 'a binding names a role that is not in the input',
  VOID_BINDING: 'a ClusterRoleBinding names a Role, and so binds nobody',
  VOID_SUBJECT: 'a ClusterRoleBinding names a service account without a namespace, which is nobody',
  GRANTS_NOTHING: 'a rule, or a text in it, matches no request',
  NOT_A_WILDCARD: 'a `*` stands where it is a name',
  AGGREGATED_BY_LABEL: 'a label adds the rules of a ClusterRole to a default role',
  DUPLICATE_OBJECT: 'an object comes twice and differs; the last one counts',
  BUDGET_SPENT: 'escalation paths were not looked for to the end',
  WITNESS_MISMATCH: 'two evaluators of the analysis disagree; nothing that hangs on it is proved',
} as const;

/** A code of the table. */
export type RbacFindingCode = keyof typeof RBAC_FINDING_CODES;
