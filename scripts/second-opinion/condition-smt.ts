import { globMatches, withinFields } from './glob-smt.ts';
import { type Family, isAnyPresent, type Keys, type Member } from './keys-smt.ts';
import { type ReadVariable, readPattern, type Wildcards } from './policy-text.ts';
import { and, NotEncoded, not, or, quoted } from './smt-text.ts';
import type { Subjects } from './subjects.ts';
import { addressRange, dateOf, realOf } from './values.ts';

/** Whether one value of a request matches one value of the policy. */
type Matches = (written: string, subject: string, context: Context) => string;

/** What all conditions of a document share. */
export interface Context {
  readonly keys: Keys;
  readonly subjects: Subjects;
  readonly variables: ReadVariable | null;
}

interface Operator {
  readonly family: Family;
  readonly isNegated: boolean;
  readonly matches: Matches;
}

const FORM = /^(?:(forallvalues|foranyvalue):)?(.*?)(ifexists)?$/;

/** One operator on one key: the formula that holds where the condition does. */
export function conditionHolds(
  written: { readonly operator: string; readonly key: string; readonly values: readonly string[] },
  context: Context,
): string {
  const { keys, variables } = context;
  const { key, values } = written;
  const [, quantifier, name = '', ifExists] = FORM.exec(written.operator.toLowerCase()) ?? [];
  const condition = JSON.stringify([quantifier, name, ifExists, values, variables !== null]);
  const isSet = quantifier !== undefined;
  if (name === 'null') return nullHolds(keys.members(key, null, condition, isSet), values);
  const operator = OPERATORS[name];
  if (operator === undefined) throw new NotEncoded(`the operator \`${written.operator}\``);
  const members = keys.members(key, operator.family, condition, isSet);
  const holds = (member: Member): string => {
    const any = or(values.map((value) => operator.matches(value, member.value, context)));
    return operator.isNegated ? not(any) : any;
  };
  const isEvery = isSet ? quantifier === 'forallvalues' : operator.isNegated;
  const quantified = isEvery
    ? and(members.map((member) => or([not(member.isPresent), holds(member)])))
    : or(members.map((member) => and([member.isPresent, holds(member)])));
  return ifExists === undefined ? quantified : or([not(isAnyPresent(members)), quantified]);
}

function nullHolds(members: readonly Member[], values: readonly string[]): string {
  const isPresent = isAnyPresent(members);
  return or(values.map((value) => (value.toLowerCase() === 'true' ? not(isPresent) : isPresent)));
}

const OPERATORS: Readonly<Record<string, Operator>> = {
  ...pair('string', 'equals', 'text', textMatches('literal')),
  ...pair('string', 'like', 'text', textMatches('glob')),
  ...pair('string', 'equalsignorecase', 'text', sameWithoutCase),
  ...pair('arn', 'equals', 'text', arnMatches),
  ...pair('arn', 'like', 'text', arnMatches),
  ...pair('numeric', 'equals', 'number', compares('=', realOf)),
  ...ordered('numeric', 'number', realOf),
  ...pair('date', 'equals', 'date', compares('=', dateOf)),
  ...ordered('date', 'date', dateOf),
  ipaddress: { family: 'address', isNegated: false, matches: addressMatches },
  notipaddress: { family: 'address', isNegated: true, matches: addressMatches },
  bool: { family: 'bool', isNegated: false, matches: boolMatches },
  binaryequals: { family: 'text', isNegated: false, matches: binaryMatches },
};

/** An operator and its negation, whose name has `not` in the middle. */
function pair(
  head: string,
  tail: string,
  family: Family,
  matches: Matches,
): Record<string, Operator> {
  return {
    [`${head}${tail}`]: { family, isNegated: false, matches },
    [`${head}not${tail}`]: { family, isNegated: true, matches },
  };
}

function ordered(
  head: string,
  family: Family,
  read: (text: string) => string,
): Record<string, Operator> {
  const operator = (sign: string): Operator => ({
    family,
    isNegated: false,
    matches: compares(sign, read),
  });
  return {
    [`${head}lessthan`]: operator('<'),
    [`${head}lessthanequals`]: operator('<='),
    [`${head}greaterthan`]: operator('>'),
    [`${head}greaterthanequals`]: operator('>='),
  };
}

function compares(sign: string, read: (text: string) => string): Matches {
  return (written, subject) => `(${sign} ${subject} ${read(written)})`;
}

function textMatches(wildcards: Wildcards): Matches {
  return (written, subject, { variables, subjects }) => {
    const { parts, isPresent } = readPattern(written, wildcards, variables);
    return and([...isPresent, globMatches(parts, subject, subjects)]);
  };
}

/** Both cases of every ASCII letter, character by character. */
function sameWithoutCase(
  written: string,
  subject: string,
  { variables, subjects }: Context,
): string {
  const { parts } = readPattern(written, 'literal', variables);
  const characters = parts.flatMap((part) => {
    if (part.kind !== 'text') throw new NotEncoded('a policy variable compared without case');
    return Array.from(part.text);
  });
  const items = characters.map((character) => {
    if (!/[A-Za-z]/.test(character)) return `(str.to_re ${quoted(character)})`;
    const cases = [character.toLowerCase(), character.toUpperCase()];
    return `(re.union ${cases.map((one) => `(str.to_re ${quoted(one)})`).join(' ')})`;
  });
  // A concatenation needs two members.
  const regex = `(re.++ (str.to_re "") (str.to_re "") ${items.join(' ')})`;
  return subjects.atom(subject, parts, (value) => `(str.in_re ${value} ${regex})`);
}

/** Six fields compared one by one: a wildcard of the first five stays within its field. */
function arnMatches(written: string, subject: string, { variables, subjects }: Context): string {
  const { parts, isPresent } = readPattern(written, 'glob', variables);
  const kept = withinFields(parts);
  if (kept === null) throw new NotEncoded(`the incomplete ARN \`${written}\``);
  return and([...isPresent, globMatches(kept, subject, subjects)]);
}

function addressMatches(written: string, subject: string): string {
  const { family, low, high } = addressRange(written);
  const is6 = `${subject}_is6`;
  const value = `${subject}_v${family}`;
  return and([family === 6 ? is6 : not(is6), `(<= ${low} ${value} ${high})`]);
}

function boolMatches(written: string, subject: string, { subjects }: Context): string {
  return globMatches([{ kind: 'text', text: written.toLowerCase() }], subject, subjects);
}

function binaryMatches(written: string, subject: string, { subjects }: Context): string {
  return globMatches([{ kind: 'text', text: written }], subject, subjects);
}
