import fc from 'fast-check';
import { checkDiff } from './check-diff.ts';
import { conditionOf, type KeyWorld } from './condition-worlds.ts';
import { effect } from './conditions-property.ts';
import {
  accountOf,
  type Bare,
  type BarePrincipal,
  type BareRequest,
  type Context,
} from './third-evaluator.ts';

const ACCOUNTS = ['111122223333', '444455556666', '777788889999'];
const WHO = [
  ...ACCOUNTS.flatMap((account) =>
    ['user/bob', 'role/app', 'role/other'].map((name) => `AWS:arn:aws:iam::${account}:${name}`),
  ),
  'AWS:arn:aws-cn:iam::111122223333:user/bob',
  'AWS:arn:aws:sts::111122223333:federated-user/bob',
];
const OTHERS = [
  'AWS:arn:aws:iam::111122223333:root',
  'AWS:arn:aws:iam::777788889999:root',
  'Service:ec2.amazonaws.com',
  'Service:s3.amazonaws.com',
  'Federated:accounts.google.com',
  'CanonicalUser:79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be',
  'Anonymous:',
];

/** The keys AWS sets from who asks (IAM user guide, global condition keys). */
export function derived(who: string): Context {
  if (who === 'Anonymous:')
    return { 'aws:PrincipalAccount': ['anonymous'], 'aws:PrincipalType': ['Anonymous'] };
  if (who.startsWith('Service:')) return { 'aws:PrincipalIsAWSService': ['true'] };
  const account = accountOf(who);
  if (account === undefined) return {};
  const [type = ''] = TYPES.find(([, form]) => who.includes(form)) ?? [];
  return {
    'aws:PrincipalArn': [who.slice('AWS:'.length)],
    'aws:PrincipalAccount': [account],
    'aws:PrincipalType': [type],
    'aws:PrincipalIsAWSService': ['false'],
  };
}

const TYPES: readonly (readonly [string, string])[] = [
  ['User', ':user/'],
  ['FederatedUser', ':federated-user/'],
  ['AssumedRole', ':role/'],
  ['Account', ':root'],
];

const text = ['StringEquals', 'StringNotEquals', 'StringLike', 'StringNotLike'];
const both = (operators: readonly string[]): string[] => [
  ...operators,
  ...operators.map((one) => `${one}IfExists`),
];
const NULL = { Null: ['true', 'false'] };
const DERIVED: readonly KeyWorld[] = [
  {
    key: 'aws:PrincipalArn',
    operators: [...both([...text, 'ArnLike', 'ArnNotLike', 'ArnEquals']), 'Null'],
    values: [
      'arn:aws:iam::111122223333:user/bob',
      'arn:aws:iam::*:role/*',
      'arn:aws:iam::444455556666:*',
      'arn:*:iam::111122223333:root',
      'arn:aws:iam::????22223333:*bob',
    ],
    actual: [],
    special: { ...NULL, StringLike: ['*', 'arn:aws:iam::1*', '*:role/app', 'arn:aws-*'] },
  },
  {
    key: 'aws:PrincipalAccount',
    operators: [...both([...text, 'StringEqualsIgnoreCase']), 'Null'],
    values: ['111122223333', '444455556666', '1*', 'anonymous', '????????????', 'Anonymous'],
    actual: [],
    special: NULL,
  },
  {
    key: 'aws:PrincipalType',
    operators: [...both([...text, 'StringEqualsIgnoreCase']), 'Null'],
    values: ['User', 'AssumedRole', 'Account', 'Anonymous', '*e*U*', 'A*', 'user', 'x'],
    actual: [],
    special: NULL,
  },
  {
    key: 'aws:PrincipalIsAWSService',
    operators: [...both(['Bool']), 'Null'],
    values: ['true', 'false'],
    actual: [],
    special: NULL,
  },
];

const NAMED: readonly BarePrincipal[] = [
  '*',
  { AWS: ['*'] },
  { AWS: ['111122223333'] },
  { AWS: ['arn:aws:iam::444455556666:root'] },
  { AWS: ['arn:aws:iam::111122223333:user/bob'] },
  { AWS: ['arn:aws:iam::111122223333:role/app', 'arn:aws:iam::444455556666:user/bob'] },
  { Service: ['ec2.amazonaws.com'] },
  { AWS: ['444455556666'], Service: ['ec2.amazonaws.com', 's3.amazonaws.com'] },
  { Federated: ['accounts.google.com'] },
  { AWS: ['arn:aws:iam::*:root'] },
  { AWS: ['arn:aws:iam::1*:*'] },
  { AWS: ['arn:aws:iam::444455556666:role/*'] },
];
const EXEMPT: readonly BarePrincipal[] = [
  { Service: ['ec2.amazonaws.com'] },
  { Federated: ['accounts.google.com'], Service: ['s3.amazonaws.com'] },
];

const statement = (hasPrincipals: boolean): fc.Arbitrary<Bare> =>
  fc
    .record({
      Effect: effect,
      who: hasPrincipals
        ? fc.oneof(
            { weight: 4, arbitrary: fc.constantFrom(...NAMED).map((Principal) => ({ Principal })) },
            fc.constantFrom(...EXEMPT).map((NotPrincipal) => ({ NotPrincipal })),
          )
        : fc.constant({}),
      Condition: conditionOf(DERIVED),
    })
    .map(
      ({ Effect, who, Condition }): Bare => ({
        Effect,
        ...who,
        Condition,
        Action: ['s:a'],
        Resource: ['*'],
      }),
    );

export interface PrincipalPair {
  readonly who: readonly string[];
  readonly before: readonly Bare[];
  readonly after: readonly Bare[];
}

export const principalPair: fc.Arbitrary<PrincipalPair> = fc.boolean().chain((hasPrincipals) => {
  const policy = fc.array(statement(hasPrincipals), { minLength: 1, maxLength: 4 });
  return fc.record({
    who: fc.constant(hasPrincipals ? [...WHO, ...OTHERS] : WHO),
    before: policy,
    after: policy,
  });
});

export function requestBy(who: string, context: Context = {}): BareRequest {
  return { action: 's:a', resource: 'r', who, context: { ...derived(who), ...context } };
}

/** A witness as the third evaluator takes it. */
export function whoOf(principal: unknown): string {
  if (principal === '*') return 'Anonymous:';
  if (typeof principal === 'string') return `AWS:${principal}`;
  return Object.entries(principal as Record<string, string>)
    .map(([kind, name]) => `${kind}:${name}`)
    .join();
}

export function checkPrincipals({ who, before, after }: PrincipalPair): void {
  const hasPrincipals = [...before, ...after].some((one) => one.Principal ?? one.NotPrincipal);
  const pool = hasPrincipals ? who : who.filter((one) => WHO.includes(one));
  checkDiff({
    before,
    after,
    requests: pool.map((one) => requestBy(one)),
    // Which user made the session of a federated user no request says.
    mayBeOpen: [...before, ...after].some(({ Principal }) =>
      JSON.stringify(Principal ?? '').includes(':user/'),
    ),
    read: ({ principal = 'arn:aws:iam::999999999999:role/x' }) => requestBy(whoOf(principal)),
  });
}
