import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { AwsRequest, AwsStack } from '../model.ts';
import { parseStack } from '../parse/parse-stack.ts';
import { evaluateStackUnder } from '../replay/evaluate-stack.ts';
import { diff } from './diff.ts';
import { prove } from './prove.ts';
import { replayable } from './replayable.ts';

/** The evaluator of stacks shares nothing with the prover: it says what each request of a small world comes to. */
const OWN = '111122223333';
const OTHER = '444455556666';
const USER = `arn:aws:iam::${OWN}:user/ann`;
const ROLE = `arn:aws:iam::${OWN}:role/app`;
const LINKED = `arn:aws:iam::${OWN}:role/aws-service-role/x/linked`;
const ACTIONS = ['s3:GetObject', 's3:PutObject', 'sts:AssumeRole', 'kms:Decrypt'];
const RESOURCES = [
  'arn:aws:s3:::b/x',
  'arn:aws:s3:::b/y',
  `arn:aws:iam::${OWN}:role/target`,
  `arn:aws:kms:us-east-1:${OWN}:key/k`,
  `arn:aws:kms:us-east-1:${OTHER}:key/k`,
  `arn:aws:sqs:us-east-1:${OTHER}:q`,
];
const PRINCIPALS: readonly AwsRequest['principal'][] = [
  USER,
  ROLE,
  LINKED,
  `arn:aws:iam::${OTHER}:role/stranger`,
  '*',
  { Service: 'ec2.amazonaws.com' },
];

const effect = fc.constantFrom('Allow', 'Allow', 'Allow', 'Deny');
const actions = fc.subarray(['*', 's3:*', 's3:GetObject', 'sts:AssumeRole', 'kms:*'], {
  minLength: 1,
  maxLength: 2,
});
const resources = fc.constantFrom('*', 'arn:aws:s3:::b/x', `arn:aws:*:*:${OWN}:*`, 'arn:aws:kms:*');
const condition = fc.constantFrom(undefined, undefined, {
  Bool: { 'aws:SecureTransport': 'true' },
});
const statement = fc
  .record({ Effect: effect, Action: actions, Resource: resources, Condition: condition })
  .map(defined);
const named = fc
  .record({
    Effect: effect,
    Action: actions,
    Resource: resources,
    Principal: fc.constantFrom<unknown>(
      '*',
      { AWS: USER },
      { AWS: ROLE },
      { AWS: OWN },
      { AWS: [`arn:aws:iam::${OTHER}:root`, ROLE] },
      { Service: 'ec2.amazonaws.com' },
    ),
  })
  .map(defined);
const policy = fc.array(statement, { minLength: 1, maxLength: 2 }).map(documentOf);
const resourcePolicy = fc.array(named, { minLength: 1, maxLength: 2 }).map(documentOf);
const full = documentOf([{ Effect: 'Allow', Action: '*', Resource: '*' }]);
const level = fc.oneof(fc.constant([full]), fc.tuple(policy));

const member = fc
  .record(
    {
      identity: fc.array(policy, { maxLength: 2 }),
      resource: resourcePolicy,
      boundary: fc.tuple(policy),
      session: fc.tuple(policy),
      scp: fc.array(level, { minLength: 1, maxLength: 2 }),
      rcp: fc.array(level, { minLength: 1, maxLength: 1 }),
    },
    { requiredKeys: ['identity'] },
  )
  .chain((layers) =>
    fc
      .constantFrom<object>(
        { principal: USER },
        { principal: ROLE },
        { principal: LINKED },
        { account: OWN },
        {},
      )
      .map((about) => ({ ...layers, ...about })),
  );
/** Two stacks that differ in some of their layers only, as real changes do. */
const pair = fc
  .tuple(member, member, fc.subarray(['identity', 'resource', 'boundary', 'scp', 'rcp', 'session']))
  .map(([from, other, changed]) => {
    const taken = Object.entries(other).filter(([name]) => changed.includes(name));
    return [parsed(from), parsed({ ...from, ...Object.fromEntries(taken) })] as const;
  });

function defined(one: object): object {
  return Object.fromEntries(Object.entries(one).filter(([, value]) => value !== undefined));
}

function documentOf(Statement: readonly object[]): object {
  return { Version: '2012-10-17', Statement };
}

function parsed(stack: object): AwsStack {
  const result = parseStack({ ...stack });
  if (!result.ok) throw new Error(JSON.stringify(result.refusals));
  return result.value;
}

function requestsOf(stack: AwsStack): AwsRequest[] {
  const principals = stack.principal === undefined ? PRINCIPALS : [stack.principal];
  return principals.flatMap((principal) =>
    ACTIONS.flatMap((action) =>
      RESOURCES.flatMap((resource) =>
        [{}, { 'aws:SecureTransport': 'true' }].map((context) => ({
          ...(principal === undefined ? {} : { principal }),
          action,
          resource,
          context,
        })),
      ),
    ),
  );
}

function isAllowed(stack: AwsStack, request: AwsRequest): 'allow' | 'not-allowed' | 'unknown' {
  const found = evaluateStackUnder(replayable(stack), request, 'crosses');
  return found.errors.length > 0 ? 'unknown' : found.outcome;
}

test('a change of a stack hides no request that the evaluator allows after it and not before', () => {
  let shown = 0;
  fc.assert(
    fc.property(pair, ([from, to]) => {
      const result = diff(from, to);
      expect(result.findings.filter(({ code }) => code === 'WITNESS_MISMATCH')).toEqual([]);
      const gained = requestsOf(to).filter(
        (one) => isAllowed(to, one) === 'allow' && isAllowed(from, one) === 'not-allowed',
      );
      if (gained.length === 0) return;
      shown += 1;
      // Where a stack says of no account whose it is, that can stay open.
      const isSilent = to.principal === undefined && to.account === undefined;
      const words = isSilent ? ['some', 'undetermined'] : ['some'];
      expect([words, gained[0]]).toEqual([expect.arrayContaining([result.allowed]), gained[0]]);
    }),
    { numRuns: 120 },
  );
  expect(shown).toBeGreaterThan(15);
});

test('a level that allows nothing is not taken for one that allows everything', () => {
  const allow = { Effect: 'Allow', Action: '*', Resource: '*' };
  const granted = { ...allow, Action: 'kms:*', Principal: { Service: 'ec2.amazonaws.com' } };
  const deny = { Effect: 'Deny', Action: 's3:*', Resource: '*' };
  const stack = { account: OWN, identity: [], resource: documentOf([granted]) };
  const closed = parsed({ ...stack, rcp: [[documentOf([deny])]] });
  const open = parsed({ ...stack, rcp: [[full]] });
  expect(diff(closed, open)).toMatchObject({ allowed: 'some', denied: 'none' });
  expect(prove({ property: 'implies', policies: [open, closed] }).verdict).toBe('refuted');
});

test('a stack implies itself, and a change turned round is the same change', () => {
  fc.assert(
    fc.property(pair, ([from, to]) => {
      expect(prove({ property: 'implies', policies: [from, from] }).verdict).toBe('proved');
      const there = diff(from, to);
      const back = diff(to, from);
      expect([back.allowed, back.denied]).toEqual([there.denied, there.allowed]);
    }),
    { numRuns: 60 },
  );
});

test('what a stack must deny it does not allow', () => {
  fc.assert(
    fc.property(member.map(parsed), fc.constantFrom(...ACTIONS), (stack, action) => {
      const pattern = { actions: [action], resources: ['*'] };
      const { verdict } = prove({ property: 'must-deny', policies: [stack], pattern });
      const isGranted = requestsOf(stack).some(
        (one) => one.action === action && isAllowed(stack, one) === 'allow',
      );
      const isSilent = stack.principal === undefined && stack.account === undefined;
      if (isGranted) expect(['refuted', isSilent ? 'undetermined' : 'refuted']).toContain(verdict);
    }),
    { numRuns: 120 },
  );
});
