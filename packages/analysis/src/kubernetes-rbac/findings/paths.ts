import type { Finding } from '../../questions/answer.ts';
import type { Ability } from './abilities.ts';
import * as can from './abilities.ts';
import type { RbacFindingCode } from './codes.ts';

type Severity = NonNullable<Finding['severity']>;

/** A way to more than a holder's rules say. */
export interface EscalationPath {
  readonly code: RbacFindingCode;
  /** Each alternative by itself is enough; all abilities of one are needed. */
  readonly ways: readonly (readonly Ability[])[];
  /** What it comes to everywhere, and in one namespace. */
  readonly severity: readonly [Severity, Severity];
  /** After `may `. */
  readonly what: string;
  /** After `, so it `. */
  readonly so: string;
  /** Whether the service accounts of the place are reached. */
  readonly reachesAccounts?: boolean;
  /** Found only where none of these was: it says less. */
  readonly unless?: readonly RbacFindingCode[];
}

/** Escalation paths, the plainest first. */
export const PATHS: readonly EscalationPath[] = [
  {
    code: 'BIND_ROLES',
    ways: [
      [can.BIND, can.WRITE_CLUSTER_BINDINGS],
      [can.BIND, can.WRITE_BINDINGS],
    ],
    severity: ['high', 'medium'],
    what: 'bind roles it does not hold, and write bindings',
    so: 'can give itself everything those roles allow',
  },
  {
    code: 'BIND_ROLES',
    ways: [[can.BIND]],
    severity: ['medium', 'medium'],
    what: 'bind roles it does not hold',
    so: 'can give itself everything those roles allow once it may also write bindings',
    unless: ['BIND_ROLES'],
  },
  {
    code: 'ESCALATE_ROLES',
    ways: [
      [can.ESCALATE_CLUSTER, can.WRITE_CLUSTER_ROLES],
      [can.ESCALATE, can.WRITE_ROLES],
    ],
    severity: ['high', 'medium'],
    what: 'write into roles what it does not hold itself',
    so: 'can add any permission to a role that it has',
  },
  {
    code: 'ESCALATE_ROLES',
    ways: [[can.ESCALATE_CLUSTER], [can.ESCALATE]],
    severity: ['medium', 'medium'],
    what: 'escalate roles',
    so: 'can add any permission to a role that it has once it may also write roles',
    unless: ['ESCALATE_ROLES'],
  },
  {
    code: 'IMPERSONATE',
    ways: [[can.IMPERSONATE_GROUPS, can.IMPERSONATE_USERS]],
    severity: ['high', 'high'],
    what: 'impersonate users and groups',
    so: 'can act as any user in any group it is not limited from, `system:masters` among them',
  },
  {
    code: 'IMPERSONATE',
    ways: [[can.IMPERSONATE_USERS]],
    severity: ['high', 'high'],
    what: 'impersonate users, service accounts among them',
    so: 'can do whatever they can',
    reachesAccounts: true,
    unless: ['IMPERSONATE'],
  },
  {
    code: 'IMPERSONATE',
    ways: [[can.IMPERSONATE_ACCOUNTS]],
    severity: ['high', 'medium'],
    what: 'impersonate service accounts',
    so: 'can do whatever they can',
    reachesAccounts: true,
    unless: ['IMPERSONATE'],
  },
  {
    code: 'IMPERSONATE',
    ways: [[can.IMPERSONATE_GROUPS], [can.IMPERSONATE_MORE]],
    severity: ['medium', 'medium'],
    what: 'impersonate groups, uids or extra attributes',
    so: 'can act in them for every user it may also impersonate',
    unless: ['IMPERSONATE'],
  },
  {
    code: 'RUN_PODS',
    ways: [[can.CREATE_PODS], [can.WRITE_APPS], [can.WRITE_JOBS], [can.WRITE_CONTROLLERS]],
    severity: ['high', 'medium'],
    what: 'make pods, or workloads that make them,',
    so: 'can run as every service account and read every secret and config map there',
    reachesAccounts: true,
  },
  {
    code: 'EXEC_INTO_PODS',
    ways: [[can.EXEC], [can.DEBUG]],
    severity: ['high', 'medium'],
    what: 'run commands in pods',
    so: 'can act as the service accounts they run as and read what they mount',
    reachesAccounts: true,
  },
  {
    code: 'REQUEST_TOKENS',
    ways: [[can.REQUEST_TOKENS]],
    severity: ['high', 'medium'],
    what: 'request tokens of service accounts',
    so: 'can act as them from anywhere',
    reachesAccounts: true,
  },
  {
    code: 'READ_SECRETS',
    ways: [[can.READ_SECRETS]],
    severity: ['high', 'medium'],
    what: 'read secrets (a list or watch returns their contents)',
    so: 'can use every credential in them, tokens of service accounts included',
  },
  {
    code: 'MAKE_TOKEN_SECRETS',
    ways: [[can.CREATE_SECRETS, can.READ_SECRETS]],
    severity: ['high', 'medium'],
    what: 'create secrets and read them',
    so: 'can have a lasting token made for any service account',
    reachesAccounts: true,
  },
  {
    code: 'APPROVE_CERTIFICATES',
    ways: [[can.CREATE_REQUESTS, can.APPROVE_REQUESTS, can.APPROVE_SIGNERS]],
    severity: ['high', 'high'],
    what: 'request, approve and have signed client certificates',
    so: 'can become any user, and any group but `system:masters`',
  },
  {
    code: 'APPROVE_CERTIFICATES',
    ways: [[can.APPROVE_REQUESTS], [can.APPROVE_SIGNERS]],
    severity: ['medium', 'medium'],
    what: 'take part in approving certificate signing requests',
    so: 'can let others become any user for whom they request a certificate, with the other permissions this takes',
    unless: ['APPROVE_CERTIFICATES'],
  },
  {
    code: 'REACH_KUBELET',
    ways: [[can.REACH_KUBELET]],
    severity: ['high', 'high'],
    what: 'reach the kubelets through `nodes/proxy`',
    so: 'can run commands in every pod, past admission and the audit log',
    reachesAccounts: true,
  },
  {
    code: 'CHANGE_ADMISSION',
    ways: [[can.CHANGE_OBJECTS]],
    severity: ['high', 'high'],
    what: 'write mutating admission',
    so: 'can read and change every object that anyone writes',
  },
  {
    code: 'CHANGE_ADMISSION',
    ways: [[can.SEE_OBJECTS]],
    severity: ['medium', 'medium'],
    what: 'write validating webhooks',
    so: 'can read every object that anyone writes, and refuse it',
    unless: ['CHANGE_ADMISSION'],
  },
  {
    code: 'CREATE_VOLUMES',
    ways: [[can.CREATE_VOLUMES]],
    severity: ['medium', 'medium'],
    what: 'create persistent volumes',
    so: 'can have files of a node mounted into a pod by a `hostPath`',
  },
  {
    code: 'CHANGE_DNS',
    ways: [[can.CHANGE_DNS]],
    severity: ['medium', 'medium'],
    what: 'change the config map `coredns` in `kube-system`',
    so: 'can send the names that pods look up to addresses of its own',
  },
  {
    code: 'REACH_PODS',
    ways: [[can.FORWARD]],
    severity: ['low', 'low'],
    what: 'reach pods or services through a proxy or a forwarded port',
    so: 'can use what they serve inside the cluster only',
  },
  {
    code: 'WRITE_RBAC',
    ways: [
      [can.WRITE_CLUSTER_BINDINGS],
      [can.WRITE_CLUSTER_ROLES],
      [can.WRITE_BINDINGS],
      [can.WRITE_ROLES],
    ],
    severity: ['low', 'low'],
    what: 'write roles or bindings',
    so: 'can hand on, to anyone, what it holds itself',
    unless: ['BIND_ROLES', 'ESCALATE_ROLES'],
  },
];
