import { foldCase, foldKey } from '../../engine/fold.ts';
import type { ConditionElement } from '../model.ts';
import { matchesArn, matchesText } from '../service-table/matches-text.ts';
import { type Operator, readOperator } from '../translate/operator.ts';

/** What is known of a request's context: values of a key, or that it is absent; every other key is open. */
export type PartialContext = ReadonlyMap<string, Known>;

/** Values of a key, or nothing for a key that the request does not carry; or a rule of its own. */
export type Known = readonly string[] | null | ((operator: Operator, value: string) => boolean);

/**
 * A `Condition` for requests with this context: false where it cannot hold, else what is left of it to hold, empty
 * where it holds for sure. What is left is never stricter than the whole, nor is it wider for such requests.
 */
export function reduceCondition(
  condition: ConditionElement | undefined,
  context: PartialContext,
): ConditionElement | false {
  const left: Record<string, Record<string, readonly string[]>> = {};
  for (const { operator, key, values } of conditionsIn(condition)) {
    const known = context.get(foldKey(key));
    const holds = known === undefined ? undefined : holdsFor(readOperator(operator), values, known);
    if (holds === false) return false;
    if (holds === undefined) left[operator] = { ...left[operator], [key]: values };
  }
  return left;
}

/** One operator with one key. */
export interface OneCondition {
  readonly operator: string;
  readonly key: string;
  readonly values: readonly string[];
}

/** The conditions of a `Condition` element one by one; all must hold. */
export function conditionsIn(condition: ConditionElement | undefined): OneCondition[] {
  return Object.entries(condition ?? {}).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, values]) => ({ operator, key, values })),
  );
}

/** Whether one condition holds; nothing where that is not decided here. */
function holdsFor(
  operator: Operator | undefined,
  values: readonly string[],
  known: Known,
): boolean | undefined {
  if (operator === undefined || values.some((value) => value.includes('${'))) return undefined;
  if (operator.family === 'null') {
    return values.some((value) => (foldCase(value) === 'true') === (known === null));
  }
  if (known === null) return holdsWhenAbsent(operator);
  const test = typeof known === 'function' ? matcherOf(operator, known) : testOf(operator, known);
  return test?.(values);
}

function holdsWhenAbsent(operator: Operator): boolean {
  if (operator.quantifier === 'every') return true;
  if (operator.quantifier === 'some') return false;
  return operator.ifExists || operator.isNegated;
}

type Test = (values: readonly string[]) => boolean;

function matcherOf(operator: Operator, rule: (operator: Operator, value: string) => boolean): Test {
  return (values) => values.some((value) => rule(operator, value)) !== operator.isNegated;
}

function testOf(operator: Operator, known: readonly string[]): Test | undefined {
  const matches = comparison(operator);
  if (matches === undefined) return undefined;
  return (values) => {
    const one = (own: string): boolean =>
      values.some((value) => matches(value, own)) !== operator.isNegated;
    return operator.quantifier === 'every' ? known.every(one) : known.some(one);
  };
}

type Comparison = (value: string, own: string) => boolean;

/** Number, date and address operators are left open. */
function comparison({ family, isLike, ignoresCase }: Operator): Comparison | undefined {
  if (family === 'arn') return matchesArn;
  if (family === 'bool') return (value, own) => foldCase(value) === foldCase(own);
  if (family !== 'text') return undefined;
  if (isLike) return matchesText;
  return (value, own) => (ignoresCase ? foldCase(value) === foldCase(own) : value === own);
}
