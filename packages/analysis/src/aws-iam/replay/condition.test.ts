import fc from 'fast-check';
import { expect, test } from 'vitest';
import { evaluateDocuments } from './evaluate-set.ts';
import { readDocument } from './read-document.ts';

/** Whether one condition holds, as the outcome of an Allow that depends on nothing else. */
function holds(operator: string, values: unknown, actual?: unknown, context: object = {}): unknown {
  const source = JSON.stringify({
    Version: '2012-10-17',
    Statement: {
      Effect: 'Allow',
      Action: '*',
      Resource: '*',
      Condition: { [operator]: { 'x:Key': values } },
    },
  });
  const request = {
    action: 's3:GetObject',
    resource: 'arn:aws:s3:::b/k',
    context: { ...context, ...(actual === undefined ? {} : { 'X:kEY': actual }) },
  };
  const { outcome } = evaluateDocuments([readDocument(source)], request, 'crosses');
  return outcome === 'unknown' ? outcome : outcome === 'allow';
}

const POSITIVE: Record<string, [written: string, same: string, other: string]> = {
  StringEquals: ['a', 'a', 'b'],
  StringEqualsIgnoreCase: ['a', 'A', 'b'],
  StringLike: ['a*', 'ab', 'b'],
  NumericEquals: ['10', '1e1', '11'],
  DateEquals: ['2020-01-01T00:00:00Z', '1577836800', '1577836801'],
  Bool: ['true', 'True', 'false'],
  BinaryEquals: ['QQ==', 'QQ==', 'Qg=='],
  IpAddress: ['10.0.0.0/8', '10.1.2.3', '11.0.0.1'],
  ArnEquals: ['arn:aws:s3:::b*', 'arn:aws:s3:::b1', 'arn:aws:s3:::c'],
  ArnLike: ['arn:aws:s3:::b*', 'arn:aws:s3:::b1', 'arn:aws:s3:::c'],
  NumericLessThan: ['10', '9', '10'],
  NumericLessThanEquals: ['10', '10', '10.5'],
  NumericGreaterThan: ['10', '11', '10'],
  NumericGreaterThanEquals: ['10', '10', '9'],
  DateLessThan: ['2020-01-01T00:00:00Z', '1577836799', '1577836800'],
  DateLessThanEquals: ['2020-01-01T00:00:00Z', '1577836800', '1577836801'],
  DateGreaterThan: ['2020-01-01T00:00:00Z', '1577836801', '1577836800'],
  DateGreaterThanEquals: ['2020-01-01T00:00:00Z', '1577836800', '1577836799'],
};
const NEGATED: Record<string, string> = {
  StringNotEquals: 'StringEquals',
  StringNotEqualsIgnoreCase: 'StringEqualsIgnoreCase',
  StringNotLike: 'StringLike',
  NumericNotEquals: 'NumericEquals',
  DateNotEquals: 'DateEquals',
  NotIpAddress: 'IpAddress',
  ArnNotEquals: 'ArnEquals',
  ArnNotLike: 'ArnLike',
};
const all = [
  ...Object.entries(POSITIVE).map(([name, values]) => ({ name, values, negated: false })),
  ...Object.entries(NEGATED).map(([name, of]) => ({ name, values: POSITIVE[of], negated: true })),
].flatMap(({ name, values, negated }) => (values === undefined ? [] : [{ name, values, negated }]));

test.each(all)('$name on a present, an absent and an empty key', ({ name, values, negated }) => {
  const [written, same, other] = values;
  expect(holds(name, written, same)).toBe(!negated);
  expect(holds(name, written, other)).toBe(negated);
  expect(holds(name, [other, written], same)).toBe(
    name.includes('Than') ? holds(name, written, same) : !negated,
  );
  for (const absent of [undefined, '', []]) {
    expect(holds(name, written, absent)).toBe(negated);
    expect(holds(`${name}IfExists`, written, absent)).toBe(true);
    expect(holds(`ForAllValues:${name}`, written, absent)).toBe(true);
    expect(holds(`ForAnyValue:${name}`, written, absent)).toBe(false);
    expect(holds(`ForAllValues:${name}IfExists`, written, absent)).toBe(true);
    expect(holds(`ForAnyValue:${name}IfExists`, written, absent)).toBe(true);
  }
  expect(holds(`${name}IfExists`, written, same)).toBe(!negated);
  expect(holds(`${name}IfExists`, written, other)).toBe(negated);
});

test.each(all)('$name under set operators asks every value or one', ({ name, values, negated }) => {
  const [written, same, other] = values;
  expect(holds(`ForAllValues:${name}`, written, [same, same])).toBe(!negated);
  expect(holds(`ForAllValues:${name}`, written, [same, other])).toBe(false);
  expect(holds(`ForAllValues:${name}`, written, [other])).toBe(negated);
  expect(holds(`ForAnyValue:${name}`, written, [same, other])).toBe(true);
  expect(holds(`ForAnyValue:${name}`, written, [same])).toBe(!negated);
  expect(holds(`ForAnyValue:${name}IfExists`, written, [other])).toBe(negated);
});

test.each(all)('$name without a set operator is open on several values', ({ name, values }) => {
  const [written, same, other] = values;
  expect(holds(name, written, [same, other])).toBe('unknown');
  expect(holds(name, written, [same])).toBe(holds(name, written, same));
});

test('negated set operators are as in the tables of the IAM user guide', () => {
  const keys = (...names: string[]): string[] => names;
  const cases: [string, string[], string[] | undefined, boolean][] = [
    ['ForAllValues:StringNotLike', ['key1*'], keys('key1:legal'), false],
    ['ForAllValues:StringNotLike', ['key1*'], keys('key1:hr', 'key1:personnel'), false],
    ['ForAllValues:StringNotLike', ['key1*'], keys('key2:audit'), true],
    ['ForAllValues:StringNotLike', ['key1*'], undefined, true],
    ['ForAllValues:StringNotLike', ['key1*', 'key2*'], keys('key1:legal', 'key2:audit'), false],
    ['ForAnyValue:StringNotLike', ['key1*', 'key2*'], keys('key1:legal', 'key3'), true],
    ['ForAnyValue:StringNotLike', ['key1*', 'key2*'], keys('key1:legal', 'key2:hr'), false],
    ['ForAnyValue:StringNotLike', ['key1*'], undefined, false],
    ['ForAnyValue:StringEquals', ['ID', 'PostDateTime'], keys('PostDateTime', 'Message'), true],
    ['ForAnyValue:StringEquals', ['ID', 'PostDateTime'], keys('UserName'), false],
    ['ForAllValues:StringEquals', ['ID', 'Message', 'Tags'], keys('Message', 'Tags'), true],
    ['ForAllValues:StringEquals', ['ID', 'Message', 'Tags'], keys('Message', 'UserName'), false],
  ];
  for (const [operator, values, actual, expected] of cases)
    expect(holds(operator, values, actual), `${operator} ${values} ${actual}`).toBe(expected);
});

test('Null looks at presence alone, an empty value is none', () => {
  expect(holds('Null', 'true')).toBe(true);
  expect(holds('Null', 'False')).toBe(false);
  expect(holds('Null', true, '')).toBe(true);
  expect(holds('Null', false, 'x')).toBe(true);
  expect(holds('nULL', 'true', ['x', 'y'])).toBe(false);
  expect(holds('Null', ['true', 'false'])).toBe(true);
  expect(holds('Null', 'maybe')).toBe('unknown');
  expect(holds('NullIfExists', 'true')).toBe('unknown');
});

test('a value of the request that is not of the type matches nothing', () => {
  for (const [operator, written] of [
    ['NumericEquals', '1'],
    ['NumericLessThan', '1'],
    ['DateEquals', '2020-01-01'],
    ['IpAddress', '0.0.0.0/0'],
    ['ArnLike', 'arn:*:*:*:*:*'],
    ['BinaryEquals', 'QQ=='],
    ['Bool', 'false'],
  ] as const)
    expect(holds(operator, written, 'neither'), operator).toBe(false);
  expect(holds('NumericNotEquals', '1', 'neither')).toBe(true);
  expect(holds('NotIpAddress', '0.0.0.0/0', 'neither')).toBe(true);
  expect(holds('ArnNotLike', 'arn:*:*:*:*:*', 'neither')).toBe(true);
});

test('a value of the policy that is not of the type leaves the condition open, unless another decides', () => {
  expect(holds('NumericEquals', 'ten', '10')).toBe('unknown');
  expect(holds('NumericEquals', ['ten', '10'], '10')).toBe(true);
  expect(holds('NumericNotEquals', ['ten', '10'], '10')).toBe(false);
  expect(holds('NotIpAddress', '10.0.0.256', '10.0.0.1')).toBe('unknown');
  expect(holds('ArnLike', '*', 'arn:aws:s3:::b')).toBe('unknown');
  expect(holds('DateEquals', '2020', '2020-01-01')).toBe('unknown');
  expect(holds('Bool', 'yes', 'true')).toBe('unknown');
  expect(holds('BinaryEquals', 'QQ', 'QQ==')).toBe('unknown');
  expect(holds('StringIs', 'x', 'x')).toBe('unknown');
});

test('an ARN is compared field by field', () => {
  const pattern = 'arn:aws:x:*:111122223333:finance/*';
  const long = 'arn:aws:x:us-east-2:999999999999:store/abc:111122223333:finance/document.txt';
  expect(holds('StringLike', pattern, long)).toBe(true);
  expect(holds('ArnLike', pattern, long)).toBe(false);
  expect(holds('ArnLike', 'arn:aws:logs:*:*:log-group:*', 'arn:aws:logs:r:1:log-group:a:b')).toBe(
    true,
  );
  expect(holds('ArnLike', 'arn:aws:iam::1:role/R', 'arn:aws:iam::1:role/r')).toBe(false);
  expect(holds('ArnLike', '*:*:*:*:*:*', 'a:b')).toBe(false);
  expect(holds('ArnNotLike', '*:*:*:*:*:*', 'a:b')).toBe(true);
  expect(holds('ArnLike', 'arn:aws:iam::?:role/R', 'arn:aws:iam::1:role/R')).toBe(true);
});

const variable = (body: string): string => `\${${body}}`;

test('variables are values and not patterns, and absent ones match nothing', () => {
  const name = variable('aws:UserName');
  const as = (value: unknown): object => ({ 'AWS:username': value });
  expect(holds('StringEquals', `${name}!`, 'bob!', as('bob'))).toBe(true);
  expect(holds('StringLike', `${name}/*`, '*/x', as('*'))).toBe(true);
  expect(holds('StringLike', `${name}/*`, 'bob/x', as('*'))).toBe(false);
  expect(holds('StringEquals', name, 'bob')).toBe(false);
  expect(holds('StringNotEquals', name, 'bob')).toBe(true);
  expect(holds('StringEquals', variable("aws:UserName, 'eve'"), 'eve')).toBe(true);
  expect(holds('StringEquals', name, 'bob', as(['bob', 'eve']))).toBe('unknown');
  expect(holds('StringEquals', 'a*', 'a*')).toBe(true);
  expect(holds('StringEquals', 'a*', 'ab')).toBe(false);
  expect(holds('StringLike', `a${variable('*')}`, 'ab')).toBe(false);
  expect(holds('StringLike', `a${variable('?')}${variable('$')}`, 'a?$')).toBe(true);
  expect(
    holds('ArnLike', `arn:aws:iam::1:user/${name}`, 'arn:aws:iam::1:user/bob', as('bob')),
  ).toBe(true);
  expect(holds('ArnLike', `arn:aws:${name}:1:user/x`, 'arn:aws:iam::1:user/x', as('iam:'))).toBe(
    'unknown',
  );
});

test('the key of a tag keeps its case, what stands before it does not', () => {
  const tag = (key: string): unknown =>
    holds('StringEquals', variable('AWS:principaltag/Team'), 'x', { [key]: 'x' });
  expect(tag('aws:PrincipalTag/Team')).toBe(true);
  expect(tag('aws:PrincipalTag/team')).toBe(false);
});

test('letters beyond ASCII that may be equal in another case leave IgnoreCase open', () => {
  expect(holds('StringEqualsIgnoreCase', 'é', 'É')).toBe('unknown');
  expect(holds('StringEqualsIgnoreCase', 'é', 'e')).toBe(false);
});

test('a negated operator is the opposite of its positive one on every single value', () => {
  const text = fc.string({
    unit: fc.constantFrom('a', 'B', '*', '?', ':', '1', '.', '/'),
    maxLength: 6,
  });
  const value = fc.oneof(
    text,
    fc.constantFrom('10', '10.0.0.1', 'arn:a:b:c:d:e', '2020-01-01', '10.0.0.0/8'),
  );
  fc.assert(
    fc.property(
      fc.constantFrom(...Object.entries(NEGATED)),
      fc.constantFrom('', 'ForAllValues:', 'ForAnyValue:'),
      fc.array(value, { minLength: 1, maxLength: 3 }),
      value.filter((one) => one !== ''),
      ([negated, positive], set, written, actual) => {
        const yes = holds(set + positive, written, actual);
        const no = holds(set + negated, written, actual);
        expect(no).toBe(yes === 'unknown' ? yes : !yes);
      },
    ),
    { numRuns: 1000 },
  );
});

test('the set operators are dual: all values hold unless one of them fails', () => {
  const value = fc.constantFrom('a', 'b', 'ab', 'c');
  fc.assert(
    fc.property(
      fc.constantFrom<[string, string]>(
        ['StringLike', 'StringNotLike'],
        ['StringNotEquals', 'StringEquals'],
      ),
      fc.array(fc.constantFrom('a', 'b', 'a*'), { maxLength: 2 }),
      fc.array(value, { minLength: 1, maxLength: 3 }),
      ([one, other], written, actual) => {
        const every = holds(`ForAllValues:${one}`, written, actual);
        const some = holds(`ForAnyValue:${other}`, written, actual);
        expect(every).toBe(!some);
      },
    ),
  );
});
