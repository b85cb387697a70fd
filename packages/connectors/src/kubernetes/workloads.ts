import { isJsonObject, type Json } from '@countersign/evidence';
import { instantOf } from '../input/instant.ts';
import type { InventoryCredential } from '../inventory/inventory.ts';
import type { KubernetesObject } from './objects.ts';
import { annotationOf, labelOf, refOf } from './rbac-objects.ts';

/** What a dump says about who runs as a service account, and with which tokens. */
export interface Workloads {
  /** Null: the dump holds nothing that runs. */
  readonly usersOf: (serviceAccount: string) => readonly string[] | null;
  /** Null: the dump holds no Secrets. */
  readonly credentialsOf: (serviceAccount: string) => readonly InventoryCredential[] | null;
}

const RUNS: readonly string[] = [
  'Pod',
  'Deployment',
  'StatefulSet',
  'DaemonSet',
  'ReplicaSet',
  'ReplicationController',
  'Job',
  'CronJob',
];

/** What runs as which service account (by the one that owns it at last), and tokens kept as Secrets (never their data). */
export function readWorkloads(objects: readonly KubernetesObject[]): Workloads {
  const running = objects.filter(({ kind }) => RUNS.includes(kind));
  const secrets = objects.filter(({ kind }) => kind === 'Secret');
  const owners = new Map(running.map((one) => [refOf(one), ownerOf(one)]));
  const users = new Map<string, Set<string>>();
  for (const one of running) {
    const account = `system:serviceaccount:${one.namespace || 'default'}:${accountOf(one)}`;
    users.set(account, (users.get(account) ?? new Set()).add(rootOf(refOf(one), owners)));
  }
  const tokens = secrets.flatMap(tokenOf);
  return {
    usersOf: (id) => (running.length === 0 ? null : [...(users.get(id) ?? [])]),
    credentialsOf: (id) =>
      secrets.length === 0
        ? null
        : tokens.filter(({ account }) => account === id).map(({ credential }) => credential),
  };
}

/** The owner of an object in its own namespace. */
function ownerOf(object: KubernetesObject): string | null {
  const owners = member(object.value['metadata'], 'ownerReferences');
  const [first] = Array.isArray(owners) ? (owners as readonly Json[]) : [];
  const [kind, name] = [member(first, 'kind'), member(first, 'name')];
  if (typeof kind !== 'string' || typeof name !== 'string') return null;
  return refOf({ kind, name, namespace: object.namespace });
}

/** Owners of owners: a Pod is of a ReplicaSet of a Deployment; no chain is longer than that by much. */
function rootOf(ref: string, owners: ReadonlyMap<string, string | null>): string {
  let root = ref;
  for (let steps = 0; steps < 8; steps += 1) {
    const owner = owners.get(root) ?? null;
    if (owner === null) return root;
    root = owner;
  }
  return root;
}

/** `default` is what the API server fills in. */
function accountOf({ kind, value }: KubernetesObject): string {
  const job =
    kind === 'CronJob' ? member(member(value['spec'], 'jobTemplate'), 'spec') : value['spec'];
  const spec = kind === 'Pod' ? job : member(member(job, 'template'), 'spec');
  const name = member(spec, 'serviceAccountName') ?? member(spec, 'serviceAccount');
  return typeof name === 'string' && name !== '' ? name : 'default';
}

function tokenOf(secret: KubernetesObject): { account: string; credential: InventoryCredential }[] {
  const name = annotationOf(secret, 'kubernetes.io/service-account.name');
  if (secret.value['type'] !== 'kubernetes.io/service-account-token' || name === null) return [];
  const created = member(secret.value['metadata'], 'creationTimestamp');
  const day = labelOf(secret, 'kubernetes.io/legacy-token-last-used');
  return [
    {
      account: `system:serviceaccount:${secret.namespace || 'default'}:${name}`,
      credential: {
        kind: 'service-account-token',
        createdAt: typeof created === 'string' ? instantOf(created) : null,
        lastUsedAt: day === null ? null : instantOf(`${day}T00:00:00Z`),
      },
    },
  ];
}

function member(value: Json | undefined, name: string): Json | undefined {
  return isJsonObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}
