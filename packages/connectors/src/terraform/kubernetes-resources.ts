import { isJsonObject, type Json } from '@countersign/evidence';
import type { ObjectsSide } from '../kubernetes/manifests.ts';
import { readObjects } from '../kubernetes/objects.ts';
import type { Unresolved } from '../unresolved.ts';
import { type ResourceChange, unknownIn } from './resource-change.ts';

const RBAC = 'rbac.authorization.k8s.io/v1';
type Values = { readonly [name: string]: Json };

/** How a resource type of the Kubernetes provider becomes objects. */
const MAKERS: ReadonlyMap<string, (values: Values) => Json> = new Map([
  ['kubernetes_role', (values) => roleOf('Role', values)],
  ['kubernetes_cluster_role', (values) => roleOf('ClusterRole', values)],
  ['kubernetes_role_binding', (values) => bindingOf('RoleBinding', values)],
  ['kubernetes_cluster_role_binding', (values) => bindingOf('ClusterRoleBinding', values)],
  [
    'kubernetes_service_account',
    (values) => ({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: metadataOf(values) }),
  ],
  ['kubernetes_manifest', (values) => values['manifest'] ?? null],
  ['kubectl_manifest', (values) => values['yaml_body'] ?? null],
]);

/** Whether a resource type is one of objects that may be of RBAC. */
export function isKubernetesResource(type: string): boolean {
  return MAKERS.has(plainType(type));
}

/** `_v1` says which version of the API, and the attributes are the same. */
function plainType(type: string): string {
  return type.replace(/_v1$/, '');
}

/** All objects of a plan on one side: also those that stay, since a role means something with its bindings. */
export function objectsOf(changes: readonly ResourceChange[], side: 'from' | 'to'): ObjectsSide {
  const sides = changes.map((change) => sideOf(change, side));
  return {
    objects: sides.flatMap((one) => one.objects),
    unresolved: sides.flatMap((one) => one.unresolved),
  };
}

function sideOf(change: ResourceChange, side: 'from' | 'to'): ObjectsSide {
  const isAfter = side === 'to' && change.action !== 'none';
  const values = isAfter ? change.after : change.before;
  const make = MAKERS.get(plainType(change.type));
  if (make === undefined || values === null) return { objects: [], unresolved: [] };
  const unknown = isAfter ? unknownParts(change) : [];
  const made = make(values);
  const read = readObjects(typeof made === 'string' ? made : JSON.stringify(made));
  const { pointer, address } = change;
  if (!read.ok || read.value.others.length > 0) {
    const why = 'its objects cannot be read';
    return { objects: [], unresolved: [...unknown, { pointer, what: address, why }] };
  }
  // Where an object stands in the text that was made of it says nothing to a reader of the plan.
  const objects = read.value.objects.map((one) => ({ ...one, pointer, placeOf: () => undefined }));
  return { objects, unresolved: unknown };
}

/** Ids and versions that the server makes are not a part of an object's access. */
const MADE_BY_SERVER =
  /^\/(?:id|object|uid|resource_version|generation|live_.*|yaml_incluster|metadata\/\d+\/(?:uid|resource_version|generation|self_link|generate_name)|default_secret_name|wait.*|timeouts.*)(?:\/|$)/;

function unknownParts(change: ResourceChange): Unresolved[] {
  return unknownIn(change.unknown)
    .filter((pointer) => !MADE_BY_SERVER.test(pointer))
    .map((pointer) => ({
      pointer: `${change.pointer}/change/after_unknown${pointer}`,
      what: change.address,
      why: `\`${pointer.slice(1)}\` is known after apply only`,
    }));
}

function roleOf(kind: string, values: Values): Json {
  const rules = blocks(values['rule']).map((rule) => ({
    apiGroups: list(rule['api_groups']),
    resources: list(rule['resources']),
    resourceNames: list(rule['resource_names']),
    verbs: list(rule['verbs']),
    nonResourceURLs: list(rule['non_resource_urls']),
  }));
  const [aggregation] = blocks(values['aggregation_rule']);
  const selectors = blocks(aggregation?.['cluster_role_selectors']).map((one) => ({
    matchLabels: one['match_labels'] ?? {},
    matchExpressions: blocks(one['match_expressions']).map((expression) => ({
      key: expression['key'] ?? '',
      operator: expression['operator'] ?? '',
      values: list(expression['values']),
    })),
  }));
  return {
    apiVersion: RBAC,
    kind,
    metadata: metadataOf(values),
    rules: rules.map(withoutEmpty),
    ...(aggregation === undefined ? {} : { aggregationRule: { clusterRoleSelectors: selectors } }),
  };
}

function bindingOf(kind: string, values: Values): Json {
  const [ref] = blocks(values['role_ref']);
  return {
    apiVersion: RBAC,
    kind,
    metadata: metadataOf(values),
    roleRef: {
      apiGroup: ref?.['api_group'] ?? '',
      kind: ref?.['kind'] ?? '',
      name: ref?.['name'] ?? '',
    },
    subjects: blocks(values['subject']).map((subject) => {
      const isAccount = subject['kind'] === 'ServiceAccount';
      const namespace = subject['namespace'] ?? '';
      return {
        kind: subject['kind'] ?? '',
        name: subject['name'] ?? '',
        ...(isAccount ? { namespace } : { apiGroup: subject['api_group'] ?? '' }),
      };
    }),
  };
}

function metadataOf(values: Values): Json {
  const [metadata] = blocks(values['metadata']);
  const { name, generate_name: generated, namespace, labels, annotations } = metadata ?? {};
  return {
    ...(typeof name === 'string' && name !== '' ? { name } : { generateName: generated ?? '' }),
    ...(typeof namespace === 'string' && namespace !== '' ? { namespace } : {}),
    ...(isJsonObject(labels) ? { labels } : {}),
    ...(isJsonObject(annotations) ? { annotations } : {}),
  };
}

function blocks(value: Json | undefined): Values[] {
  return Array.isArray(value) ? (value as readonly Json[]).filter(isJsonObject) : [];
}

function list(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : [];
}

function withoutEmpty(rule: { readonly [name: string]: readonly Json[] }): Json {
  return Object.fromEntries(Object.entries(rule).filter(([, items]) => items.length > 0));
}
