import type { Assumed } from '../../questions/answer.ts';
import { type Operator, readOperator } from '../translate/operator.ts';
import { joined, quote } from './quote.ts';

/** A condition of a policy, as it stands there. */
export type Written = Omit<Assumed, 'holds'>;

/** More values than this are a number and an example. */
export const MOST_VALUES = 3;

/**
 * A condition in plain words, as what holds: `` `aws:SourceIp` is in `10.0.0.0/8` ``. What the grammar does not have
 * stands as written.
 */
export function conditionWords(condition: Written): string {
  const operator = readOperator(condition.operator);
  if (operator === undefined) return asWritten(condition);
  if (operator.family === 'null') return presenceWords(condition);
  const key = quote(condition.key);
  const claim = claimWords(operator, condition.values);
  switch (operator.quantifier) {
    case 'every':
      return operator.isNegated
        ? `no value of ${key} ${claimWords({ ...operator, isNegated: false }, condition.values)}`
        : `every value of ${key}, if any, ${claim}`;
    case 'some':
      return `some value of ${key} ${claim}${operator.ifExists ? ', or there is none' : ''}`;
    case null:
      return operator.ifExists && !operator.isNegated
        ? `${key}, if present, ${claim}`
        : `${key} ${claim}`;
    default:
      return operator.quantifier satisfies never;
  }
}

/** The same without regard to case and order of what AWS takes without regard to them. */
export function conditionKey({ operator, key, values }: Written): string {
  return JSON.stringify([operator.toLowerCase(), key.toLowerCase(), [...values].sort()]);
}

function asWritten({ operator, key, values }: Written): string {
  return `${quote(operator)} of ${quote(key)} holds for ${valueWords(values)}`;
}

function presenceWords(condition: Written): string {
  const words = new Set(condition.values.map((value) => value.trim().toLowerCase()));
  const [word] = words;
  if (words.size !== 1 || (word !== 'true' && word !== 'false')) return asWritten(condition);
  return `${quote(condition.key)} is ${word === 'true' ? 'absent' : 'present'}`;
}

/** `is`, `matches`, `is in`, `is at most` and so on, with the values. */
function claimWords(operator: Operator, values: readonly string[]): string {
  const { isNegated, ignoresCase, family } = operator;
  const shown = valueWords(values, isNegated ? 'and' : 'or');
  const isList = values.length > 1;
  const verb = verbOf(operator, values);
  const word = isNegated ? (isList ? verb.none : verb.no) : verb.yes;
  const anyCase = ignoresCase && family === 'text' ? ', whatever its case' : '';
  return `${word} ${shown}${anyCase}`;
}

interface Verb {
  readonly yes: string;
  readonly no: string;
  readonly none: string;
}

function verbOf({ family, relation, isLike }: Operator, values: readonly string[]): Verb {
  switch (family) {
    case 'number':
      return comparison(NUMBER_WORDS[relation]);
    case 'time':
      return comparison(TIME_WORDS[relation]);
    case 'address':
      return { yes: 'is in', no: 'is not in', none: 'is in none of' };
    case 'text':
    case 'arn':
    case 'bool':
    case 'binary':
    case 'null': {
      if (isLike && values.some((value) => /[*?]/.test(value)))
        return { yes: 'matches', no: 'does not match', none: 'matches none of' };
      return { yes: 'is', no: 'is not', none: 'is none of' };
    }
    default:
      return family satisfies never;
  }
}

const NUMBER_WORDS: Readonly<Record<Operator['relation'], string>> = {
  equal: '',
  less: 'less than',
  'less-equal': 'at most',
  greater: 'more than',
  'greater-equal': 'at least',
};

const TIME_WORDS: Readonly<Record<Operator['relation'], string>> = {
  equal: '',
  less: 'before',
  'less-equal': 'not after',
  greater: 'after',
  'greater-equal': 'not before',
};

function comparison(words: string): Verb {
  const than = words === '' ? '' : ` ${words}`;
  return { yes: `is${than}`, no: `is not${than}`, none: `is none of${than}` };
}

function valueWords(values: readonly string[], last: 'and' | 'or' = 'or'): string {
  const shown = values.map(quote);
  if (shown.length === 0) return 'no value';
  if (shown.length <= MOST_VALUES) return joined(shown, last);
  return `one of ${shown.length} values such as ${shown[0]}`;
}
