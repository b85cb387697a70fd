/** A Kubernetes object as JSON.parse gives it, and which member of the set it came from. */
export interface RawObject {
  readonly kind: string;
  readonly name: string;
  /** Where it is; empty for what is in no namespace. */
  readonly namespace: string;
  readonly labels: ReadonlyMap<string, string>;
  readonly body: ReadonlyMap<string, unknown>;
  readonly policy: number;
}

const GROUP = 'rbac.authorization.k8s.io/';
const NAMESPACED: ReadonlySet<string> = new Set(['Role', 'RoleBinding']);

/** The RBAC objects of a set, by what they are. */
export interface RawSet {
  /** Roles and bare rules by refOf(). */
  readonly roles: ReadonlyMap<string, RawObject>;
  readonly clusterRoles: readonly RawObject[];
  readonly bindings: readonly RawObject[];
  readonly bare: readonly RawObject[];
}

/** The RBAC objects of parsed members; of one kind, namespace and name the last counts. */
export function rawSet(members: readonly unknown[]): RawSet {
  const objects = rawObjects(members);
  const bindings = objects.filter(({ kind }) => kind.endsWith('Binding'));
  const roles = objects.filter(({ kind }) => !kind.endsWith('Binding'));
  return {
    roles: new Map(roles.map((role, index) => [role.kind === '' ? `${index}` : refOf(role), role])),
    clusterRoles: roles.filter(({ kind }) => kind === 'ClusterRole'),
    bindings,
    bare: roles.filter(({ kind }) => kind === ''),
  };
}

/** `ClusterRole/x`, `Role/namespace/x`; bare rules are `rules`. */
export function refOf({ kind, namespace, name }: RawObject): string {
  if (kind === '') return 'rules';
  return namespace === '' ? `${kind}/${name}` : `${kind}/${namespace}/${name}`;
}

function rawObjects(members: readonly unknown[]): RawObject[] {
  const byName = new Map<string, RawObject>();
  for (const [policy, member] of members.entries()) {
    for (const one of flatten(member)) {
      const raw = read(one, policy);
      if (raw === null) continue;
      const isUnnamed = raw.kind === '' || !entriesOf(raw.body.get('metadata')).has('name');
      const place = isUnnamed ? `${byName.size}` : '';
      const key = JSON.stringify([raw.kind, raw.namespace, raw.name, place]);
      // Taken out first, so that the order is that of the last of each.
      byName.delete(key);
      byName.set(key, raw);
    }
  }
  return [...byName.values()];
}

function flatten(value: unknown): unknown[] {
  if (Array.isArray(value)) return value.flatMap(flatten);
  const object = entriesOf(value);
  return textOf(object.get('kind')).endsWith('List')
    ? listOf(object.get('items')).flatMap(flatten)
    : [value];
}

function read(value: unknown, policy: number): RawObject | null {
  const body = entriesOf(value);
  const kind = textOf(body.get('kind'));
  const isBare = !(body.has('kind') || body.has('apiVersion')) && body.has('rules');
  const isRbac = textOf(body.get('apiVersion')).startsWith(GROUP);
  if (body.has('$patch') || !(isBare || isRbac)) return null;
  const metadata = entriesOf(body.get('metadata'));
  const namespace = textOf(metadata.get('namespace')) || 'default';
  const labels = [...entriesOf(metadata.get('labels'))].map(
    ([key, label]) => [key, textOf(label)] as const,
  );
  return {
    kind,
    name: textOf(metadata.get('name')) || `${textOf(metadata.get('generateName'))}*`,
    namespace: NAMESPACED.has(kind) ? namespace : '',
    labels: new Map(labels),
    body,
    policy,
  };
}

/** Members of an object by name; of anything else none. */
export function entriesOf(value: unknown): ReadonlyMap<string, unknown> {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return new Map<string, unknown>(isObject ? Object.entries(value) : []);
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

export function textsOf(value: unknown): string[] {
  return listOf(value).filter((one) => typeof one === 'string');
}
