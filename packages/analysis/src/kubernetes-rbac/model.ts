import type { Position } from '../aws-iam/model.ts';

/** One rule of a role; every list may be empty, and no `resourceNames` means every name. */
export interface Rule {
  readonly verbs: readonly string[];
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly resourceNames: readonly string[];
  readonly nonResourceURLs: readonly string[];
  readonly at: Position;
}

/** One expression of a label selector. */
export interface LabelExpression {
  readonly key: string;
  readonly operator: 'In' | 'NotIn' | 'Exists' | 'DoesNotExist';
  readonly values: readonly string[];
}

/** Which ClusterRoles an aggregated one collects its rules from: all parts must match. */
export interface LabelSelector {
  readonly matchLabels: Readonly<Record<string, string>>;
  readonly matchExpressions: readonly LabelExpression[];
}

/** What all objects have; `namespace` is null where none is written. */
interface ObjectHead {
  readonly apiVersion: string;
  /** With `generateName` the cluster chooses the name; then it is that prefix and `*`. */
  readonly name: string;
  readonly generateName: string | null;
  readonly namespace: string | null;
  readonly labels: Readonly<Record<string, string>>;
  readonly at: Position;
}

/** A ClusterRole or Role, or a bare list of rules, which is nobody's yet. */
export interface Role extends ObjectHead {
  readonly kind: 'ClusterRole' | 'Role' | 'rules';
  readonly rules: readonly Rule[];
  /** Null: not aggregated. */
  readonly selectors: readonly LabelSelector[] | null;
}

/** Whom a binding names, as written; `namespace` belongs to service accounts. */
export interface Subject {
  readonly kind: 'User' | 'Group' | 'ServiceAccount';
  readonly name: string;
  readonly namespace: string | null;
  readonly at: Position;
}

/** A ClusterRoleBinding or RoleBinding. */
export interface Binding extends ObjectHead {
  readonly kind: 'ClusterRoleBinding' | 'RoleBinding';
  readonly roleRef: { readonly kind: 'ClusterRole' | 'Role'; readonly name: string };
  readonly subjects: readonly Subject[];
}

/** A service account: it grants nothing, and tells who could be reached. */
export interface ServiceAccount extends ObjectHead {
  readonly kind: 'ServiceAccount';
}

/** An object that RBAC is made of. */
export type RbacObject = Role | Binding | ServiceAccount;

/** An object that was set aside: of another kind, a patch, or replaced by a later one of the same name. */
export interface SetAside {
  readonly what: string;
  readonly why: 'other-kind' | 'patch' | 'replaced';
  readonly at: Position;
}

/** A strictly parsed set of Kubernetes objects. */
export interface RbacPolicy {
  readonly objects: readonly RbacObject[];
  readonly setAside: readonly SetAside[];
  /** JSON text, for the replay evaluator, which reads it by itself. */
  readonly source: string;
}

/** `ClusterRole/x`, `Role/namespace/x`; bare rules are `rules`. Names one object of a set. */
export function objectRef(object: Pick<RbacObject, 'kind' | 'name' | 'namespace'>): string {
  if (object.kind === 'rules') return object.name;
  const isClustered = object.kind === 'ClusterRole' || object.kind === 'ClusterRoleBinding';
  return isClustered
    ? `${object.kind}/${object.name}`
    : `${object.kind}/${namespaceOf(object)}/${object.name}`;
}

/** Where an object without a namespace goes when it is applied. */
export const DEFAULT_NAMESPACE = 'default';

/** The namespace a namespaced object is in. */
export function namespaceOf({ namespace }: Pick<RbacObject, 'namespace'>): string {
  return namespace ?? DEFAULT_NAMESPACE;
}

export function isRole(object: RbacObject): object is Role {
  return object.kind === 'ClusterRole' || object.kind === 'Role' || object.kind === 'rules';
}

export function isBinding(object: RbacObject): object is Binding {
  return object.kind === 'ClusterRoleBinding' || object.kind === 'RoleBinding';
}
