import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonicalOf } from '../../test/verified.ts';
import { languageOf } from '../languages.ts';
import { survivingMutants } from './surviving-mutants.ts';
import { widenedMutants } from './widened.ts';

const some = <T>(values: readonly T[]) => fc.subarray([...values], { minLength: 1, maxLength: 2 });
const statement = fc.record(
  {
    Effect: fc.constantFrom('Allow', 'Allow', 'Deny'),
    Action: some(['s3:GetObject', 's3:GetBucketAcl', 's3:PutObject', 'sqs:SendMessage', 's3:Get*']),
    Resource: some(['arn:aws:s3:::a/*', 'arn:aws:s3:::a/b/*', 'arn:aws:s3:::c', '*']),
    Condition: fc.constantFrom(
      { StringEquals: { 'aws:SourceVpc': 'vpc-1' } },
      { Bool: { 'aws:SecureTransport': 'true' } },
      { StringLike: { 's3:prefix': 'home/*' }, IpAddress: { 'aws:SourceIp': '10.0.0.0/24' } },
    ),
  },
  { requiredKeys: ['Effect', 'Action', 'Resource'] },
);
const denial = fc.record({
  actions: some(['s3:*', 's3:PutObject', 'sqs:*', 'iam:*', '*']),
  resources: some(['*', 'arn:aws:s3:::c', 'arn:aws:s3:::a/*', 'arn:aws:s3:::d/*']),
});

const language = languageOf('aws-iam');
if (typeof language === 'string') throw new Error(language);

function isAllowed(policy: unknown, request: unknown): boolean {
  if (typeof language === 'string') return false;
  const evaluated = language.evaluate([policy], request);
  return evaluated.ok && evaluated.value.decision === 'allow';
}

interface Denial {
  readonly id: string;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
}

function read(member: unknown): unknown {
  if (typeof language === 'string') throw new Error(language);
  const parsed = language.read(member);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.refusals));
  return parsed.value;
}

function asPolicy({ actions, resources }: Denial): unknown {
  const Statement = { Effect: 'Allow', Action: actions, Resource: resources };
  return read({ Version: '2012-10-17', Statement });
}

const MOST = 12;

function check(text: string, denials: readonly Denial[]): void {
  if (typeof language === 'string') throw new Error(language);
  const policy = language.parseCanonical(text);
  if (!policy.ok) throw new Error(text);
  const candidate = policy.value;
  const trial = { language, policy: candidate, text, denials, brokenBy: () => null };
  const { caught, survivors } = survivingMutants({
    ...trial,
    denials: denials.map((one) => ({ ...one })),
    steps: 300_000,
    most: MOST,
  });
  const members = new Map(
    widenedMutants('aws-iam', text, MOST).mutants.map((one) => [one.id, one.member]),
  );
  for (const { id, by, witness } of caught) {
    const denied = denials.find((one) => one.id === by);
    if (denied === undefined) throw new Error(by);
    expect(isAllowed(read(members.get(id)), witness)).toBe(true);
    expect(isAllowed(candidate, witness)).toBe(false);
    expect(isAllowed(asPolicy(denied), witness)).toBe(true);
  }
  for (const { witness } of survivors) expect(isAllowed(candidate, witness)).toBe(false);
}

test('a mutant is never caught without a request that it allows, the candidate does not, and a denial has', () => {
  const policies = fc.array(statement, { minLength: 1, maxLength: 3 });
  fc.assert(
    fc.property(policies, fc.array(denial, { maxLength: 3 }), (Statement, patterns) => {
      const text = canonicalOf('aws-iam', { Version: '2012-10-17', Statement });
      check(
        text,
        patterns.map((one, index) => ({ id: `d-${index}`, ...one })),
      );
    }),
    { numRuns: 30 },
  );
});
