import type { Origin } from '../questions/answer.ts';
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
  const common = {
    formsFor: () => [{ member: objects, isWhole: true }],
    missingFor: () => [],
    placeOf: objectOf,
  };
  if (subject['kind'] === 'Group') {
    return { id: name, kind: 'group', names: [], words: { groups: [name] }, ...common };
  }
  if (subject['kind'] !== 'ServiceAccount') return { ...userNamed(name), ...common };
  const home = asText(subject['namespace']) || namespace;
  return { ...userNamed(`system:serviceaccount:${home}:${name}`), ...common };
}

/** A user or service account by its user name, with the groups every request of it carries. */
export function userNamed(user: string): Pick<Holder, 'id' | 'kind' | 'names' | 'words'> {
  const [, home, name] = /^system:serviceaccount:([^:]+):([^:]+)$/.exec(user) ?? [];
  if (home === undefined || name === undefined) {
    return { id: user, kind: 'user', names: [], words: { user, groups: [EVERYONE] } };
  }
  const groups = ['system:serviceaccounts', `system:serviceaccounts:${home}`, EVERYONE];
  const names = [`${home}/${name}`, name];
  return { id: user, kind: 'service-account', names, words: { user, groups } };
}

/** Objects are known by their names; where they stand in a text is not kept. */
function objectOf({ object }: Partial<Origin>): string {
  return object ?? 'a rule';
}
