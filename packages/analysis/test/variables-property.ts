import fc from 'fast-check';
import { type Comparison, checkDiff } from './check-diff.ts';
import { contextsOf, type KeyWorld } from './condition-worlds.ts';
import { effect } from './conditions-property.ts';
import type { Bare, BareRequest } from './third-evaluator.ts';

const variable = (body: string): string => `\${${body}}`;
const NAME = variable('aws:username');
const TAG = variable('aws:PrincipalTag/x');
const SPELLINGS = [
  NAME,
  NAME,
  TAG,
  variable("aws:username, 'a'"),
  variable("aws:PrincipalTag/x, 'b'"),
  variable('*'),
  variable('?'),
  variable('$'),
];
const VALUES = ['a', 'b', 'ab', '*', NAME];
const WORLDS: readonly KeyWorld[] = ['aws:username', 'aws:PrincipalTag/x', 'aws:ResourceTag/t'].map(
  (key) => ({
    key,
    operators: [],
    values: [],
    actual: [[], ...VALUES.map((value) => [value])],
  }),
);
const RESOURCES = ['a', 'b', 'ab', 'ba', 'aab', '*', '*a', '$', NAME, 'c'];

const pattern = fc
  .array(fc.oneof(fc.constantFrom('a', 'b', '*', '?'), fc.constantFrom(...SPELLINGS)), {
    minLength: 1,
    maxLength: 3,
  })
  .map((parts) => parts.join(''));
const OPERATORS = [
  'StringEquals',
  'StringNotEquals',
  'StringLike',
  'StringNotLike',
  'StringEqualsIfExists',
  'StringNotLikeIfExists',
  'StringEqualsIgnoreCase',
  'ForAnyValue:StringEquals',
  'ForAllValues:StringLike',
];

const condition = fc
  .array(
    fc.record({
      operator: fc.constantFrom(...OPERATORS),
      key: fc.constantFrom('aws:ResourceTag/t', 'aws:ResourceTag/t', 'aws:username'),
      values: fc.array(pattern, { minLength: 1, maxLength: 2 }),
    }),
    { maxLength: 2 },
  )
  .map((atoms) => {
    const found: Record<string, Record<string, readonly string[]>> = {};
    for (const { operator, key, values } of atoms)
      found[operator] = { ...found[operator], [key]: values };
    return found;
  });

const statement = fc
  .record({
    Effect: effect,
    resources: fc.oneof(fc.constant(['*']), fc.array(pattern, { minLength: 1, maxLength: 2 })),
    isNegated: fc.boolean(),
    Condition: condition,
  })
  .map(
    ({ Effect, resources, isNegated, Condition }): Bare => ({
      Effect,
      Action: ['s:a'],
      [isNegated && resources[0] !== '*' ? 'NotResource' : 'Resource']: resources,
      Condition,
    }),
  );

export interface VariablePair extends Pick<Comparison, 'before' | 'after'> {
  readonly isOld: boolean;
}

const policy = fc.array(statement, { minLength: 1, maxLength: 3 });
export const variablePair: fc.Arbitrary<VariablePair> = fc.record({
  before: policy,
  after: policy,
  isOld: fc.integer({ min: 0, max: 4 }).map((one) => one === 0),
});

const REQUESTS = contextsOf(WORLDS).flatMap((context) =>
  RESOURCES.map((resource): BareRequest => ({ action: 's:a', resource, context })),
);

export function checkVariables({ before, after, isOld }: VariablePair): void {
  checkDiff({
    before,
    after,
    requests: REQUESTS,
    mayBeOpen: !isOld,
    version: isOld ? '2008-10-17' : '2012-10-17',
  });
}
