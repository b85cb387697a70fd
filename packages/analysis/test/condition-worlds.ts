import fc from 'fast-check';
import type { Bare, Context } from './third-evaluator.ts';

/** One key: what policies write about it, and what requests carry, so that every distinction is met by some value. */
export interface KeyWorld {
  readonly key: string;
  readonly operators: readonly string[];
  readonly values: readonly string[];
  /** Each a list of values; the empty one is absence. */
  readonly actual: readonly (readonly string[])[];
  /** Operators that take other values. */
  readonly special?: Readonly<Record<string, readonly string[]>>;
}

const single = (...values: string[]): string[][] => [[], ...values.map((value) => [value])];
const withIfExists = (...operators: string[]): string[] =>
  operators.flatMap((operator) => [operator, `${operator}IfExists`]);
const quantified = (...operators: string[]): string[] =>
  operators.flatMap((operator) => [`ForAllValues:${operator}`, `ForAnyValue:${operator}`]);
const NULL = { Null: ['true', 'false'] };

/** Every text over the alphabet up to a length, the empty one left out: an empty value counts as none. */
function texts(alphabet: string, length: number): string[] {
  if (length === 0) return [];
  const shorter = texts(alphabet, length - 1);
  const longest = length === 1 ? [''] : shorter.filter((text) => text.length === length - 1);
  return [...shorter, ...longest.flatMap((text) => Array.from(alphabet, (char) => text + char))];
}

const TEXT = [
  'StringEquals',
  'StringNotEquals',
  'StringLike',
  'StringNotLike',
  'StringEqualsIgnoreCase',
  'StringNotEqualsIgnoreCase',
];
const NUMBER = ['Equals', 'NotEquals', 'LessThan', 'LessThanEquals', 'GreaterThan'];
const LINE = [...NUMBER, 'GreaterThanEquals'];
const numeric = LINE.map((relation) => `Numeric${relation}`);
const date = LINE.map((relation) => `Date${relation}`);

export const TEXT_KEY: KeyWorld = {
  key: 'aws:ResourceTag/t',
  operators: [...withIfExists(...TEXT), ...quantified(...TEXT), 'Null'],
  values: ['a', 'b', 'ab', 'A', 'Ab', 'a*', '*b', '?', '??', '*a*', 'B*', '*', 'aA?'],
  actual: single(...texts('abA', 3), 'c', 'cb', '*', 'a*'),
  special: NULL,
};

const NUMBERS = ['-1.5', '-1', '0', '0.5', '1', '2', '2.0', '10', '-10.25'];

export const NUMBER_KEY: KeyWorld = {
  key: 's3:max-keys',
  operators: [
    ...withIfExists(...numeric),
    ...quantified('NumericLessThan', 'NumericNotEquals'),
    'Null',
  ],
  values: NUMBERS,
  actual: single(...NUMBERS, '-11', '-5', '-1.25', '-0.5', '0.25', '0.75', '1.5', '5', '11'),
  special: NULL,
};

const DATES = [
  '2025-01-01T00:00:00Z',
  '2025-01-01T02:00:00+02:00',
  '1735689600',
  '2024-12-31T23:59:59Z',
  '2025-06-01',
  '2025-06-01T00:00:00-05:30',
  '1735689600000',
  '1969-12-31T23:59:50.5Z',
];

export const DATE_KEY: KeyWorld = {
  key: 'aws:TokenIssueTime',
  operators: [...withIfExists(...date), 'Null'],
  values: DATES,
  actual: single(
    ...DATES,
    '0',
    '-10',
    '1969-12-31T23:59:50.25Z',
    '1969-12-31T23:59:50.75Z',
    '2024-12-31T23:59:59.5Z',
    '2025-03-01T00:00:00Z',
    '2025-06-01T03:00:00Z',
    '2026-01-01T00:00:00Z',
    '1835689600000',
  ),
  special: NULL,
};

/** One instant under two names; the requests are made apart. */
export const TIME_KEYS: readonly KeyWorld[] = [
  {
    key: 'aws:CurrentTime',
    operators: [...withIfExists(...date), 'Null'],
    values: DATES,
    actual: [],
    special: NULL,
  },
  {
    key: 'aws:EpochTime',
    operators: [...withIfExists(...date, ...numeric), 'Null'],
    values: ['1735689600', '0', '1748736000', '-5', '1735689599'],
    actual: [],
    special: NULL,
  },
];

const NETWORKS = [
  '10.0.0.0/8',
  '10.0.0.0/9',
  '10.1.0.0/16',
  '10.1.2.3',
  '10.1.2.3/24',
  '0.0.0.0/0',
  '192.168.0.0/16',
  '2001:db8::/32',
  '2001:db8:1::/48',
  '2001:db8::1',
  '::/0',
];

export const ADDRESS_KEY: KeyWorld = {
  key: 'aws:SourceIp',
  operators: [...withIfExists('IpAddress', 'NotIpAddress'), 'Null'],
  values: NETWORKS,
  actual: single(
    '10.1.2.3',
    '10.1.2.4',
    '10.1.3.1',
    '10.2.0.1',
    '10.200.0.1',
    '192.168.1.1',
    '8.8.8.8',
    '2001:db8::1',
    '2001:db8::2',
    '2001:db8:1::2',
    'fe80::1',
  ),
  special: NULL,
};

export const TRUTH_KEY: KeyWorld = {
  key: 'aws:SecureTransport',
  operators: [...withIfExists('Bool', 'StringEquals'), ...quantified('Bool'), 'Null'],
  values: ['true', 'false'],
  actual: single('true', 'false'),
  special: NULL,
};

const TAGS = ['a', 'b', 'cc', 'A', 'cd'];

export const TAG_KEYS: KeyWorld = {
  key: 'aws:TagKeys',
  operators: [
    ...quantified(...TEXT),
    ...withIfExists(...TEXT),
    'ForAllValues:StringEqualsIfExists',
    'ForAnyValue:StringLikeIfExists',
    'ForAnyValue:StringNotEqualsIfExists',
    'Null',
  ],
  values: ['a', 'b', 'c*', '*', 'A', 'B', '?'],
  actual: Array.from({ length: 2 ** TAGS.length }, (_, set) =>
    TAGS.filter((_tag, index) => ((set >> index) & 1) === 1),
  ),
  special: NULL,
};

const ARN = ['ArnLike', 'ArnEquals', 'ArnNotLike', 'ArnNotEquals'];

export const ARN_KEY: KeyWorld = {
  key: 'aws:SourceArn',
  operators: [...withIfExists(...ARN, 'StringLike', 'StringEquals', 'StringNotLike'), 'Null'],
  values: [
    'arn:aws:s3:::a',
    'arn:aws:s3:::a*',
    'arn:aws:s3:*:*:*a',
    'arn:aws:*:*:*:b',
    'arn:*:s3:::?',
    'arn:aws:s3:::a:b',
    'arn:aws:s?:r:1:*',
  ],
  actual: single(
    'arn:aws:s3:::a',
    'arn:aws:s3:::b',
    'arn:aws:s3:::ab',
    'arn:aws:s3:::c',
    'arn:aws:s3:::a:b',
    'arn:aws:s3:::a:a',
    'arn:aws:s3:r:1:a',
    'arn:aws:s3:r:1:b',
    'arn:aws:s3:r:1:cd',
    'arn:aws:sn:r:1:b',
    'arn:aws:sns:r:1:b',
    'arn:aws:sns:r:1:a',
    'arn:x:s3:::a',
    'arn:x:s3:::b',
    'arn:x:s3:::ab',
    'arn:aws:s3:x:y:z:a',
    'arn:aws:s3:x:y:z:b',
    'arn:aws:s3:a',
    'a',
  ),
  special: { ...NULL, StringLike: ['arn:aws:s3*a', 'arn:aws:*', '*:b', 'arn:aws:s3:::*', 'a'] },
};

export const BYTES_KEY: KeyWorld = {
  key: 'x:bytes',
  operators: [...withIfExists('BinaryEquals'), 'Null'],
  values: ['QUI=', 'QUJD', 'QQ=='],
  actual: single('QUI=', 'QUJD', 'QQ==', 'Qg=='),
  special: NULL,
};

/** One key that operators of every family take, each with values of every family. */
export const MIXED_KEY: KeyWorld = {
  key: 'x:any',
  operators: [
    ...withIfExists(...TEXT, ...ARN, ...numeric, ...date, 'Bool', 'BinaryEquals', 'IpAddress'),
    'NotIpAddress',
    ...quantified('StringLike', 'NumericLessThan', 'Bool', 'ArnNotLike'),
    'Null',
  ],
  values: ['5', 'a', '*', '2025-01-01T00:00:00Z', '10.0.0.0/8', 'arn:aws:s3:::a*', 'true', 'QUI='],
  actual: [
    ...single('5', '4', '10', 'a', 'true', 'false', '2025-01-01T00:00:00Z', '2026-01-01T00:00:00Z'),
    ...single('10.0.0.1', '11.0.0.1', 'arn:aws:s3:::ab', 'arn:aws:s3:::b', 'QUI=', 'QUJD'),
    ['a', '5'],
    ['10.0.0.1', 'arn:aws:s3:::ab'],
  ],
  special: NULL,
};

export const WORLDS: readonly KeyWorld[] = [
  TEXT_KEY,
  NUMBER_KEY,
  DATE_KEY,
  ADDRESS_KEY,
  TRUTH_KEY,
  TAG_KEYS,
  ARN_KEY,
  BYTES_KEY,
];

interface Atom {
  readonly operator: string;
  readonly key: string;
  readonly values: readonly string[];
}

/** One operator on one key. */
export function atomOf({ key, operators, values, special = {} }: KeyWorld): fc.Arbitrary<Atom> {
  return fc.constantFrom(...operators).chain((operator) =>
    fc
      .uniqueArray(fc.constantFrom(...(special[operator] ?? values)), {
        minLength: 1,
        maxLength: 3,
      })
      .map((chosen): Atom => ({ operator, key, values: chosen })),
  );
}

/** Up to three of them, all of which must hold. */
export function conditionOf(
  worlds: readonly KeyWorld[],
): fc.Arbitrary<NonNullable<Bare['Condition']>> {
  return fc.array(fc.oneof(...worlds.map(atomOf)), { maxLength: 3 }).map((atoms) => {
    const condition: Record<string, Record<string, readonly string[]>> = {};
    for (const { operator, key, values } of atoms)
      condition[operator] = { ...condition[operator], [key]: values };
    return condition;
  });
}

/** All contexts over the keys. */
export function contextsOf(worlds: readonly KeyWorld[]): Context[] {
  let contexts: Context[] = [{}];
  for (const { key, actual } of worlds)
    contexts = contexts.flatMap((context) =>
      actual.map((values) => (values.length === 0 ? context : { ...context, [key]: values })),
    );
  return contexts;
}
