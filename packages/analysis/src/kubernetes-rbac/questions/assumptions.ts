import type { Worlds } from '../access/world.ts';
import type { RbacPolicy } from '../model.ts';
import { list } from './words.ts';

const RBAC_ONLY =
  'RBAC alone: other authorizers (Node, webhook, ABAC), admission and the group `system:masters`, which passes all authorization, are not looked at';
const STRINGS =
  'verbs, API groups and resources are taken as strings: whether a resource exists, and whether it is in a namespace, is not looked at';
const NAMES =
  'what is created, and a collection that is deleted, is not addressed by a name; a list or watch carries one only by a field selector';
const IDENTITIES =
  'an authenticated request carries `system:authenticated`, a service account also its own two groups, an anonymous request `system:unauthenticated`';
const AS_IF_BOUND =
  'no binding is in the input: roles are compared as if bound, a ClusterRole or bare rules everywhere, a Role in its namespace';
const LATENT =
  'a role that no binding here names is compared as if bound: some binding elsewhere may name it';
const ONE_WORLD = 'an object that only one side has does not exist on the other';
const DEFAULTED = 'an object without a namespace is taken to be in `default`';

/** What an answer takes for granted. */
export function assumptionsOf(
  policies: readonly (RbacPolicy | null)[],
  { worlds, comparison }: Worlds,
): string[] {
  const objects = policies.flatMap((policy) => policy?.objects ?? []);
  const setAside = policies.flatMap((policy) => policy?.setAside ?? []);
  const roles = worlds.flatMap((world) => [...world.roles.values()]);
  const madeBy = (made: string): string[] => [
    ...new Set(roles.filter((role) => role.made === made).map(({ ref }) => ref)),
  ];
  const isNamespaced = (kind: string): boolean => kind === 'Role' || kind === 'RoleBinding';
  const hasDefault = objects.some((one) => isNamespaced(one.kind) && one.namespace === null);
  return [
    RBAC_ONLY,
    STRINGS,
    NAMES,
    ...(comparison === 'subjects' ? [IDENTITIES, ONE_WORLD] : [AS_IF_BOUND]),
    ...(comparison === 'subjects' && hasLatent(worlds) ? [LATENT] : []),
    ...(hasDefault ? [DEFAULTED] : []),
    ...aggregation(madeBy),
    ...(setAside.length > 0 ? [setAsideInWords(setAside.map(({ what }) => what))] : []),
  ];
}

function hasLatent(worlds: Worlds['worlds']): boolean {
  return worlds.some(({ held }) => [...held.values()].some(({ holder }) => holder.kind === 'role'));
}

function aggregation(madeBy: (made: string) => string[]): string[] {
  const [aggregated, unmatched, extended] = [
    madeBy('aggregated'),
    madeBy('unmatched'),
    madeBy('extended'),
  ];
  const only =
    'the aggregated roles have the rules of the matching ClusterRoles here and no others';
  const written = 'the selectors match no ClusterRole here, so the written rules stand';
  const added = 'the default roles are not here; only what labels add to them is looked at';
  return [
    ...(aggregated.length > 0 ? [`${only}: ${list(aggregated, 'roles')}`] : []),
    ...(unmatched.length > 0 ? [`${written}: ${list(unmatched, 'roles')}`] : []),
    ...(extended.length > 0 ? [`${added}: ${list(extended, 'roles')}`] : []),
  ];
}

function setAsideInWords(what: readonly string[]): string {
  return `not read, because of another kind, a patch, or replaced by a later object of the same name: ${list([...new Set(what)], 'objects')}`;
}
