import type { Assumed } from '../../questions/answer.ts';
import { conditionKey } from '../words/condition-words.ts';

/** Conditions in short: all of `common`, and of no list in `unless` all. */
export interface United {
  readonly common: readonly Assumed[];
  readonly unless: readonly (readonly Assumed[])[];
}

/** More exceptions, or longer ones, would not be read. */
const MOST_EXCEPTIONS = 2;
const LONGEST_EXCEPTION = 3;
const MOST_TERMS = 32;

/**
 * Requests that meet all conditions of one of the lists, said in short and exactly: taking conditions as truth values,
 * the result holds for the same. Null where that takes more words than a reader has patience for.
 */
export function uniteConditions(lists: readonly (readonly Assumed[])[]): United | null {
  const terms = lists.map((list) => new Map(list.map((one) => [conditionKey(one), one])));
  const [first] = terms;
  if (first === undefined) return null;
  const common = [...first].filter(([key, one]) =>
    terms.every((term) => term.get(key)?.holds === one.holds),
  );
  const shared = new Set(common.map(([key]) => key));
  const rest = terms.map((term) => new Map([...term].filter(([key]) => !shared.has(key))));
  const outside = complement(rest);
  if (outside === null) return null;
  const single = outside.filter(({ size }) => size === 1).flatMap((term) => [...term.values()]);
  const unless = outside.filter(({ size }) => size > 1).map((term) => [...term.values()]);
  if (unless.length > MOST_EXCEPTIONS) return null;
  if (unless.some(({ length }) => length > LONGEST_EXCEPTION)) return null;
  return { common: [...common.map(([, one]) => one), ...single.map(negated)], unless };
}

/** The conditions that every list has. */
export function commonConditions(lists: readonly (readonly Assumed[])[]): readonly Assumed[] {
  const [first = [], ...others] = lists;
  const keys = others.map((list) => new Map(list.map((one) => [conditionKey(one), one.holds])));
  return first.filter((one) => keys.every((own) => own.get(conditionKey(one)) === one.holds));
}

type Term = ReadonlyMap<string, Assumed>;

/** What lies in none of the terms, as terms none of which lies in another. */
function complement(terms: readonly Term[]): readonly Term[] | null {
  let outside: readonly Term[] = [new Map()];
  for (const term of terms) {
    const next = outside.flatMap((one) =>
      [...term].flatMap(([key, literal]) => withLiteral(one, key, negated(literal))),
    );
    outside = withoutContained(next);
    if (outside.length > MOST_TERMS) return null;
  }
  return outside;
}

function withLiteral(term: Term, key: string, literal: Assumed): Term[] {
  const known = term.get(key);
  if (known === undefined) return [new Map([...term, [key, literal]])];
  return known.holds === literal.holds ? [term] : [];
}

/** A term that asks for all that another asks for lies in it. */
function withoutContained(terms: readonly Term[]): readonly Term[] {
  const kept: Term[] = [];
  for (const term of terms.toSorted((left, right) => left.size - right.size)) {
    const isContained = kept.some((other) =>
      [...other].every(([key, { holds }]) => term.get(key)?.holds === holds),
    );
    if (!isContained) kept.push(term);
  }
  return kept;
}

function negated(condition: Assumed): Assumed {
  return { ...condition, holds: !condition.holds };
}
