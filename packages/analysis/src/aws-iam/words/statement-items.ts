import type { PrincipalElement, Statement } from '../model.ts';
import { type Item, itemFrom, itemOf, sortedItems } from './item.ts';
import { matchesAction, matchesResource, simplified } from './item-within.ts';
import { principalNames } from './who-words.ts';

/** The actions of a statement. */
export function actionItems({ Action, NotAction }: Statement): readonly Item[] {
  if (NotAction !== undefined) return [itemFrom(['*'], NotAction)];
  return simplified(sortedItems((Action ?? []).map(itemOf)), matchesAction);
}

/** The resources of a statement; null for a trust policy, which is about its role. */
export function resourceItems({ Resource, NotResource }: Statement): readonly Item[] | null {
  if (NotResource !== undefined) return [itemFrom(['*'], NotResource)];
  if (Resource === undefined) return null;
  return simplified(sortedItems(Resource.map(itemOf)), matchesResource);
}

/** The principals of a statement by `KIND:NAME`; null where it names none. */
export function whoItems({ Principal, NotPrincipal }: Statement): readonly Item[] | null {
  const namesOf = (element: PrincipalElement): string[] => principalNames(element);
  if (NotPrincipal !== undefined) return [itemFrom(['*'], namesOf(NotPrincipal))];
  return Principal === undefined ? null : sortedItems(namesOf(Principal).map(itemOf));
}
