import { Faults } from '../../parse/faults.ts';
import { readJson } from '../../parse/json.ts';
import { readPolicyText } from '../../parse/text.ts';
import type { Parsed } from '../../refusal.ts';
import { objectRef, type RbacObject, type RbacPolicy, type SetAside } from '../model.ts';
import { type ObjectsReading, readObjects } from './object.ts';

/** Largest text that is read, in bytes of UTF-8: a cluster's RBAC is larger than one AWS policy. */
export const MAX_RBAC_BYTES = 8_388_608;

/**
 * Reads Kubernetes objects: JSON text, which keeps positions and duplicate names, or a JSON value. An array of
 * objects, one object, a `List`, or `{rules: […]}`. Roles, bindings and service accounts are read; objects of other
 * kinds and kustomize patches are set aside. Of two objects of one name the later counts, as when both are applied.
 * Refused, all reasons at once, each with line, column and pointer: broken text, unknown fields, wrong types, and
 * what the API server refuses in a rule, a reference or a selector.
 */
export function readRbacPolicy(member: unknown): Parsed<RbacPolicy> {
  const raw = typeof member === 'string' ? member : JSON.stringify(member);
  // JSON has no text for `undefined` or a function.
  if (raw === undefined) return readRbacPolicy('');
  const text = readPolicyText(raw, MAX_RBAC_BYTES);
  if (!text.ok) return text;
  const json = readJson(text.value);
  if (json.node === null) return { ok: false, refusals: json.refusals };
  const faults = new Faults();
  const reading = readObjects(json.node, '', faults);
  const refusals = [...json.refusals, ...faults.refusals];
  if (refusals.length > 0) return { ok: false, refusals };
  return { ok: true, value: { ...latest(reading), source: text.value } };
}

/** An object whose name comes again later was replaced, unless both are alike. */
function latest({ objects, setAside }: ObjectsReading): Pick<RbacPolicy, 'objects' | 'setAside'> {
  const byRef = new Map<string, RbacObject>();
  const replaced: SetAside[] = [];
  for (const read of objects) {
    const object = distinct(read, byRef);
    const ref = objectRef(object);
    const earlier = byRef.get(ref);
    if (earlier !== undefined && !isAlike(earlier, object))
      replaced.push({ what: ref, why: 'replaced', at: earlier.at });
    byRef.set(ref, object);
  }
  return { objects: [...byRef.values()], setAside: [...setAside, ...replaced] };
}

/** Two objects whose names the cluster makes are two objects. */
function distinct(object: RbacObject, known: ReadonlyMap<string, RbacObject>): RbacObject {
  if (object.generateName === null) return object;
  let name = object.name;
  for (let count = 2; known.has(objectRef({ ...object, name })); count += 1)
    name = `${object.name} ${count}`;
  return { ...object, name };
}

function isAlike(left: RbacObject, right: RbacObject): boolean {
  return withoutPlaces(left) === withoutPlaces(right);
}

function withoutPlaces(object: RbacObject): string {
  return JSON.stringify(object, (name, value) => (name === 'at' ? undefined : value));
}
