import { expect, test } from 'vitest';
import { evaluatePolicies } from './evaluation.ts';
import { readDocument } from './read-document.ts';

const read = (...Statement: unknown[]): ReturnType<typeof readDocument> =>
  readDocument(JSON.stringify({ Version: '2012-10-17', Statement }));
const request = { action: 's3:PutObject', resource: 'arn:aws:s3:::b/k', context: { 'x:A': 'a' } };
const base = { Effect: 'Allow', Action: 's3:*', Resource: '*' };

test('a trace has a line for every statement: why it matches, or the first element that does not', () => {
  const documents = [
    read({ ...base, Sid: 'All' }, { ...base, Action: ['s3:Get*', 's3:List*'] }),
    read(
      { ...base, Resource: 'arn:aws:s3:::c/*' },
      { ...base, Action: undefined, NotAction: 's3:Put*' },
      { ...base, Principal: { AWS: ['111122223333', '444455556666'] } },
      { ...base, Condition: { StringEquals: { 'x:A': 'b' } } },
      { ...base, Condition: { StringNotLike: { 'x:A': ['a*', 'c'] } } },
      { ...base, Condition: { Bool: { 'x:B': true } } },
      { ...base, Condition: { NumericLessThan: { 'x:A': 1 } } },
      { ...base, Condition: { Null: { 'x:A': true } } },
    ),
  ];
  const { trace, ...rest } = evaluatePolicies(documents, { ...request, principal: '*' });
  expect(rest).toEqual({
    decision: 'allow',
    explicit: false,
    reasons: [{ policy: 0, statement: 0, sid: 'All' }],
    errors: [],
  });
  expect(trace?.map(({ origin, because }) => [origin.policy, origin.statement, because])).toEqual([
    [0, 0, 'every element matches'],
    [0, 1, '`Action`: `s3:putobject` is none of `s3:Get*`, `s3:List*`'],
    [1, 0, '`Resource`: `arn:aws:s3:::b/k` is none of `arn:aws:s3:::c/*`'],
    [1, 1, '`NotAction`: `s3:putobject` is one of `s3:Put*`'],
    [1, 2, '`Principal`: `anonymous` is none of `111122223333`, `444455556666`'],
    [1, 3, '`Condition` `StringEquals` `x:A`: `a` is none of `b`'],
    [1, 4, '`Condition` `StringNotLike` `x:A`: `a` is one of `a*`, `c`'],
    [1, 5, '`Condition` `Bool` `x:B`: the request has no such key'],
    [1, 6, '`Condition` `NumericLessThan` `x:A`: `a` does not compare so with `1`'],
    [1, 7, '`Condition` `Null` `x:A` `true`: the key is present'],
  ]);
});

test('a Deny decides, explicitly, and names the statement', () => {
  const documents = [read(base), read({ ...base, Effect: 'Deny', Sid: 'No' }, base)];
  expect(evaluatePolicies(documents, request)).toMatchObject({
    decision: 'deny',
    explicit: true,
    reasons: [{ policy: 1, statement: 0, sid: 'No' }],
    errors: [],
  });
});

test('what is open goes against the request and is named', () => {
  const open = { ...base, Condition: { StringEquals: { 'x:A': 'a' } } };
  const several = { ...request, context: { 'x:A': ['a', 'b'] } };
  const errors = ['`StringEquals` on `x:A`, which has several values'];
  expect(evaluatePolicies([read(open)], several)).toMatchObject({
    decision: 'no-opinion',
    explicit: false,
    reasons: [],
    errors,
    trace: [{ matches: false, because: `open: ${errors[0]}` }],
  });
  expect(evaluatePolicies([read(base, { ...open, Effect: 'Deny' })], several)).toMatchObject({
    decision: 'deny',
    reasons: [{ statement: 1 }],
    errors,
  });
  expect(evaluatePolicies([read(base, open)], several)).toMatchObject({
    decision: 'allow',
    reasons: [{ statement: 0 }],
    errors: [],
  });
});

test('a decision that hangs on a wildcard at a colon is the one that does not allow, and says so', () => {
  const sns = { action: 'sns:Publish', resource: 'arn:aws:sns:r:1:topic' };
  const errors = [
    'a wildcard of a resource decides differently if it does not match beyond a colon',
  ];
  const wide = { ...base, Action: 'sns:*', Resource: 'arn:aws:sns:*:topic' };
  expect(evaluatePolicies([read(wide)], sns)).toMatchObject({ decision: 'no-opinion', errors });
  const denied = [read({ ...base, Action: '*' }, { ...wide, Effect: 'Deny' })];
  expect(evaluatePolicies(denied, sns)).toMatchObject({ decision: 'deny', explicit: true, errors });
});

test('a policy that cannot be read and a request that cannot be are errors, never an allow', () => {
  const odd = { ...request, principal: 'arn:aws:s3:::b' };
  expect(evaluatePolicies([read(base)], odd)).toMatchObject({
    decision: 'no-opinion',
    errors: ['`arn:aws:s3:::b` is the ARN of no account, user, role or session'],
  });
  expect(evaluatePolicies([read(base), readDocument('{')], request)).toMatchObject({
    decision: 'no-opinion',
    errors: ['the policy is not JSON', 'the policy has no `Statement`'],
  });
});

test('no policies have no opinion', () => {
  expect(evaluatePolicies([], request)).toMatchObject({ decision: 'no-opinion', trace: [] });
});
