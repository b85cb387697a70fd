import fc from 'fast-check';

type Json = Readonly<Record<string, unknown>>;

/** Two documents of which the second is the first with changes, so that both answers are frequent. */
export interface DocumentPair {
  readonly from: Json;
  readonly to: Json;
}

/** What generated statements may use. */
export interface Ingredients {
  readonly principals: boolean;
  readonly variables: boolean;
  /** Few actions and resources, and conditions on one or two keys only: then the conditions decide. */
  readonly isFocused: boolean;
}

/** Random pairs over small alphabets, with conditions of every family. */
export function documentPairs(ingredients: Ingredients): fc.Arbitrary<DocumentPair> {
  if (!ingredients.isFocused) return pairsWith(ingredients, SHAPES);
  return fc
    .subarray([...SHAPES], { minLength: 1, maxLength: 2 })
    .chain((shapes) => pairsWith(ingredients, shapes));
}

function pairsWith(
  ingredients: Ingredients,
  shapes: readonly KeyShape[],
): fc.Arbitrary<DocumentPair> {
  const list = fc.array(statements(ingredients, shapes), { minLength: 1, maxLength: 3 });
  return fc
    .record({
      before: list,
      after: list,
      kept: fc.array(fc.boolean(), { minLength: 3 }),
      isTurned: fc.boolean(),
    })
    .map(({ before, after, kept, isTurned }) => {
      const one = documentOf(before);
      const other = documentOf([...before.filter((_, at) => kept[at] === true), ...after]);
      return isTurned ? { from: other, to: one } : { from: one, to: other };
    });
}

function documentOf(statementList: readonly Json[]): Json {
  return { Version: '2012-10-17', Statement: statementList };
}

const ACTIONS = ['*', 's3:*', 's3:Get*', 's3:GetObject', 'S3:getobject', 's3:?et*', 's3:*Object'];
const RESOURCES = [
  '*',
  'arn:aws:s3:::a/*',
  'arn:aws:s3:::a/b',
  'arn:aws:s3:::a*',
  'arn:aws:s3:::?/b',
  'arn:aws:sqs:*:1:q',
  'arn:aws:sqs:eu:1:*',
];
const VARIABLE = '$' + '{x:text}';
const VARIABLE_OR_A = '$' + "{x:text, 'a'}";
const VARIABLE_RESOURCES = [`arn:aws:s3:::a/${VARIABLE}`, `arn:aws:s3:::${VARIABLE}/*`];

function statements(
  { principals, variables, isFocused }: Ingredients,
  shapes: readonly KeyShape[],
): fc.Arbitrary<Json> {
  const resources = variables ? [...RESOURCES, ...VARIABLE_RESOURCES] : RESOURCES;
  return fc
    .record({
      Effect: fc.constantFrom('Allow', 'Allow', 'Deny'),
      actions: someOf(isFocused ? FEW_ACTIONS : ACTIONS),
      isNotAction: isFocused ? fc.constant(false) : oneIn(10),
      resources: someOf(isFocused ? FEW_RESOURCES : resources),
      isNotResource: isFocused ? fc.constant(false) : oneIn(10),
      principal: principals ? fc.option(principalElement, { freq: 2 }) : fc.constant(null),
      isNotPrincipal: oneIn(5),
      condition: fc.array(conditionEntry(shapes, variables), {
        minLength: isFocused ? 1 : 0,
        maxLength: 2,
      }),
    })
    .map((one) => ({
      Effect: one.Effect,
      [one.isNotAction ? 'NotAction' : 'Action']: one.actions,
      [one.isNotResource ? 'NotResource' : 'Resource']: one.resources,
      ...(one.principal === null
        ? {}
        : { [one.isNotPrincipal ? 'NotPrincipal' : 'Principal']: one.principal }),
      ...(one.condition.length === 0 ? {} : { Condition: merged(one.condition) }),
    }));
}

const FEW_ACTIONS = ['s3:*'];
const FEW_RESOURCES = ['*'];

function oneIn(count: number): fc.Arbitrary<boolean> {
  return fc.nat({ max: count - 1 }).map((roll) => roll === 0);
}

function someOf(texts: readonly string[]): fc.Arbitrary<string[]> {
  return fc.uniqueArray(fc.constantFrom(...texts), { minLength: 1, maxLength: 2 });
}

const principalElement = fc.constantFrom<unknown>(
  '*',
  { AWS: '*' },
  { AWS: '111111111111' },
  { AWS: ['arn:aws:iam::111111111111:role/a', 'arn:aws:iam::222222222222:root'] },
  { AWS: 'arn:aws:iam::111111111111:user/b' },
  { Service: 'ec2.amazonaws.com' },
  { Service: ['ec2.amazonaws.com', 'lambda.amazonaws.com'] },
);

interface Entry {
  readonly operator: string;
  readonly key: string;
  readonly values: readonly string[];
}

/** Operators and values that meet on one key. */
interface KeyShape {
  readonly key: string;
  readonly operators: readonly string[];
  readonly values: readonly string[];
  readonly hasIfExists: boolean;
}

const TEXT_OPERATORS = [
  'StringEquals',
  'StringNotEquals',
  'StringLike',
  'StringNotLike',
  'StringEqualsIgnoreCase',
  'StringNotEqualsIgnoreCase',
];
const COMPARED = ['Equals', 'NotEquals', 'LessThan', 'LessThanEquals', 'GreaterThan'];
const QUANTIFIED = ['ForAllValues:', 'ForAnyValue:'].flatMap((quantifier) =>
  ['StringEquals', 'StringNotEquals', 'StringLike', 'StringNotLike'].map(
    (operator) => quantifier + operator,
  ),
);
const ROLE = 'arn:aws:iam::1:role/';

const SHAPES: readonly KeyShape[] = [
  {
    key: 'x:text',
    operators: TEXT_OPERATORS,
    values: ['a', 'A', 'ab', 'a*', '*b'],
    hasIfExists: true,
  },
  { key: 'X:Other', operators: TEXT_OPERATORS, values: ['a', 'ab', 'a*'], hasIfExists: true },
  { key: 'x:flag', operators: ['Bool'], values: ['true', 'false', 'TRUE'], hasIfExists: true },
  {
    key: 'x:count',
    operators: [...COMPARED, 'GreaterThanEquals'].map((name) => `Numeric${name}`),
    values: ['1', '2', '3', '2.5'],
    hasIfExists: true,
  },
  {
    key: 'x:time',
    operators: [...COMPARED, 'GreaterThanEquals'].map((name) => `Date${name}`),
    values: ['2024-01-01T00:00:00Z', '2025-06-01', '1735689600'],
    hasIfExists: true,
  },
  {
    key: 'x:address',
    operators: ['IpAddress', 'NotIpAddress'],
    values: ['10.0.0.0/8', '10.1.0.0/16', '10.1.2.3', '0.0.0.0/0', '2001:db8::/32', '2001:db8::1'],
    hasIfExists: true,
  },
  {
    key: 'x:arn',
    operators: [
      'ArnEquals',
      'ArnLike',
      'ArnNotEquals',
      'ArnNotLike',
      'StringLike',
      'StringNotLike',
    ],
    values: [`${ROLE}a`, `${ROLE}*`, 'arn:aws:iam::*:role/a', 'arn:aws:*:*:*:*', `${ROLE}?`],
    hasIfExists: true,
  },
  { key: 'x:blob', operators: ['BinaryEquals'], values: ['QUI=', 'QUM='], hasIfExists: true },
  { key: 'x:set', operators: QUANTIFIED, values: ['a', 'b', 'a*', '*'], hasIfExists: true },
  {
    key: 'x:names',
    operators: QUANTIFIED,
    values: ['a', 'b', 'ab', '?b'],
    hasIfExists: false,
  },
];

function conditionEntry(shapes: readonly KeyShape[], hasVariables: boolean): fc.Arbitrary<Entry> {
  const shaped = fc.constantFrom(...shapes).chain(entryOf);
  const isNull = fc.record({
    operator: fc.constant('Null'),
    key: fc.constantFrom(...shapes.map(({ key }) => key)),
    values: fc.constantFrom<string[]>(['true'], ['false']),
  });
  const variable = fc.record({
    operator: fc.constantFrom('StringEquals', 'StringNotEquals', 'StringLike', 'StringNotLike'),
    key: fc.constant('X:Other'),
    values: fc.constantFrom<string[]>([VARIABLE], [VARIABLE, 'a'], [VARIABLE_OR_A]),
  });
  const plain = { weight: 6, arbitrary: shaped };
  const nulls = { weight: 1, arbitrary: isNull };
  return hasVariables
    ? fc.oneof(plain, nulls, { weight: 2, arbitrary: variable })
    : fc.oneof(plain, nulls);
}

function entryOf({ key, operators, values, hasIfExists }: KeyShape): fc.Arbitrary<Entry> {
  return fc
    .record({
      operator: fc.constantFrom(...operators),
      ifExists: hasIfExists ? fc.constantFrom('', '', 'IfExists') : fc.constant(''),
      values: fc.uniqueArray(fc.constantFrom(...values), { minLength: 1, maxLength: 2 }),
    })
    .map((one) => ({ operator: one.operator + one.ifExists, key, values: one.values }));
}

/** The entries as a `Condition` element; a later entry for the same operator and key replaces the earlier. */
function merged(entries: readonly Entry[]): Json {
  const operators = new Map<string, Map<string, readonly string[]>>();
  for (const { operator, key, values } of entries) {
    const keys = operators.get(operator) ?? new Map<string, readonly string[]>();
    operators.set(operator, keys.set(key, values));
  }
  return Object.fromEntries(
    [...operators].map(([operator, keys]) => [operator, Object.fromEntries(keys)]),
  );
}
