import type { Assumed } from '../../questions/answer.ts';
import { readOperator } from '../translate/operator.ts';
import { conditionWords, type Written } from './condition-words.ts';
import { joined, listed, type Room } from './quote.ts';

const WHEN: Room = { items: 3, characters: 120 };
const UNLESS: Room = { items: 2, characters: 110 };

/**
 * `` when `a` is `x` unless `b` is `y` ``: what holds, and what does not; of no list in `unless` all conditions hold.
 * What a sentence has no room for stands as a number. Empty without conditions.
 */
export function whenWords(
  conditions: readonly Assumed[],
  unless: readonly (readonly Assumed[])[] = [],
): string {
  const { when, not } = narrowed(conditions);
  const isEither = (term: readonly Assumed[]): boolean => term.every(({ holds }) => !holds);
  const holding = [
    ...when.map(conditionWords),
    ...unless.filter(isEither).map((term) => `either ${joined(term.map(conditionWords), 'or')}`),
  ];
  const failing = [
    ...not.map(conditionWords),
    ...unless.filter((term) => !isEither(term)).map(termWords),
  ];
  return [
    ...(holding.length === 0 ? [] : [` when ${listed(holding, WHEN, 'conditions')}`]),
    ...(failing.length === 0 ? [] : [` unless ${listed(failing, UNLESS, 'conditions', 'or')}`]),
  ].join('');
}

/** Conditions that hold and those that do not; values that another condition rules out are left away with it. */
export function narrowed(conditions: readonly Assumed[]): {
  readonly when: readonly Written[];
  readonly not: readonly Written[];
} {
  let when: readonly Written[] = conditions.filter(({ holds }) => holds);
  const not: Written[] = [];
  for (const one of conditions.filter(({ holds }) => !holds)) {
    const at = when.findIndex((other) => isSamePlainKey(one, other));
    const known = when[at];
    if (known === undefined) {
      not.push(one);
      continue;
    }
    const values = known.values.filter((value) => !one.values.includes(value));
    when = when.map((other, index) => (index === at ? { ...other, values } : other));
  }
  return { when, not };
}

/** Whether both ask of one value of the same key that it be one of a list, letter by letter. */
function isSamePlainKey(one: Written, other: Written): boolean {
  if (one.operator !== other.operator || one.key !== other.key) return false;
  const operator = readOperator(one.operator);
  return (
    operator?.family === 'text' &&
    operator.quantifier === null &&
    !operator.isNegated &&
    !operator.isLike &&
    !operator.ignoresCase &&
    !operator.ifExists &&
    ![...one.values, ...other.values].some((value) => value.includes('${')) &&
    other.values.some((value) => !one.values.includes(value))
  );
}

function termWords(term: readonly Assumed[]): string {
  const words = term.map((one) => (one.holds ? conditionWords(one) : `not ${conditionWords(one)}`));
  return term.length < 2 ? words.join('') : `both ${joined(words)}`;
}
