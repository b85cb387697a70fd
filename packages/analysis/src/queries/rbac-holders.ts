import type { Parsed } from '../refusal.ts';
import type { Holder } from './holder.ts';
import { asObject, asObjects, asText, type Plain } from './plain.ts';

/**
 * Users, groups and service accounts that bindings of Kubernetes objects name. Lists of objects may be nested
 * (`kind: List`). A user is looked at with the groups every user has, a service account with those it has.
 */
export function rbacHolders(values: readonly unknown[]): Parsed<readonly Holder[]> {
  const objects = values.flatMap(objectsOf);
  const bindings = objects.filter(({ kind }) => asText(kind).endsWith('RoleBinding'));
  const holders = new Map<string, Holder>();
  for (const binding of bindings) {
    const namespace = asText(asObject(binding['metadata'])['namespace']);
    for (const subject of asObjects(binding['subjects'])) {
      const holder = holderOf(subject, namespace, objects);
      holders.set(`${holder.kind} ${holder.id}`, holder);
    }
  }
  return { ok: true, value: [...holders.values()] };
}

function objectsOf(value: unknown): Plain[] {
  if (Array.isArray(value)) return value.flatMap(objectsOf);
  const object = asObject(value);
  return Array.isArray(object['items']) ? object['items'].flatMap(objectsOf) : [object];
}

const EVERYONE = 'system:authenticated';

function holderOf(subject: Plain, namespace: string, objects: readonly Plain[]): Holder {
  const name = asText(subject['name']);
  const common = { membersFor: () => [objects], missing: [], placeOf: placeIn(objects) };
  if (subject['kind'] === 'Group') {
    return { id: name, kind: 'group', names: [], words: { user: '', groups: [name] }, ...common };
  }
  if (subject['kind'] !== 'ServiceAccount') {
    const words = { user: name, groups: [EVERYONE] };
    return { id: name, kind: 'user', names: [], words, ...common };
  }
  const home = asText(subject['namespace']) || namespace;
  const user = `system:serviceaccount:${home}:${name}`;
  const groups = ['system:serviceaccounts', `system:serviceaccounts:${home}`, EVERYONE];
  const names = [`${home}/${name}`, name];
  return { id: user, kind: 'service-account', names, words: { user, groups }, ...common };
}

/** The object an origin is of, and which of its rules. */
function placeIn(objects: readonly Plain[]): Holder['placeOf'] {
  return ({ policy = 0, statement }) => {
    const object = objects[policy] ?? {};
    const { namespace, name } = asObject(object['metadata']);
    const at = asText(namespace) === '' ? '' : `${asText(namespace)}/`;
    const rule = statement === undefined ? '' : `, rule ${statement + 1}`;
    return `${asText(object['kind'])} ${at}${asText(name)}${rule}`;
  };
}
