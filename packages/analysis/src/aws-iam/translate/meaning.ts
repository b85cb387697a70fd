import { foldCase, foldKey } from '../../engine/fold.ts';
import type { Statement } from '../model.ts';

/** A statement without what does not matter. */
export interface Meaning {
  readonly text: string;
  /** `${` may be a variable or plain text, as the version says. */
  readonly hasDollar: boolean;
}

/** Equal texts mean equal statements under the same version. */
export function meaningOf(statement: Statement): Meaning {
  const { Effect, Action, NotAction, Resource, NotResource, Principal, NotPrincipal } = statement;
  const lists = [Action, NotAction, Resource, NotResource].map((list) => list && sorted(list));
  const conditioned = statement.Condition === undefined ? null : conditions(statement.Condition);
  const text = JSON.stringify([Effect, ...lists, Principal, NotPrincipal, conditioned]);
  return { text, hasDollar: text.includes('${') };
}

function conditions(element: NonNullable<Statement['Condition']>): string[] {
  const found = Object.entries(element).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, values]) =>
      JSON.stringify([foldCase(operator), foldKey(key), sorted(values)]),
    ),
  );
  return found.sort();
}

function sorted(values: readonly string[]): readonly string[] {
  return values.length === 1 ? values : [...new Set(values)].sort();
}
