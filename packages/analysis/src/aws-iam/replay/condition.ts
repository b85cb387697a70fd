import { operatorOf } from './compare-value.ts';
import { withoutCase } from './glob.ts';
import type { ReadCondition } from './read-condition.ts';
import type { Scope } from './scope.ts';
import { all, any, not, type Tri } from './tri.ts';

/**
 * Whether a condition holds for the request. Values of the policy are alternatives; a negated operator is true of a
 * value that matches none of them. On an absent key: `IfExists` and `ForAllValues` are true, `ForAnyValue` is false,
 * else exactly the negated operators are true. Open: a plain operator on several values, an operator that does not
 * exist, a value of the policy that is not of the operator's type.
 */
export function conditionHolds(condition: ReadCondition, scope: Scope): Tri {
  const { form, operator } = condition;
  const values = scope.facts.values.get(condition.normalKey) ?? [];
  const known = operatorOf(form.base);
  if (form.base === 'null') return nullHolds(condition, values.length === 0, scope);
  if (known === undefined) return scope.open(`there is no operator \`${operator}\``);
  if (values.length === 0) {
    if (form.ifExists || form.set === 'all') return true;
    return form.set === null && known.negated;
  }
  const one = (actual: string): Tri => {
    const matches = any(
      ...condition.values.map((written) => known.compare(written, actual, scope)),
    );
    return known.negated ? not(matches) : matches;
  };
  if (form.set === 'all') return all(...values.map(one));
  if (form.set === 'any') return any(...values.map(one));
  const [only, ...more] = values;
  return only !== undefined && more.length === 0
    ? one(only)
    : severalHold(condition, values, known, scope);
}

/** A plain operator as if it asked for one of the values, or for all; the negated one is its opposite. */
function severalHold(
  { key, operator, values: written }: ReadCondition,
  actual: readonly string[],
  { compare, negated }: NonNullable<ReturnType<typeof operatorOf>>,
  scope: Scope,
): Tri {
  const { several } = scope.facts;
  if (several === undefined)
    return scope.open(`\`${operator}\` on \`${key}\`, which has several values`);
  const each = actual.map((value) => any(...written.map((text) => compare(text, value, scope))));
  const matches = several === 'some' ? any(...each) : all(...each);
  return negated ? not(matches) : matches;
}

/** `Null`: `true` asks for an absent key, `false` for one that is there. */
function nullHolds(condition: ReadCondition, isAbsent: boolean, scope: Scope): Tri {
  const { form, operator, values } = condition;
  if (form.set !== null || form.ifExists) return scope.open(`there is no operator \`${operator}\``);
  return any(
    ...values.map((value) => {
      const asked = withoutCase(value);
      if (asked === 'true') return isAbsent;
      return asked === 'false' ? !isAbsent : scope.open(`\`${value}\` is no boolean`);
    }),
  );
}
