import { sortedList } from '../../canonical/sorted-list.ts';
import { FlagLiteral } from '../../engine/flag-literal.ts';
import { foldCase } from '../../engine/fold.ts';
import type { Literal } from '../../engine/literal.ts';
import type { Pattern } from '../../engine/pattern.ts';
import { PatternList } from '../../engine/pattern-list.ts';
import { complement, type Range, RangeLiteral, unite } from '../../engine/range-literal.ts';
import { type Members, SetLiteral } from '../../engine/set-literal.ts';
import type { Assumed } from '../../questions/answer.ts';
import type { Fields, Flag, KeyField } from './fields.ts';
import { Implications } from './implications.ts';
import type { KeyTexts } from './key-texts.ts';
import type { Keys } from './keys.ts';
import type { Operator } from './operator.ts';
import {
  addressRange,
  instantPoint,
  numberPoint,
  relationRange,
  wholeSecondRange,
} from './scales.ts';
import type { Lookup, ValuePatterns } from './value-patterns.ts';

/** A condition, or another element of a statement, as a union of conjunctions. */
export type Cases = readonly (readonly Literal[])[];

/** One key of one operator, as written. */
export interface Condition {
  readonly operator: string;
  readonly key: string;
  readonly values: readonly string[];
  /** Whether `${` starts a policy variable. */
  readonly isVariablesOn: boolean;
}

/** The condition a literal comes from. */
export interface Label extends Omit<Assumed, 'holds'> {
  /** The literal says just what the condition does, and is not one of several that make it up. */
  readonly isWhole: boolean;
  /** Where the literal does not hold, neither does the condition. */
  readonly isOnly: boolean;
}

interface Values {
  readonly plain: readonly Pattern[];
  readonly variable: readonly { readonly value: string; readonly names: readonly string[] }[];
}

/** Turns conditions into literals; what has no exact form becomes a truth value of its own, with its reason. */
export class ConditionReader {
  /** Conditions by the key of a literal they became, so that an answer can name them. */
  readonly labels: Map<string, Label> = new Map();
  private readonly splits = new Set<string>();
  private readonly fields: Fields;
  private readonly keys: Keys;
  private readonly texts: KeyTexts;
  private readonly patterns: ValuePatterns;
  private readonly implications: Implications;

  constructor(fields: Fields, keys: Keys, texts: KeyTexts, patterns: ValuePatterns) {
    this.fields = fields;
    this.implications = new Implications(fields.patterns.budget);
    this.keys = keys;
    this.texts = texts;
    this.patterns = patterns;
  }

  /** With a lookup, variables have the values it gives; without, each is an unknown string. */
  read(condition: Condition, lookup?: Lookup): Cases {
    const cases = this.cases(condition, lookup);
    const { operator, key, values } = condition;
    const isOnly = cases.length === 1;
    const isWhole = isOnly && cases[0]?.length === 1;
    if (!isOnly) this.splits.add(identify(condition));
    for (const literal of cases.flat()) {
      const known = this.labels.get(literal.key);
      if (known === undefined || (isWhole && !known.isWhole)) {
        this.labels.set(literal.key, {
          operator,
          key,
          values: sortedList(values),
          isOnly,
          isWhole,
        });
      }
    }
    return cases;
  }

  /** Whether a condition that was read is one case and not a union of several. */
  isOneCase(condition: Condition): boolean {
    return !this.splits.has(identify(condition));
  }

  private cases(condition: Condition, lookup: Lookup | undefined): Cases {
    const operator = this.keys.operator(condition.operator);
    if (operator === undefined) return this.opaque(condition, 'is not an operator AWS has');
    const name = this.keys.nameOf(condition.key);
    if (operator.family === 'null') return this.presence(name, operator, condition);
    const isForm = FORMS[operator.family];
    if (isForm !== undefined && !condition.values.every(isForm))
      return this.opaque(condition, 'has a value it cannot compare');
    if (this.texts.isView(name)) return this.textCases(name, operator, condition, lookup);
    const field = this.fields.key(name);
    switch (field.kind) {
      case 'text':
      case 'bool':
        return isLine(operator)
          ? this.opaque(condition, 'compares a key that other operators take as text')
          : this.textCases(name, operator, condition, lookup);
      case 'number':
      case 'time':
      case 'address':
        return this.lineCases(field, operator, condition);
      case 'set':
        return this.setCases(field, operator, condition, lookup);
      default:
        return field satisfies never;
    }
  }

  /** `Null`: `true` asks for absence, `false` for presence, both for nothing. */
  private presence(name: string, operator: Operator, condition: Condition): Cases {
    if (operator.ifExists || operator.quantifier !== null)
      return this.opaque(condition, 'is not an operator AWS has');
    const words = new Set(condition.values.map((value) => foldCase(value.trim())));
    if ([...words].some((word) => word !== 'true' && word !== 'false'))
      return this.opaque(condition, 'has a value that is neither `true` nor `false`');
    return [...words].map((word) => [
      word === 'true' ? this.texts.absent(name) : this.texts.present(name),
    ]);
  }

  private textCases(
    name: string,
    operator: Operator,
    condition: Condition,
    lookup: Lookup | undefined,
  ): Cases {
    const read = this.readValues(operator, condition, lookup);
    if (typeof read === 'string') return this.opaque(condition, read);
    const flags = read.variable.map(({ value, names }) =>
      this.matchFlag(name, operator, { ...condition, values: [value] }, names),
    );
    const holdsAbsent = holdsWhenAbsent(operator);
    const list = new PatternList(read.plain);
    const isNothing = read.plain.length === 0;
    const { isNegated } = operator;
    const text =
      isNegated && holdsAbsent && isNothing
        ? []
        : [this.texts.literal(name, { list, isNegated, holdsAbsent })];
    if (isNegated) return [[...text, ...flags.map((flag) => this.flagLiteral(flag, false))]];
    return [
      ...(isNothing && !holdsAbsent ? [] : [text]),
      ...flags.map((flag) => [this.flagLiteral(flag, true)]),
    ];
  }

  /** The values that are patterns and those with variables, or why they cannot be read. */
  private readValues(
    operator: Operator,
    { values, isVariablesOn }: Condition,
    lookup: Lookup | undefined,
  ): Values | string {
    const plain: Pattern[] = [];
    const variable: { value: string; names: readonly string[] }[] = [];
    for (const value of values) {
      const found = this.patterns.read(value, operator, isVariablesOn, lookup);
      if (found.kind === 'malformed') return found.reason;
      if (found.kind === 'plain') plain.push(found.pattern);
      if (found.kind === 'variable') variable.push({ value, names: found.names });
    }
    return { plain, variable };
  }

  /** Whether a key matches a value with variables. */
  private matchFlag(
    name: string,
    operator: Operator,
    condition: Condition,
    names: readonly string[],
  ): Flag {
    const positive: Operator = { ...operator, isNegated: false, ifExists: false, quantifier: null };
    const [value = ''] = condition.values;
    const id = this.patterns.matchName(name, value, positive, condition.isVariablesOn);
    const flag = this.fields.flag(id, 'variable', describe(condition), {
      variables: names,
      cases: (lookup) => this.textCases(name, positive, condition, lookup),
      consequences: () => [
        this.texts.literal(name, {
          list: new PatternList([this.patterns.over(value, positive, condition.isVariablesOn)]),
        }),
        ...this.patterns
          .needed(value, condition.isVariablesOn)
          .map((key) => this.texts.present(key)),
      ],
    });
    const tokens = this.patterns.symbolic(value, positive, condition.isVariablesOn);
    this.implications.add(name, flag, tokens);
    return flag;
  }

  private flagLiteral(flag: Flag, wanted: boolean): FlagLiteral {
    return new FlagLiteral(flag.field, wanted, flag.consequences);
  }

  private lineCases(
    field: Extract<KeyField, { kind: 'number' | 'time' | 'address' }>,
    operator: Operator,
    condition: Condition,
  ): Cases {
    if (!isLine(operator))
      return this.opaque(condition, 'compares as text a key that other operators take otherwise');
    const key = foldCase(condition.key);
    if (key === 'aws:currenttime' && operator.family === 'number')
      return this.opaque(condition, 'compares a date as a number');
    const isWhole = key === 'aws:epochtime';
    const ranges = condition.values.map((value) => rangeOf(field.kind, operator, value, isWhole));
    const read = ranges.filter((range) => range !== undefined);
    if (read.length < ranges.length) return this.opaque(condition, 'has a value it cannot compare');
    const holdsAbsent = holdsWhenAbsent(operator);
    const points = operator.isNegated ? complement(unite(read)) : read;
    return [[new RangeLiteral(field.of, points, holdsAbsent)]];
  }

  private setCases(
    field: Extract<KeyField, { kind: 'set' }>,
    operator: Operator,
    condition: Condition,
    lookup: Lookup | undefined,
  ): Cases {
    const { quantifier, isNegated } = operator;
    if (isLine(operator)) return this.opaque(condition, 'compares a key that has several values');
    const read = this.readValues(operator, condition, lookup);
    if (typeof read === 'string') return this.opaque(condition, read);
    if (read.variable.length > 0) return this.setFlag(field, operator, condition);
    const members = { list: new PatternList(read.plain), isNegated };
    if (quantifier === null) return this.severalCases(field, operator, members);
    const main = [new SetLiteral(field.of, quantifier, members)];
    const isAlsoAbsent = quantifier === 'some' && operator.ifExists;
    return isAlsoAbsent ? [main, [this.texts.absent(field.name)]] : [main];
  }

  /** A plain operator: on no value and on one it is defined, on several it asks of one of them or of all. */
  private severalCases(
    field: Extract<KeyField, { kind: 'set' }>,
    { isNegated, ifExists }: Operator,
    members: Members,
  ): Cases {
    const { several } = this.fields;
    const [asksAll, asksOne] = [true, false].map((wanted) => this.flagLiteral(several, wanted));
    if (asksAll === undefined || asksOne === undefined) return [];
    const every = new SetLiteral(field.of, 'every', members);
    const some = new SetLiteral(field.of, 'some', members);
    const absent = [this.texts.absent(field.name)];
    // The opposite of one matching is none matching.
    if (isNegated) return [[every, asksOne], [some, asksAll], absent];
    const present = [
      [some, asksOne],
      [every, this.texts.present(field.name), asksAll],
    ];
    return ifExists ? [...present, absent] : present;
  }

  /** A set operator with variables among its values is one truth value until they are known. */
  private setFlag(
    field: Extract<KeyField, { kind: 'set' }>,
    operator: Operator,
    condition: Condition,
  ): Cases {
    const names = condition.values.flatMap((value) =>
      this.patterns.namesIn(value, condition.isVariablesOn),
    );
    const over = condition.values.map((value) =>
      this.patterns.over(value, operator, condition.isVariablesOn),
    );
    const isNarrow = !operator.isNegated && operator.quantifier !== null && !operator.ifExists;
    const flag = this.fields.flag(identify(condition), 'variable', describe(condition), {
      variables: [...new Set(names)],
      cases: (lookup) => this.setCases(field, operator, condition, lookup),
      consequences: () =>
        isNarrow && operator.quantifier !== null
          ? [new SetLiteral(field.of, operator.quantifier, { list: new PatternList(over) })]
          : [],
    });
    return [[this.flagLiteral(flag, true)]];
  }

  private opaque(condition: Condition, why: string): Cases {
    const flag = this.fields.flag(
      identify(condition),
      'opaque',
      `${describe(condition)}: it ${why}`,
    );
    return [[new FlagLiteral(flag.field, true)]];
  }
}

/** What values must look like where AWS does not say what becomes of others. */
const FORMS: Readonly<Partial<Record<Operator['family'], (value: string) => boolean>>> = {
  bool: (value) => /^(?:true|false)$/i.test(value),
  // Base64 (RFC 4648) without bits that no byte has: one text for the same bytes.
  binary: (value) =>
    /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/][AQgw]==|[A-Za-z0-9+/]{2}[AEIMQUYcgkosw048]=)?$/.test(
      value,
    ),
};

/** Set operators: all of no values match, none of them does. Negated operators hold without the key. */
function holdsWhenAbsent({ quantifier, isNegated, ifExists }: Operator): boolean {
  if (quantifier === 'every') return true;
  return ifExists || (quantifier === null && isNegated);
}

function isLine({ family }: Operator): boolean {
  return family === 'number' || family === 'time' || family === 'address';
}

function rangeOf(
  kind: 'number' | 'time' | 'address',
  { family, relation }: Operator,
  value: string,
  isWhole: boolean,
): Range | undefined {
  if (kind === 'address') return family === 'address' ? addressRange(value) : undefined;
  if (family === 'address') return undefined;
  const isInstant = kind === 'time';
  if (!isInstant && family === 'time') return undefined;
  const point = isInstant ? instantPoint(value) : numberPoint(value);
  if (point === undefined) return undefined;
  // `aws:EpochTime` is `aws:CurrentTime` without the fraction.
  return isWhole ? wholeSecondRange(relation, point) : relationRange(relation, point);
}

function identify({ operator, key, values, isVariablesOn }: Condition): string {
  return JSON.stringify([foldCase(operator), key, sortedList(values), isVariablesOn]);
}

function describe({ operator, key, values }: Condition): string {
  return `the condition ${operator} \`${key}\` ${values.map((value) => `\`${value}\``).join(', ')}`;
}
