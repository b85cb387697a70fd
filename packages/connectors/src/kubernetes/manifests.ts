import { canonicalRbac, readRbacPolicy } from '@countersign/analysis';
import type { ChangesReading, PolicyChange } from '../policy-change.ts';
import type { Parsed, Refusal } from '../refusal.ts';
import type { Unresolved } from '../unresolved.ts';
import { type KubernetesObject, readObjects } from './objects.ts';
import { annotationOf, isOfRbac, readRbacObjects, refOf } from './rbac-objects.ts';

/** A file of rendered manifests. */
export interface ManifestFile {
  readonly path: string;
  readonly text: string;
}

/** Annotations that let a service account act elsewhere, where RBAC does not reach. */
const ACTS_AS = [
  'eks.amazonaws.com/role-arn',
  'iam.gke.io/gcp-service-account',
  'azure.workload.identity/client-id',
] as const;

/** Objects of controllers that write policies of a cloud. */
const WRITES_POLICIES =
  /(^|\.)(iam\.services\.k8s\.aws|iam\.aws\.[a-z.]*crossplane\.io|iam\.cnrm\.cloud\.google\.com)$/;

/**
 * Compares rendered manifests (`helm template`, `kustomize build`) before and after: all their RBAC objects are one
 * policy, since a role and its binding mean something together only. Objects that give access by other means and
 * differ are undetermined. Refused, with file: what is no JSON and no YAML.
 */
export function readManifests(
  before: readonly ManifestFile[],
  after: readonly ManifestFile[],
): Parsed<ChangesReading> {
  const [from, to] = [filesOf(before), filesOf(after)];
  const refusals = [from, to].flatMap((side) => (side.ok ? [] : side.refusals));
  if (!(from.ok && to.ok)) return { ok: false, refusals };
  return compareObjects(from.value, to.value);
}

/** Objects of one side, and what of it could not be read. */
export interface ObjectsSide {
  readonly objects: readonly KubernetesObject[];
  readonly unresolved: readonly Unresolved[];
}

/** What changes from one set of objects to another; refused: more objects than one policy may have. */
export function compareObjects(before: ObjectsSide, after: ObjectsSide): Parsed<ChangesReading> {
  const [from, to] = [sideOf(before), sideOf(after)];
  const refusals = [from, to].flatMap((side) => (side.ok ? [] : side.refusals));
  if (!(from.ok && to.ok)) return { ok: false, refusals };
  const unresolved = [...from.value.unresolved, ...to.value.unresolved];
  const isSame = from.value.digest === to.value.digest && unresolved.length === 0;
  const rbac: PolicyChange = {
    address: `${Math.max(from.value.count, to.value.count)} RBAC objects`,
    attribute: '',
    language: 'kubernetes-rbac',
    layer: 'objects',
    action: actionOf(from.value.text, to.value.text),
    from: from.value.text,
    to: to.value.text,
    unresolved,
  };
  return {
    ok: true,
    value: {
      changes: [...(isSame ? [] : [rbac]), ...otherAccess(before.objects, after.objects)],
      unchanged: isSame && from.value.count > 0 ? 1 : 0,
      unresolved: [],
    },
  };
}

function filesOf(files: readonly ManifestFile[]): Parsed<ObjectsSide> {
  const refusals: Refusal[] = [];
  const objects: KubernetesObject[] = [];
  const unresolved: Unresolved[] = [];
  for (const { path, text } of files) {
    const read = readObjects(text);
    if (!read.ok) {
      refusals.push(
        ...read.refusals.map((one) => ({ ...one, details: { file: path, ...one.details } })),
      );
      continue;
    }
    objects.push(...read.value.objects);
    unresolved.push(...read.value.others.map(({ pointer, why }) => ({ pointer, what: path, why })));
  }
  return refusals.length > 0
    ? { ok: false, refusals }
    : { ok: true, value: { objects, unresolved } };
}

interface Side {
  readonly text: string | null;
  /** Of the canonical form: the order of files and objects does not count. */
  readonly digest: string | null;
  readonly count: number;
  readonly unresolved: readonly Unresolved[];
}

function sideOf({ objects, unresolved: known }: ObjectsSide): Parsed<Side> {
  const unresolved = [...known];
  const parts = readRbacObjects(objects, unresolved);
  const text = parts.length === 0 ? null : JSON.stringify(parts.map(({ object }) => object));
  const set = text === null ? null : readRbacPolicy(text);
  // Each object was read by itself; only their number can be too much.
  if (set?.ok === false) return { ok: false, refusals: set.refusals };
  const digest = set === null ? null : canonicalRbac(set.value).digest;
  return { ok: true, value: { text, digest, count: parts.length, unresolved } };
}

function actionOf(from: string | null, to: string | null): PolicyChange['action'] {
  if (from === null) return 'create';
  return to === null ? 'delete' : 'update';
}

/** What gives access outside of RBAC and is not the same on both sides. */
function otherAccess(
  before: readonly KubernetesObject[],
  after: readonly KubernetesObject[],
): PolicyChange[] {
  const [from, to] = [accessIn(before), accessIn(after)];
  return [...new Set([...from.keys(), ...to.keys()])].flatMap((address) => {
    const [old, now] = [from.get(address), to.get(address)];
    if (old?.text === now?.text) return [];
    const known = now ?? old;
    return [
      {
        address,
        attribute: known?.attribute ?? '',
        language: known?.language ?? 'aws-iam',
        layer: 'access' as const,
        action: actionOf(old?.text ?? null, now?.text ?? null),
        from: null,
        to: null,
        unresolved: [{ pointer: known?.pointer ?? '', what: address, why: known?.why ?? '' }],
      },
    ];
  });
}

interface OtherAccess {
  readonly text: string;
  readonly attribute: string;
  readonly language: PolicyChange['language'];
  readonly pointer: string;
  readonly why: string;
}

function accessIn(objects: readonly KubernetesObject[]): Map<string, OtherAccess> {
  return new Map(objects.flatMap((object) => [...policyWriters(object), ...actsAs(object)]));
}

function policyWriters(object: KubernetesObject): [string, OtherAccess][] {
  const { apiVersion, pointer, value } = object;
  if (!WRITES_POLICIES.test(apiVersion.split('/')[0] ?? '')) return [];
  const why = 'a controller makes a policy of a cloud from it, which is not read here';
  const text = JSON.stringify(value['spec'] ?? null);
  return [[refOf(object), { text, attribute: 'spec', language: 'aws-iam', pointer, why }]];
}

function actsAs(object: KubernetesObject): [string, OtherAccess][] {
  const why = 'what the service account may do elsewhere is not in the manifests';
  return (isOfRbac(object) ? ACTS_AS : []).flatMap((name): [string, OtherAccess][] => {
    const text = annotationOf(object, name);
    if (text === null) return [];
    const { pointer } = object;
    const found = { text, attribute: name, language: 'aws-iam', pointer, why } as const;
    return [[`${refOf(object)} ${name}`, found]];
  });
}
