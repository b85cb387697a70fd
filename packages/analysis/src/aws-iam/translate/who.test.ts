import { expect, test } from 'vitest';
import { Budget } from '../../engine/budget.ts';
import { contains, Patterns } from '../../engine/glob-set.ts';
import { accepts } from '../../engine/pattern.ts';
import {
  accountNamed,
  federatedPatterns,
  type Naming,
  principalOf,
  principalPatterns,
  readablePrincipals,
  whoOf,
} from './who.ts';

const A = '111122223333';
const patterns = new Patterns(new Budget(1_000_000));
const NOBODY: Naming = { principals: false, sessions: false, federatedUsers: false };

const CALLERS = [
  `AWS:arn:aws:iam::${A}:user/bob`,
  `AWS:arn:aws:iam::${A}:user/team/bob`,
  `AWS:arn:aws:iam::${A}:role/app`,
  `AWS:arn:aws:iam::${A}:root`,
  `AWS:arn:aws-cn:iam::${A}:role/app`,
  `AWS:arn:aws:sts::${A}:assumed-role/app/run`,
  `AWS:arn:aws:sts::${A}:federated-user/bob`,
  'AWS:arn:aws:iam::444455556666:user/bob',
  'Service:ec2.amazonaws.com',
  'Federated:accounts.google.com',
  'CanonicalUser:79a5',
  'Anonymous:',
];

function callers(naming: Naming): string[] {
  const { pieces } = whoOf(2, patterns, naming).of.universe;
  return CALLERS.filter((one) => pieces.some(({ all, none }) => contains(all, none, one)));
}

test('only users and roles ask where no policy names principals; a role stands for its sessions', () => {
  expect(callers(NOBODY)).toEqual(CALLERS.filter((one) => /:iam:.*(user|role)\//.test(one)));
});

test('where a policy names principals everybody can ask, and sessions where it names them', () => {
  const named = { ...NOBODY, principals: true };
  expect(callers(named)).toEqual(CALLERS.filter((one) => !one.includes(':sts:')));
  expect(callers({ ...named, sessions: true, federatedUsers: true })).toEqual(CALLERS);
});

test.each([
  ['AWS', A, 7],
  ['AWS', `arn:aws:iam::${A}:root`, 7],
  ['AWS', `arn:aws:iam::${A}:user/bob`, 1],
  ['AWS', `arn:aws:iam::${A}:user/team/bob`, 1],
  ['AWS', `arn:aws:iam::${A}:role/app`, 2],
  ['AWS', `arn:aws:iam::${A}:role/path/app`, 1],
  ['AWS', `arn:aws:sts::${A}:assumed-role/app/run`, 1],
  ['AWS', `arn:aws:iam::${A}:user/*`, 2],
  ['AWS', 'arn:aws:iam::*:root', 7],
  ['Service', 'ec2.amazonaws.com', 1],
  ['Service', 'ec2.amazonaws.co', 0],
  ['Federated', 'accounts.google.com', 1],
  ['CanonicalUser', '79a5', 1],
])('%s `%s` names %d of the callers', (kind, name, count) => {
  const named = principalPatterns(kind, name, patterns);
  expect(CALLERS.filter((one) => named.some((pattern) => accepts(pattern, one)))).toHaveLength(
    count,
  );
});

test('a user may have made the federated users of its account, nobody else', () => {
  const made = (kind: string, name: string): string[] => {
    const named = federatedPatterns(kind, name, patterns);
    return CALLERS.filter((one) => named.some((pattern) => accepts(pattern, one)));
  };
  expect(made('AWS', `arn:aws:iam::${A}:user/bob`)).toEqual([
    `AWS:arn:aws:sts::${A}:federated-user/bob`,
  ]);
  expect(made('AWS', 'arn:aws:iam::444455556666:user/bob')).toEqual([]);
  expect(made('AWS', `arn:aws:iam::${A}:role/app`)).toEqual([]);
  expect(made('Service', 'ec2.amazonaws.com')).toEqual([]);
});

test.each([
  [A, A],
  [`arn:aws:iam::${A}:root`, A],
  [`arn:aws-us-gov:iam::${A}:root`, A],
  [`arn:aws:iam::${A}:user/root`, undefined],
  [`arn:aws:iam::*:root`, undefined],
  ['AIDAEXAMPLE', undefined],
  ['*', undefined],
])('`%s` names the account %s', (name, account) => {
  expect(accountNamed(name)).toBe(account);
});

test('a caller is shown in the words of AWS', () => {
  expect(CALLERS.slice(-5).map(principalOf)).toEqual([
    'arn:aws:iam::444455556666:user/bob',
    { Service: 'ec2.amazonaws.com' },
    { Federated: 'accounts.google.com' },
    { CanonicalUser: '79a5' },
    '*',
  ]);
});

test('the callers a reader takes for real ones can ask, and are of accounts that no policy mentions first', () => {
  const source = JSON.stringify({ Principal: { AWS: '123456789012' } });
  const document = { Version: '2012-10-17' as const, Statement: [] };
  const [first = '', ...others] = readablePrincipals([{ document, source, positions: [] }]);
  expect(first).toContain(`::${A}:`);
  const { pieces } = whoOf(2, patterns, { ...NOBODY, principals: true }).of.universe;
  for (const one of [first, ...others])
    expect(pieces.some(({ all, none }) => contains(all, none, one))).toBe(true);
});
