import { canonicalRbac, readRbacPolicy } from '@countersign/analysis';
import type { InventoryIdentity, InventoryPolicy } from '@countersign/evidence';
import type { FoundPolicy, InventoryOptions, InventoryReading } from '../inventory/inventory.ts';
import { namesMissing } from '../inventory/names-missing.ts';
import { policyName } from '../inventory/policy-name.ts';
import { type Parsed, type Refusal, refusal, refused } from '../refusal.ts';
import type { Unresolved } from '../unresolved.ts';
import { readObjects } from './objects.ts';
import { isRole, type RbacPart, readRbacObjects } from './rbac-objects.ts';
import { type Subject, subjectsOf } from './subjects.ts';
import { readWorkloads } from './workloads.ts';

/**
 * Reads what `kubectl get -o json` or `-o yaml` prints: every role and binding of the cluster, service accounts, and,
 * where they are in it, what runs as them and their long-lived tokens. A policy is a role with every binding to it.
 * Refused: what is no JSON and no YAML, and a text without one object of RBAC.
 */
export function readKubernetesObjects(
  text: string,
  options: InventoryOptions,
): Parsed<InventoryReading> {
  const read = readObjects(text);
  if (!read.ok) return read;
  const { objects, others } = read.value;
  const unresolved: Unresolved[] = others.map(({ pointer, why }) => ({
    pointer,
    what: 'a document',
    why,
  }));
  const parts = latest(readRbacObjects(objects, unresolved), unresolved);
  // An inventory that nothing was read into would pass for a cluster in which nobody may do anything.
  if (parts.length === 0) return refused(nothingIn(unresolved));
  const found = policiesOf(parts, unresolved);
  const workloads = readWorkloads(objects);
  const { environment, takenAt, tool, toolVersion } = options;
  return {
    ok: true,
    value: {
      inventory: {
        kind: 'inventory',
        v: 1,
        environment,
        language: 'kubernetes-rbac',
        source: 'kubernetes-objects',
        tool,
        toolVersion,
        takenAt,
        identities: identitiesOf(parts, found, workloads, unresolved),
        organization: null,
        objects: parts.map(({ object }) => object),
        policies: Object.fromEntries(found.map(({ digest, canonical }) => [digest, canonical])),
      },
      found: found.map(({ canonical: _, ...policy }) => policy),
      unresolved,
    },
  };
}

function nothingIn(unresolved: readonly Unresolved[]): Refusal {
  const [first] = unresolved;
  const why = first === undefined ? '' : `: ${first.what} at \`${first.pointer}\`, ${first.why}`;
  return refusal('WRONG_TYPE', `there is no role, binding or service account in it${why}`);
}

/** Of two objects of one name a cluster has one; which of two in a text is live cannot be told. */
function latest(parts: readonly RbacPart[], unresolved: Unresolved[]): RbacPart[] {
  const byRef = new Map<string, RbacPart>();
  for (const part of parts) {
    const earlier = byRef.get(part.ref);
    if (earlier !== undefined && JSON.stringify(earlier.object) !== JSON.stringify(part.object)) {
      const why = 'it is in the input twice, and the two differ';
      unresolved.push({ pointer: part.pointer, what: part.ref, why });
    }
    byRef.set(part.ref, part);
  }
  return [...byRef.values()];
}

interface Found extends FoundPolicy {
  readonly canonical: string;
}

function policiesOf(parts: readonly RbacPart[], unresolved: Unresolved[]): Found[] {
  const groups = new Map<string, RbacPart[]>();
  for (const part of parts) {
    const key = isRole(part) ? part.ref : roleOf(part);
    if (key !== null) groups.set(key, [...(groups.get(key) ?? []), part]);
  }
  return [...groups].flatMap(([ref, members]) => {
    const [first] = members;
    if (first === undefined) return [];
    if (!members.some(isRole)) {
      const why = 'it is bound and not in the input';
      unresolved.push({ pointer: first.pointer, what: ref, why });
    }
    const made = policyOf(ref, members);
    return made === null ? [] : [made];
  });
}

/** The role a binding refers to; null for a service account. */
function roleOf(part: RbacPart): string | null {
  const ref = part.object['roleRef'] as
    | { readonly kind: string; readonly name: string }
    | undefined;
  if (ref === undefined) return null;
  return ref.kind === 'ClusterRole'
    ? `ClusterRole/${ref.name}`
    : `Role/${part.namespace}/${ref.name}`;
}

function policyOf(ref: string, members: readonly RbacPart[]): Found | null {
  const text = JSON.stringify(members.map(({ object }) => object));
  const read = readRbacPolicy(text);
  // Each was read by itself; only their number can be too much.
  if (!read.ok) return null;
  const { text: canonical, digest } = canonicalRbac(read.value);
  const role = members.find(isRole);
  return {
    name: policyName(ref),
    language: 'kubernetes-rbac',
    layer: 'identity',
    digest,
    text,
    canonical,
    attachedTo: [...new Set(members.flatMap((one) => subjectsOf(one).map(({ id }) => id)))],
    owner: null,
    fixed: role?.isBootstrap === true ? 'Kubernetes writes it anew at each start' : null,
    pointer: (role ?? members[0])?.pointer ?? '',
  };
}

function identitiesOf(
  parts: readonly RbacPart[],
  found: readonly Found[],
  workloads: ReturnType<typeof readWorkloads>,
  unresolved: readonly Unresolved[],
): InventoryIdentity[] {
  // An object that was not read may be a binding of anybody.
  const missing = namesMissing(unresolved.map(({ what }) => what));
  const subjects = new Map<string, Subject>();
  for (const one of parts.flatMap(subjectsOf)) subjects.set(`${one.type} ${one.id}`, one);
  const policies = new Map<string, InventoryPolicy[]>();
  for (const { name, layer, digest, attachedTo } of found) {
    for (const id of attachedTo)
      policies.set(id, [...(policies.get(id) ?? []), { name, layer, digest }]);
  }
  return [...subjects.values()].map((subject) => ({
    externalId: subject.id,
    type: subject.type,
    policies: policies.get(subject.id) ?? [],
    boundary: null,
    groups: subject.groups,
    thirdParty: null,
    credentials: subject.type === 'service-account' ? workloads.credentialsOf(subject.id) : null,
    usedBy: subject.type === 'service-account' ? workloads.usersOf(subject.id) : null,
    lastUsedAt: null,
    missing,
  }));
}
