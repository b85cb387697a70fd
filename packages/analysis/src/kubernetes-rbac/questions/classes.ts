import type { Assumed, Class } from '../../questions/answer.ts';
import type { World } from '../access/world.ts';
import { bindingKey } from '../access/world.ts';
import { isClustered } from '../decide/clustered.ts';
import type { Asker } from '../decide/difference.ts';
import { objectRef } from '../model.ts';
import type { Draft } from './draft.ts';
import { originsOf, rulesInWords } from './origins.ts';
import {
  holdersInWords,
  list,
  placeInWords,
  resourcesInWords,
  roleInWords,
  verbsInWords,
} from './words.ts';

/** The class a draft comes to, still without its witness. `outside` is the side that does not allow it. */
export function classOf(
  draft: Draft,
  direction: 'allowed' | 'denied',
  outside: World,
): Class & { readonly witness: null } {
  const origins = originsOf(draft.rules);
  return {
    summary: summarise(draft, direction, outside),
    actions: draft.except.length === 0 ? draft.verbs : [`* except ${draft.except.join(', ')}`],
    resources: draft.resources,
    conditions: conditionsOf(draft),
    witness: null,
    from: direction === 'allowed' ? [] : origins,
    to: direction === 'allowed' ? origins : [],
  };
}

function summarise(draft: Draft, direction: 'allowed' | 'denied', outside: World): string {
  const start = direction === 'allowed' ? 'newly allows' : 'no longer allows';
  const verbs = verbsInWords(draft.verbs, draft.except);
  const some = draft.isMixed ? ' some of' : '';
  const what = `${start}${some} ${verbs} on ${objectsInWords(draft)}`;
  const why = direction === 'allowed' ? activationInWords(draft, outside) : '';
  return `${what}${whoInWords(draft)} ${rulesInWords(draft.rules)}${why}`;
}

function objectsInWords({ isPaths, resources, names, namespaces }: Draft): string {
  if (isPaths) return `the paths ${list(resources, 'paths')}`;
  const named = names.length === 0 ? '' : ` named ${list(names, 'names')}`;
  return `${resourcesInWords(resources)}${named} ${placesInWords(namespaces, resources)}`;
}

function placesInWords(
  namespaces: readonly (string | null)[],
  resources: readonly string[],
): string {
  const [first = null] = namespaces;
  if (namespaces.length > 1 && !namespaces.includes(null))
    return `in the namespaces ${list(namespaces.map(String), 'namespaces')}`;
  const isWide = namespaces.includes(null);
  if (isWide && resources.every(isClustered)) return 'of the cluster';
  return placeInWords(isWide ? null : first);
}

function whoInWords({ askers }: Draft): string {
  const who = holdersInWords(askers.map(({ holder }) => holder));
  return who === '' ? '' : ` for ${who}`;
}

/** A binding that was there before its role was. */
function activationInWords({ rules }: Draft, outside: World): string {
  for (const { grants, role } of rules) {
    const binding = grants.find((one) => one.binding !== null)?.binding;
    if (!binding || outside.roles.has(role) || !outside.bindings.has(bindingKey(binding))) continue;
    return `; the new role activates ${roleInWords(objectRef(binding))}`;
  }
  return '';
}

/** What all requests of the class have in common beside verb and resource. */
export function conditionsOf({
  namespaces,
  names,
  askers,
}: Pick<Draft, 'namespaces' | 'names' | 'askers'>): Assumed[] {
  const places = namespaces.filter((one) => one !== null);
  const conditions: [string, readonly string[]][] = [
    ['namespace', places.length === namespaces.length ? places : []],
    ['name', names],
    ['user', namesOf(askers, 'user')],
    ['group', namesOf(askers, 'group')],
    ['role', namesOf(askers, 'role')],
  ];
  return conditions
    .filter(([, values]) => values.length > 0)
    .map(([key, values]) => ({ operator: 'is', key, values, holds: true }));
}

function namesOf(askers: readonly Asker[], kind: string): string[] {
  return askers
    .filter(({ holder }) => holder.kind === kind && holder.name !== '')
    .map(({ holder }) => holder.name);
}
