import { canonicalRbac, readRbacPolicy } from '@countersign/analysis';
import { isJsonObject, type Json } from '@countersign/evidence';
import type { Unresolved } from '../unresolved.ts';
import type { KubernetesObject } from './objects.ts';

const RBAC_GROUP = /^rbac\.authorization\.k8s\.io\//;
const ROLES: readonly string[] = ['Role', 'ClusterRole'];

/** A part of a cluster's RBAC in canonical form. */
export interface RbacPart {
  readonly kind: string;
  readonly name: string;
  /** Empty for what belongs to the whole cluster. */
  readonly namespace: string;
  /** `ClusterRole/x`, `RoleBinding/namespace/x`. */
  readonly ref: string;
  readonly object: { readonly [name: string]: Json };
  readonly isBootstrap: boolean;
  readonly pointer: string;
}

/** Whether RBAC looks at an object: roles, bindings, service accounts. */
export function isOfRbac({ kind, apiVersion }: KubernetesObject): boolean {
  return RBAC_GROUP.test(apiVersion) || (apiVersion === 'v1' && kind === 'ServiceAccount');
}

export function isRole({ kind }: Pick<RbacPart, 'kind'>): boolean {
  return ROLES.includes(kind);
}

/** Reads each object by itself, so that one that is broken does not hide the others. */
export function readRbacObjects(
  objects: readonly KubernetesObject[],
  unresolved: Unresolved[],
): RbacPart[] {
  return objects.filter(isOfRbac).flatMap((object) => {
    const read = readRbacPolicy([withoutNoise(object.value)]);
    if (!read.ok) {
      const [first] = read.refusals;
      const place = object.placeOf(object.pointer);
      const at = place === undefined ? '' : ` (line ${place.line})`;
      const more = read.refusals.length > 1 ? ` (and ${read.refusals.length - 1} more)` : '';
      const why = `${first?.message ?? 'it cannot be read'}${more}${at}`;
      unresolved.push({ pointer: object.pointer, what: refOf(object), why });
      return [];
    }
    const { policy } = JSON.parse(canonicalRbac(read.value).text) as {
      policy: RbacPart['object'][];
    };
    const [canonical] = policy;
    if (canonical === undefined) {
      const why = 'it is a patch, which is not applied here';
      unresolved.push({ pointer: object.pointer, what: refOf(object), why });
      return [];
    }
    return [partOf(object, canonical)];
  });
}

function partOf(object: KubernetesObject, canonical: RbacPart['object']): RbacPart {
  const isClustered = object.kind.startsWith('Cluster');
  return {
    kind: object.kind,
    name: object.name,
    namespace: isClustered ? '' : object.namespace || 'default',
    ref: refOf(object),
    object: canonical,
    isBootstrap: labelOf(object, 'kubernetes.io/bootstrapping') !== null,
    pointer: object.pointer,
  };
}

/** `ClusterRole/x`, `Role/namespace/x`: names one object of a cluster. */
export function refOf({
  kind,
  name,
  namespace,
}: Pick<KubernetesObject, 'kind' | 'name' | 'namespace'>): string {
  return kind.startsWith('Cluster')
    ? `${kind}/${name}`
    : `${kind}/${namespace || 'default'}/${name}`;
}

/** What the API server writes about an object is large and says nothing about access. */
function withoutNoise(value: KubernetesObject['value']): Json {
  const metadata = value['metadata'];
  if (!isJsonObject(metadata)) return value;
  const { managedFields: _, annotations: __, ...rest } = metadata;
  return { ...value, metadata: rest };
}

/** A label of an object. */
export function labelOf({ value }: KubernetesObject, name: string): string | null {
  return ofMetadata(value, 'labels', name);
}

/** An annotation of an object. */
export function annotationOf({ value }: KubernetesObject, name: string): string | null {
  return ofMetadata(value, 'annotations', name);
}

function ofMetadata(value: KubernetesObject['value'], map: string, name: string): string | null {
  const metadata = value['metadata'];
  const found = isJsonObject(metadata) ? metadata[map] : undefined;
  const text = isJsonObject(found) && Object.hasOwn(found, name) ? found[name] : undefined;
  return typeof text === 'string' ? text : null;
}
