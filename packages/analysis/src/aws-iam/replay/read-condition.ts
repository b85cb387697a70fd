import { contextKey } from './context-key.ts';
import { listOf, membersOf } from './json-shape.ts';
import { type OperatorForm, operatorForm } from './operator-form.ts';

/** One operator on one key of a `Condition`. */
export interface ReadCondition {
  /** As written. */
  readonly operator: string;
  readonly key: string;
  readonly values: readonly string[];
  readonly form: OperatorForm;
  /** The key as contextKey() writes it. */
  readonly normalKey: string;
  readonly isModern: boolean;
}

/** The conditions of a statement; all of them must hold. */
export function readConditions(
  value: unknown,
  where: string,
  isModern: boolean,
  faults: string[],
): ReadCondition[] {
  const operators = [...membersOf(value, `the \`Condition\` of ${where}`, faults)];
  return operators.flatMap(([operator, keys]) =>
    [...membersOf(keys, `\`${operator}\` of ${where}`, faults)].map(([key, values]) => ({
      operator,
      key,
      values: scalarTexts(values, `\`${key}\` of ${where}`, faults),
      form: operatorForm(operator),
      normalKey: contextKey(key),
      isModern,
    })),
  );
}

function scalarTexts(value: unknown, what: string, faults: string[]): string[] {
  return listOf(value).flatMap((item) => {
    if (['string', 'number', 'boolean'].includes(typeof item)) return [String(item)];
    faults.push(`a value of ${what} is no string, number or boolean`);
    return [];
  });
}
