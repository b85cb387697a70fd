import type { Json } from '../canonical/jcs.ts';
import { distinct, type Plain, textsOf, type Widening } from './mutant.ts';

/** Keys of one statement that are widened one by one. */
const MOST_KEYS = 6;

/** The statement without its conditions, without one key, and with the values of one key widened. */
export function conditionWidenings(statement: Plain, named: string): Widening[] {
  const { Condition, ...rest } = statement;
  if (Condition === undefined) return [];
  const entries = entriesOf(Condition).slice(0, MOST_KEYS);
  const whole: Widening = {
    kind: 'condition-dropped',
    word: entries[0]?.key ?? '',
    what: `${named} without its conditions`,
    after: rest,
  };
  const single = entries.length < 2 ? [] : entries.map((one) => without(statement, one, named));
  return [
    ...(entries.length < 2 ? [{ ...whole, what: `${named} without its condition` }] : [whole]),
    ...single,
    ...entries.flatMap((one) => widened(statement, one, named)),
  ];
}

/** One operator with one key. */
interface Entry {
  readonly operator: string;
  readonly key: string;
  readonly values: readonly string[];
}

function entriesOf(condition: Json): Entry[] {
  return Object.entries(condition as Readonly<Record<string, Plain>>).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, values]) => ({ operator, key, values: textsOf(values) })),
  );
}

function conditionOf(entries: readonly Entry[]): Plain {
  const operators = new Map<string, Record<string, Json>>();
  for (const { operator, key, values } of entries) {
    const keys = operators.get(operator) ?? {};
    operators.set(operator, keys);
    keys[key] = distinct([...textsOf(keys[key]), ...values]);
  }
  return Object.fromEntries(operators);
}

function without(statement: Plain, { operator, key }: Entry, named: string): Widening {
  const entries = entriesOf(statement['Condition'] ?? {});
  const left = entries.filter((one) => one.operator !== operator || one.key !== key);
  return {
    kind: 'condition-dropped',
    word: key,
    what: `${named} without the condition on \`${key}\``,
    after: { ...statement, Condition: conditionOf(left) },
  };
}

function widened(statement: Plain, entry: Entry, named: string): Widening[] {
  const wider = widerEntry(entry);
  if (wider === undefined) return [];
  const entries = entriesOf(statement['Condition'] ?? {});
  const others = entries.filter((one) => one.operator !== entry.operator || one.key !== entry.key);
  // Two operators on one key must both hold, so that a key that has another keeps its own.
  if (others.some((one) => one.key === entry.key)) return [];
  return [
    {
      kind: 'condition-widened',
      word: entry.key,
      what: `${named} where \`${entry.key}\` may be \`${wider.values.at(-1)}\``,
      after: { ...statement, Condition: conditionOf([...others, wider]) },
    },
  ];
}

const TEXT = /^(ForAnyValue:|ForAllValues:)?String(?:Equals|Like)(IfExists)?$/;
const ARN = /^(ForAnyValue:|ForAllValues:)?Arn(?:Equals|Like)(IfExists)?$/;

/** Text that begins alike, any ARN of the account, the network around an address range. */
function widerEntry({ operator, key, values }: Entry): Entry | undefined {
  const [first] = values;
  if (first === undefined) return undefined;
  const [isText, many = '', ifExists = ''] = TEXT.exec(operator) ?? [];
  if (isText !== undefined) {
    const prefix = first.replace(/[*?].*$/, '');
    const cut = Math.max(
      ...['/', ':', '-', '.'].map((one) => prefix.slice(0, -1).lastIndexOf(one)),
    );
    const wide = `${prefix.slice(0, cut + 1)}*`;
    return wide === first
      ? undefined
      : { operator: `${many}StringLike${ifExists}`, key, values: [...values, wide] };
  }
  if (ARN.test(operator)) {
    const fields = first.split(':');
    const wide = [...fields.slice(0, 5), '*'].join(':');
    return fields.length < 6 || wide === first
      ? undefined
      : { operator, key, values: [...values, wide] };
  }
  return operator === 'IpAddress' ? widerRange(key, values, first) : undefined;
}

function widerRange(key: string, values: readonly string[], first: string): Entry | undefined {
  const [, a, b] = /^(\d+)\.(\d+)\.\d+\.\d+(?:\/(?:1[7-9]|2\d|3[0-2]))?$/.exec(first) ?? [];
  if (a === undefined) return undefined;
  return { operator: 'IpAddress', key, values: [...values, `${a}.${b}.0.0/16`] };
}
