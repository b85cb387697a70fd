import { type Faults, step } from '../../parse/faults.ts';
import type { JsonNode } from '../../parse/json.ts';
import type { Binding, RbacObject, Role, ServiceAccount, SetAside } from '../model.ts';
import { readRoleRef, readSubjects } from './binding.ts';
import { Fields } from './fields.ts';
import { readRule } from './rule.ts';
import { readAggregation } from './selector.ts';

const METADATA: readonly string[] = [
  'name',
  'generateName',
  'namespace',
  'labels',
  'annotations',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
  'uid',
  'resourceVersion',
  'generation',
  'managedFields',
  'ownerReferences',
  'finalizers',
  'selfLink',
  'clusterName',
];
const HEAD: readonly string[] = ['apiVersion', 'kind', 'metadata', 'status'];
const RBAC = /^rbac\.authorization\.k8s\.io\/(?:v1|v1beta1|v1alpha1)$/;

/** Objects of a document, in its order, and those that were set aside. */
export interface ObjectsReading {
  readonly objects: RbacObject[];
  readonly setAside: SetAside[];
}

/** Reads one object, a list of them, a `List`, or a bare `{rules: […]}`; faults are collected. */
export function readObjects(
  node: JsonNode,
  pointer: string,
  faults: Faults,
  into: ObjectsReading = { objects: [], setAside: [] },
): ObjectsReading {
  if (node.kind === 'array') {
    for (const [index, item] of node.items.entries())
      readObjects(item, step(pointer, index), faults, into);
    return into;
  }
  const fields = new Fields(node, 'an object', pointer, faults);
  if (node.kind === 'object') readOne(fields, into);
  return into;
}

function readOne(fields: Fields, into: ObjectsReading): void {
  const names = fields.names();
  if (!(names.includes('kind') || names.includes('apiVersion')) && names.includes('rules')) {
    into.objects.push(bareRules(fields, into.objects));
    return;
  }
  const kind = fields.requiredText('kind');
  const apiVersion = fields.requiredText('apiVersion');
  if (isList(kind, apiVersion)) {
    for (const { node, pointer } of fields.list('items'))
      readObjects(node, pointer, fields.faults, into);
    return;
  }
  const isPatch = names.includes('$patch');
  const object = isPatch ? undefined : readKnown(fields, kind, apiVersion);
  if (object !== undefined) into.objects.push(object);
  else into.setAside.push(setAside(fields, kind, isPatch));
}

/** `v1` `List`, as tools write it; a typed list of the API has items without a kind, which are faults. */
function isList(kind: string, apiVersion: string): boolean {
  return kind === 'List' || (kind.endsWith('List') && RBAC.test(apiVersion));
}

function setAside(fields: Fields, kind: string, isPatch: boolean): SetAside {
  const metadata = fields.node('metadata');
  const name = metadata?.kind === 'object' ? nameIn(metadata) : '';
  return { what: `${kind}/${name}`, why: isPatch ? 'patch' : 'other-kind', at: fields.at };
}

function nameIn(metadata: Extract<JsonNode, { kind: 'object' }>): string {
  const name = metadata.members.find((member) => member.name === 'name')?.value;
  return name?.kind === 'string' ? name.value : '';
}

function readKnown(fields: Fields, kind: string, apiVersion: string): RbacObject | undefined {
  if (apiVersion === 'v1' && kind === 'ServiceAccount') return { kind, ...readHead(fields) };
  if (!RBAC.test(apiVersion)) return undefined;
  if (kind === 'ClusterRole' || kind === 'Role') return readRole(fields, kind);
  if (kind === 'ClusterRoleBinding' || kind === 'RoleBinding') return readBinding(fields, kind);
  fields.wrongValue('kind', `\`${kind}\` is not a kind of \`${apiVersion}\``);
  return undefined;
}

function bareRules(fields: Fields, before: readonly RbacObject[]): Role {
  fields.allow(['rules']);
  const count = before.filter(({ kind }) => kind === 'rules').length;
  const name = count === 0 ? 'rules' : `rules ${count + 1}`;
  return {
    kind: 'rules',
    apiVersion: '',
    name,
    generateName: null,
    namespace: null,
    labels: {},
    at: fields.at,
    rules: readRules(fields),
    selectors: null,
  };
}

function readRole(fields: Fields, kind: 'ClusterRole' | 'Role'): Role {
  fields.allow([...HEAD, 'rules', ...(kind === 'ClusterRole' ? ['aggregationRule'] : [])]);
  return {
    kind,
    ...readHead(fields),
    rules: readRules(fields),
    selectors: kind === 'ClusterRole' ? readAggregation(fields) : null,
  };
}

function readRules(fields: Fields): Role['rules'] {
  return fields.list('rules').map(({ node, pointer }) => readRule(node, pointer, fields.faults));
}

function readBinding(fields: Fields, kind: Binding['kind']): Binding {
  fields.allow([...HEAD, 'subjects', 'roleRef']);
  const head = readHead(fields);
  return {
    kind,
    ...head,
    roleRef: readRoleRef(fields),
    subjects: readSubjects(fields, head.apiVersion),
  };
}

function readHead(fields: Fields): Omit<ServiceAccount, 'kind'> {
  const node = fields.node('metadata');
  const head = { apiVersion: fields.text('apiVersion') ?? '', at: fields.at };
  if (node === undefined) {
    fields.missing('metadata');
    return { ...head, name: '', generateName: null, namespace: null, labels: {} };
  }
  const metadata = new Fields(node, '`metadata`', fields.pointerTo('metadata'), fields.faults);
  metadata.allow(METADATA);
  const generated = metadata.text('generateName');
  const namespace = metadata.text('namespace') ?? '';
  const isGenerated = metadata.node('name') === undefined && generated !== undefined;
  return {
    ...head,
    name: isGenerated ? `${generated}*` : metadata.requiredText('name'),
    generateName: isGenerated ? generated : null,
    namespace: namespace === '' ? null : namespace,
    labels: metadata.textMap('labels'),
  };
}
