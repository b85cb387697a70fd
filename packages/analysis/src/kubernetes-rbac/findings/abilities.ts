import type { RequestSet } from '../decide/request-set.ts';
import { EVERYTHING, type TextSet } from '../decide/text-set.ts';

/** Something that somebody may be able to do, as requests. */
export interface Ability {
  readonly requests: RequestSet;
  readonly apiGroup: string;
  readonly verbs: readonly string[];
  /** Its resources are in no namespace, so that a RoleBinding does not give it. */
  readonly isClustered: boolean;
}

const WRITE: readonly string[] = ['create', 'update', 'patch'];
const CHANGE: readonly string[] = ['update', 'patch'];
const READ: readonly string[] = ['get', 'list', 'watch'];
const RBAC = 'rbac.authorization.k8s.io';
const CERTIFICATES = 'certificates.k8s.io';
const ADMISSION = 'admissionregistration.k8s.io';

export const BIND: Ability = inPlace(['bind'], RBAC, ['roles', 'clusterroles']);
export const WRITE_BINDINGS: Ability = inPlace(WRITE, RBAC, ['rolebindings']);
export const WRITE_CLUSTER_BINDINGS: Ability = clustered(WRITE, RBAC, ['clusterrolebindings']);
export const ESCALATE: Ability = inPlace(['escalate'], RBAC, ['roles']);
export const ESCALATE_CLUSTER: Ability = clustered(['escalate'], RBAC, ['clusterroles']);
export const WRITE_ROLES: Ability = inPlace(WRITE, RBAC, ['roles']);
export const WRITE_CLUSTER_ROLES: Ability = clustered(WRITE, RBAC, ['clusterroles']);
export const IMPERSONATE_USERS: Ability = clustered(['impersonate'], '', ['users']);
export const IMPERSONATE_GROUPS: Ability = clustered(['impersonate'], '', ['groups']);
export const IMPERSONATE_ACCOUNTS: Ability = inPlace(['impersonate'], '', ['serviceaccounts']);
export const IMPERSONATE_MORE: Ability = clustered(['impersonate'], 'authentication.k8s.io', [
  'uids',
  'userextras/*',
]);
export const CREATE_PODS: Ability = inPlace(['create'], '', ['pods']);
export const WRITE_APPS: Ability = inPlace(WRITE, 'apps', [
  'deployments',
  'daemonsets',
  'statefulsets',
  'replicasets',
]);
export const WRITE_JOBS: Ability = inPlace(WRITE, 'batch', ['jobs', 'cronjobs']);
export const WRITE_CONTROLLERS: Ability = inPlace(WRITE, '', ['replicationcontrollers']);
export const EXEC: Ability = inPlace(['create', 'get'], '', ['pods/exec', 'pods/attach']);
export const DEBUG: Ability = inPlace(CHANGE, '', ['pods/ephemeralcontainers']);
export const FORWARD: Ability = inPlace(['create', 'get'], '', [
  'pods/portforward',
  'pods/proxy',
  'services/proxy',
]);
/** The names of the whole cluster are resolved by what this config map says. */
export const CHANGE_DNS: Ability = only(
  inPlace(CHANGE, '', ['configmaps']),
  'kube-system',
  'coredns',
);
export const REQUEST_TOKENS: Ability = inPlace(['create'], '', ['serviceaccounts/token']);
export const READ_SECRETS: Ability = inPlace(READ, '', ['secrets']);
export const CREATE_SECRETS: Ability = inPlace(['create'], '', ['secrets']);
export const CREATE_REQUESTS: Ability = clustered(['create'], CERTIFICATES, [
  'certificatesigningrequests',
]);
export const APPROVE_REQUESTS: Ability = clustered(CHANGE, CERTIFICATES, [
  'certificatesigningrequests/approval',
]);
export const APPROVE_SIGNERS: Ability = clustered(['approve'], CERTIFICATES, ['signers']);
export const REACH_KUBELET: Ability = clustered(['get', 'create'], '', ['nodes/proxy']);
export const CHANGE_OBJECTS: Ability = clustered(WRITE, ADMISSION, [
  'mutatingwebhookconfigurations',
  'mutatingadmissionpolicies',
]);
export const SEE_OBJECTS: Ability = clustered(WRITE, ADMISSION, [
  'validatingwebhookconfigurations',
]);
export const CREATE_VOLUMES: Ability = clustered(['create'], '', ['persistentvolumes']);

/** Verbs on resources that are in a namespace. */
function inPlace(
  verbs: readonly string[],
  apiGroup: string,
  resources: readonly string[],
): Ability {
  return { ...ability(verbs, apiGroup, resources), isClustered: false };
}

/** Verbs on resources of the cluster. */
function clustered(
  verbs: readonly string[],
  apiGroup: string,
  resources: readonly string[],
): Ability {
  return { ...ability(verbs, apiGroup, resources), isClustered: true };
}

/** Of an ability what is about one object. */
function only(whole: Ability, namespace: string, name: string): Ability {
  const requests = { ...whole.requests, names: [one(name)], namespaces: [one(namespace)] };
  return { ...whole, requests };
}

function ability(
  verbs: readonly string[],
  apiGroup: string,
  resources: readonly string[],
): Omit<Ability, 'isClustered'> {
  return { requests: requestSet(verbs, apiGroup, resources), apiGroup, verbs };
}

function requestSet(
  verbs: readonly string[],
  apiGroup: string,
  resources: readonly string[],
): RequestSet {
  return {
    verbs: verbs.map(one),
    apiGroups: [one(apiGroup)],
    resources: resources.map((text) => {
      const [base = '', sub] = text.split('/');
      if (sub === undefined) return { base: one(base), sub: null };
      return { base: one(base), sub: sub === '*' ? EVERYTHING : one(sub) };
    }),
    names: [EVERYTHING],
    namespaces: [EVERYTHING],
    paths: [],
  };
}

function one(text: string): TextSet {
  return { kind: 'one', text };
}
