import type { Json } from '../../canonical/jcs.ts';
import { accountOf } from '../../kubernetes-rbac/access/identity.ts';
import type { DraftSubject } from '../drafter.ts';
import { fewestRules } from './fewest-rules.ts';
import type { PlacedRules, RuleLists } from './rule-of-case.ts';

/** Who holds rules: a role by its reference, subjects, or nobody yet. */
export type Holding =
  | { readonly kind: 'role'; readonly ref: string }
  | { readonly kind: 'subjects'; readonly subjects: readonly DraftSubject[] }
  | { readonly kind: 'nobody' };

/** Rules and who holds them. */
export interface Held extends PlacedRules {
  readonly holding: Holding;
}

/** Makes fewer rules of some, beside others that hold anyway. */
type Few = (rules: readonly RuleLists[], beside: readonly RuleLists[]) => RuleLists[];

const GROUP = 'rbac.authorization.k8s.io';

/**
 * Objects that give the rules to their holders: a ClusterRole for what holds everywhere, else a Role in each namespace, and
 * bindings and service accounts where there are subjects. Objects of the first holder have the name, others a number.
 */
export function objectsOf(held: readonly Held[], name: string, few: Few = fewestRules): Json[] {
  const groups = new Map<string, Held[]>();
  for (const one of held) {
    const key = keyOf(one.holding);
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  const named = [...groups].sort(([left], [right]) => (left < right ? -1 : 1));
  let count = 0;
  return named.flatMap(([, group]) => {
    const holding = group[0]?.holding ?? { kind: 'nobody' };
    if (holding.kind === 'role') return [namedRole(holding.ref, group, few)];
    count += 1;
    return placesOf(group, few).flatMap(([namespace, rules]) =>
      roleAndBinding(count === 1 ? name : `${name}-${count}`, namespace, rules, holding),
    );
  });
}

function keyOf(holding: Holding): string {
  switch (holding.kind) {
    case 'role':
      return `2 ${holding.ref}`;
    case 'subjects':
      return `1 ${holding.subjects.map(userOf).sort().join(' ')}`;
    case 'nobody':
      return '0';
    default:
      return holding satisfies never;
  }
}

/** The user or group name that stands for a subject in a request. */
export function userOf(subject: DraftSubject): string {
  return subject.kind === 'ServiceAccount'
    ? `system:serviceaccount:${subject.namespace}:${subject.name}`
    : subject.name;
}

/** The subject that a user name of a case stands for. */
export function subjectOf(user: string): DraftSubject {
  const account = accountOf(user);
  return account === null ? { kind: 'User', name: user } : { kind: 'ServiceAccount', ...account };
}

/** Rules by namespace, everywhere first; what holds everywhere is not said again for one namespace. */
function placesOf(group: readonly Held[], few: Few): [string | null, RuleLists[]][] {
  const places = new Map<string | null, RuleLists[]>();
  for (const { namespaces, rules } of group)
    for (const place of namespaces ?? [null])
      places.set(place, [...(places.get(place) ?? []), ...rules]);
  const everywhere = few(places.get(null) ?? [], []);
  return [...places]
    .sort(([left], [right]) => ((left ?? '') < (right ?? '') ? -1 : 1))
    .map(([place, rules]): [string | null, RuleLists[]] => [
      place,
      place === null ? everywhere : few(rules, everywhere),
    ])
    .filter(([, rules]) => rules.length > 0);
}

function namedRole(ref: string, group: readonly Held[], few: Few): Json {
  const rules = few(
    group.flatMap((one) => one.rules),
    [],
  ) as unknown as Json;
  const [kind = '', ...rest] = ref.split('/');
  if (rest.length === 0) return { rules };
  const name = rest.at(-1) ?? '';
  const metadata = rest.length === 2 ? { name, namespace: rest[0] ?? '' } : { name };
  return { apiVersion: `${GROUP}/v1`, kind, metadata, rules };
}

function roleAndBinding(
  name: string,
  namespace: string | null,
  rules: readonly RuleLists[],
  holding: Holding,
): Json[] {
  const metadata = namespace === null ? { name } : { name, namespace };
  const kind = namespace === null ? 'ClusterRole' : 'Role';
  const apiVersion = `${GROUP}/v1`;
  const role: Json = { apiVersion, kind, metadata, rules: rules as unknown as Json };
  if (holding.kind !== 'subjects') return [role];
  const binding: Json = {
    apiVersion,
    kind: `${kind}Binding`,
    metadata,
    roleRef: { apiGroup: GROUP, kind, name },
    subjects: holding.subjects.map(subjectJson),
  };
  return [role, binding, ...holding.subjects.flatMap(accountJson)];
}

function subjectJson(subject: DraftSubject): Json {
  return subject.kind === 'ServiceAccount' ? { ...subject } : { apiGroup: GROUP, ...subject };
}

function accountJson(subject: DraftSubject): Json[] {
  if (subject.kind !== 'ServiceAccount') return [];
  const { name, namespace } = subject;
  return [{ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace } }];
}
