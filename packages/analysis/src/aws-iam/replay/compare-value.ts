import { type GlobChar, globMatches, plain, withoutCase } from './glob.ts';
import type { Scope } from './scope.ts';
import type { Tri } from './tri.ts';
import { isInRange, readAddress, readRange } from './values/address-range.ts';
import { readBase64 } from './values/base64.ts';
import { compareDecimals, readDecimal } from './values/decimal.ts';
import { readInstant } from './values/instant.ts';
import type { SourceChar } from './variables.ts';

/** Whether one value of the request matches one value of the policy, in the positive sense of an operator. */
export type Compare = (written: string, actual: string, scope: Scope) => Tri;

/** An operator without set prefix and `IfExists`; a negated one holds where its comparison does not. */
export interface Operator {
  readonly compare: Compare;
  readonly negated: boolean;
}

/** The operator of a lower-case name; `Null` is none of them, it looks at presence alone. */
export function operatorOf(base: string): Operator | undefined {
  return OPERATORS.get(base);
}

const textOf = (chars: readonly SourceChar[]): string => chars.map(({ char }) => char).join('');

const sameText: Compare = (written, actual, scope) =>
  scope.filled(written, (chars) => textOf(chars) === actual);

/** AWS does not say which letters beyond ASCII are the same in both cases. */
const sameIgnoringCase: Compare = (written, actual, scope) =>
  scope.filled(written, (chars) => {
    const text = textOf(chars);
    if (withoutCase(text) === withoutCase(actual)) return true;
    if (text.toLowerCase() !== actual.toLowerCase() && text.toUpperCase() !== actual.toUpperCase())
      return false;
    return scope.open(`whether \`${actual}\` and \`${text}\` differ in case alone`);
  });

const likeText: Compare = (written, actual, scope) =>
  scope.filled(written, (chars) => globMatches(chars.map(globChar), actual));

/** Six fields one by one, the sixth with its colons; a value of fewer fields is no ARN and does not match. */
const likeArn: Compare = (written, actual, scope) => {
  const fields = arnFields(Array.from(actual, (char) => ({ char, isFixed: true })));
  if (fields.length < 6) return false;
  return scope.filled(written, (chars) => {
    const patterns = arnFields(chars);
    if (patterns.length < 6) return scope.open(`\`${written}\` is no ARN`);
    const separators = chars.filter(({ char }) => char === ':').slice(0, 5);
    if (separators.some(({ isFixed }) => isFixed))
      return scope.open(`a variable of \`${written}\` has a colon before the sixth field`);
    return patterns.every((one, at) => globMatches(one.map(globChar), textOf(fields[at] ?? [])));
  });
};

/** `agrees` is given a negative number, zero or a positive one as the request's value is smaller, equal or greater. */
function compareNumbers(agrees: (order: number) => boolean): Compare {
  return (written, actual, scope) => {
    const value = readDecimal(actual);
    if (value === undefined) return false;
    const bound = readDecimal(written);
    if (bound === undefined) return scope.open(`\`${written}\` is no number`);
    return agrees(compareDecimals(value, bound));
  };
}

/** As for numbers, in time; four digits alone are a year or a number of seconds, AWS does not say which. */
function compareInstants(agrees: (order: number) => boolean): Compare {
  return (written, actual, scope) => {
    const value = readInstant(actual);
    if (value === undefined) return false;
    const bound = readInstant(written);
    if (bound === undefined) return scope.open(`\`${written}\` is no date`);
    if (value === 'ambiguous' || bound === 'ambiguous')
      return scope.open(`whether \`${value === 'ambiguous' ? actual : written}\` is a year`);
    return agrees(compareDecimals(value, bound));
  };
}

const sameTruth: Compare = (written, actual, scope) => {
  const [bound, value] = [withoutCase(written), withoutCase(actual)];
  if (bound !== 'true' && bound !== 'false') return scope.open(`\`${written}\` is no boolean`);
  return bound === value;
};

/** Both sides are base64 here, whatever the bytes are in a real request. */
const sameBytes: Compare = (written, actual, scope) => {
  const value = readBase64(actual);
  if (value === undefined) return false;
  const bound = readBase64(written);
  if (bound === undefined) return scope.open(`\`${written}\` is no base64`);
  return bound === value;
};

const inRange: Compare = (written, actual, scope) => {
  const address = readAddress(actual);
  if (address === undefined) return false;
  const range = readRange(written);
  if (range === undefined) return scope.open(`\`${written}\` is no address or CIDR block`);
  return isInRange(address, range);
};

function globChar({ char, isFixed }: SourceChar): GlobChar {
  return isFixed ? { is: char, repeat: false, colon: true } : plain(char);
}

function arnFields(chars: readonly SourceChar[]): SourceChar[][] {
  const fields: SourceChar[][] = [[]];
  for (const one of chars) {
    if (one.char === ':' && fields.length < 6) fields.push([]);
    else fields.at(-1)?.push(one);
  }
  return fields;
}

const positive = (compare: Compare): Operator => ({ compare, negated: false });
const negative = (compare: Compare): Operator => ({ compare, negated: true });
const equal = (order: number): boolean => order === 0;

const OPERATORS: ReadonlyMap<string, Operator> = new Map([
  ['stringequals', positive(sameText)],
  ['stringnotequals', negative(sameText)],
  ['stringequalsignorecase', positive(sameIgnoringCase)],
  ['stringnotequalsignorecase', negative(sameIgnoringCase)],
  ['stringlike', positive(likeText)],
  ['stringnotlike', negative(likeText)],
  ['arnequals', positive(likeArn)],
  ['arnlike', positive(likeArn)],
  ['arnnotequals', negative(likeArn)],
  ['arnnotlike', negative(likeArn)],
  ['numericequals', positive(compareNumbers(equal))],
  ['numericnotequals', negative(compareNumbers(equal))],
  ['numericlessthan', positive(compareNumbers((order) => order < 0))],
  ['numericlessthanequals', positive(compareNumbers((order) => order <= 0))],
  ['numericgreaterthan', positive(compareNumbers((order) => order > 0))],
  ['numericgreaterthanequals', positive(compareNumbers((order) => order >= 0))],
  ['dateequals', positive(compareInstants(equal))],
  ['datenotequals', negative(compareInstants(equal))],
  ['datelessthan', positive(compareInstants((order) => order < 0))],
  ['datelessthanequals', positive(compareInstants((order) => order <= 0))],
  ['dategreaterthan', positive(compareInstants((order) => order > 0))],
  ['dategreaterthanequals', positive(compareInstants((order) => order >= 0))],
  ['bool', positive(sameTruth)],
  ['binaryequals', positive(sameBytes)],
  ['ipaddress', positive(inRange)],
  ['notipaddress', negative(inRange)],
]);
