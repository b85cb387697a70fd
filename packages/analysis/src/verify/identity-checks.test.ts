import { expect, test } from 'vitest';
import { BARE, checkOf, IDENTITY } from '../../test/verified.ts';
import type { CredentialFacts, InputFacts } from './verification-context.ts';

const READ = { Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::reports/*' };
const read = { Version: '2012-10-17', Statement: [READ] };
const D = `sha256:${'0'.repeat(64)}` as const;

function policy(...statements: object[]) {
  return { Version: '2012-10-17', Statement: statements } as const;
}

test('owners that are not active stand against a candidate', () => {
  const outcome = (part: object) =>
    checkOf({ to: read, context: { identity: { ...IDENTITY, ...part } } }, 'owners-active');
  expect(outcome({})).toMatchObject({ outcome: 'passed', blocking: true });
  expect(outcome({ ownerActive: false }).detail).toBe('not active: the owner');
  expect(outcome({ backupOwnerActive: false }).outcome).toBe('failed');
});

test('credentials fail by age, in production by lasting at all, and are open where the age is not known', () => {
  const outcome = (credentials: readonly CredentialFacts[] | null, level = 'staging') =>
    checkOf(
      {
        to: read,
        context: {
          identity: { ...IDENTITY, credentials },
          environment: { name: 'x', class: level },
        },
      },
      'credentials-current',
    );
  const key = (createdAt: string | null): CredentialFacts => ({
    kind: 'access-key',
    createdAt,
    lastUsedAt: null,
  });
  expect(outcome([key('2026-09-01T00:00:00Z')]).outcome).toBe('passed');
  expect(outcome([key('2026-08-01T00:00:00Z')]).detail).toContain('days old; the limit is 90 days');
  expect(outcome([key(null)]).outcome).toBe('undetermined');
  expect(outcome([key('yesterday')]).outcome).toBe('undetermined');
  expect(outcome([key('2026-11-01T00:00:00Z')], 'production').outcome).toBe('failed');
  expect(outcome([{ ...key(null), kind: 'workload-identity' }], 'production').outcome).toBe(
    'passed',
  );
  expect(outcome(null).outcome).toBe('undetermined');
});

test('third parties, several users and dormancy are told from not knowing', () => {
  const outcome = (name: string, part: object) =>
    checkOf({ to: read, context: { identity: { ...IDENTITY, ...part } } }, name).outcome;
  expect(outcome('own-organization', {})).toBe('passed');
  expect(outcome('own-organization', { thirdParty: true })).toBe('failed');
  expect(outcome('own-organization', { thirdParty: null })).toBe('undetermined');
  expect(outcome('used-by-one', {})).toBe('passed');
  expect(outcome('used-by-one', { usedBy: ['a', 'b'] })).toBe('failed');
  expect(outcome('used-by-one', { usedBy: null })).toBe('undetermined');
  expect(outcome('not-dormant', {})).toBe('passed');
  expect(outcome('not-dormant', { lastUsedAt: '2026-01-01T00:00:00Z' })).toBe('failed');
  expect(outcome('not-dormant', { lastUsedAt: null })).toBe('undetermined');
});

test('an account of another environment that an Allow newly names is a crossing, a Deny’s is none', () => {
  const other = 'arn:aws:sqs:eu-west-1:444455556666:jobs';
  const send = { Effect: 'Allow', Action: 'sqs:SendMessage', Resource: other };
  const crossing = (from: unknown, to: unknown, part: object = {}) =>
    checkOf({ from, to, context: part }, 'stays-in-environment');
  const estate = [
    {
      id: 'x',
      name: 'x',
      language: 'aws-iam' as const,
      environment: 'dev/aws/444455556666',
      policies: [],
    },
  ];
  expect(crossing(read, policy(READ, send), { estate }).detail).toBe(
    'it newly names the account `444455556666` of `dev/aws/444455556666`',
  );
  expect(crossing(policy(READ, send), policy(send, READ)).outcome).toBe('passed');
  expect(crossing(read, policy(READ, { ...send, Effect: 'Deny' })).outcome).toBe('passed');
  const nowhere = { environment: { name: 'prod', class: null } };
  expect(crossing(read, policy(READ, send), nowhere).outcome).toBe('undetermined');
});

test('an input fails by its age against its limit, or raises, and is open where the age is not known', () => {
  const input: InputFacts = {
    name: 'use',
    digest: D,
    takenAt: '2026-11-28T11:00:00Z',
    maxAgeSeconds: 7200,
  };
  const check = (part: Partial<InputFacts>) =>
    checkOf({ to: read, context: { inputs: [{ ...input, ...part }] } }, 'input/use');
  expect(check({})).toMatchObject({
    outcome: 'passed',
    detail: 'taken 1 hour before; the limit is 2 hours',
  });
  expect(check({ maxAgeSeconds: 3599 })).toMatchObject({ outcome: 'failed', blocking: true });
  expect(check({ maxAgeSeconds: 3599, whenStale: 'raise' })).toMatchObject({
    outcome: 'failed',
    blocking: false,
  });
  expect(check({ takenAt: null })).toMatchObject({ outcome: 'undetermined', blocking: true });
  expect(check({ takenAt: '2026-11-29T00:00:00Z' }).outcome).toBe('undetermined');
  expect(check({ maxAgeSeconds: null }).outcome).toBe('passed');
});

test('the time of a context is an argument: without a readable one ages are not known', () => {
  const context = { at: 'now', identity: IDENTITY };
  expect(checkOf({ to: read, context }, 'not-dormant').outcome).toBe('undetermined');
  expect(BARE.at).not.toBe('now');
});
