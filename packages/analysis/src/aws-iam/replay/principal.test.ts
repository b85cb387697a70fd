import { expect, test } from 'vitest';
import { type Caller, readCaller } from './caller.ts';
import { type Meeting, matchPrincipal } from './principal.ts';
import type { PrincipalName } from './read-document.ts';

const A = '111122223333';
const USER = `arn:aws:iam::${A}:user/team/bob`;
const ROLE = `arn:aws:iam::${A}:role/svc/app`;
const SESSION = `arn:aws:sts::${A}:assumed-role/app/run1`;
const FEDERATED = `arn:aws:sts::${A}:federated-user/eve`;
const ROOT = `arn:aws:iam::${A}:root`;
const SAML = `arn:aws:iam::${A}:saml-provider/Corp`;

function caller(principal: unknown): Caller {
  const read = readCaller(principal);
  if (typeof read === 'string') throw new Error(read);
  return read;
}

/** `D`, `R`, `A` for a direct meeting, by role, by account, `?` behind what is open. */
function meet(names: PrincipalName[], principal: unknown, negated = false): string {
  const element = { name: negated ? 'NotPrincipal' : 'Principal', negated, members: names };
  const meeting = matchPrincipal(element, caller(principal));
  const letter = (key: keyof Meeting, sign: string): string => {
    if (meeting[key] === 'unknown') return `${sign}?`;
    return meeting[key] ? sign : '';
  };
  return letter('direct', 'D') + letter('role', 'R') + letter('account', 'A');
}
const aws = (name: string): PrincipalName[] => [{ kind: 'AWS', name }];
const of = (kind: string, name: string): PrincipalName[] => [{ kind, name }];

test('everyone is everyone, anonymous callers and services too', () => {
  for (const one of [
    USER,
    ROLE,
    SESSION,
    FEDERATED,
    ROOT,
    '*',
    'ec2.amazonaws.com',
    SAML,
    undefined,
  ])
    expect(meet(aws('*'), one), String(one)).toBe('D');
});

test.each<[string, string, string]>([
  [USER, USER, 'D'],
  [USER, `arn:aws:iam::${A}:user/bob`, ''],
  [USER, A, 'A'],
  [USER, ROOT, 'A'],
  [USER, '444455556666', ''],
  // An account lies in one partition, so its id alone tells it.
  [USER, 'arn:aws-cn:iam::111122223333:root', 'A'],
  [USER, 'arn:aws-cn:iam::111122223333:user/team/bob', ''],
  [ROLE, ROLE, 'R'],
  [ROLE, SESSION, ''],
  [ROLE, ROOT, 'A'],
  [SESSION, SESSION, 'D'],
  [SESSION, ROLE, 'R'],
  [SESSION, `arn:aws:iam::${A}:role/app`, 'R'],
  [SESSION, `arn:aws:iam::${A}:role/svc/app2`, ''],
  [SESSION, 'arn:aws:iam::444455556666:role/svc/app', ''],
  [SESSION, `arn:aws:sts::${A}:assumed-role/app/run2`, ''],
  [SESSION, A, 'A'],
  [FEDERATED, FEDERATED, 'D'],
  [FEDERATED, A, 'A'],
  [FEDERATED, USER, 'R?'],
  [FEDERATED, 'arn:aws:iam::444455556666:user/team/bob', ''],
  [ROOT, ROOT, 'A'],
  [ROOT, USER, ''],
  // Reference policies: wildcards within a field.
  [USER, `arn:aws:iam::${A}:user/*`, 'D'],
  [USER, 'arn:aws:iam::*:root', 'A'],
  [USER, `arn:aws:iam::${A}:*`, 'DA'],
  [SESSION, `arn:aws:sts::${A}:assumed-role/app/*`, 'D'],
  [SESSION, `arn:aws:iam::${A}:role/*`, 'R'],
  [USER, 'arn:aws:iam::1111*:user/team/bo?', 'D'],
  [USER, 'arn:*:user/team/bob', ''],
])('%s meets %s as %s', (principal, name, expected) => {
  expect(meet(aws(name), principal)).toBe(expected);
});

test('services, providers and canonical users are met by their own kind alone', () => {
  expect(meet(of('Service', 'ec2.amazonaws.com'), 'ec2.amazonaws.com')).toBe('D');
  expect(meet(of('Service', '*'), { Service: 'ec2.amazonaws.com' })).toBe('D');
  expect(meet(of('Federated', SAML), SAML)).toBe('D');
  expect(meet(of('Federated', 'accounts.google.com'), 'accounts.google.com')).toBe('D');
  expect(meet(of('CanonicalUser', 'abc'), { CanonicalUser: 'abc' })).toBe('D');
  expect(meet(of('Service', 'ec2.amazonaws.com'), USER)).toBe('');
  expect(meet(of('Federated', 'ec2.amazonaws.com'), 'ec2.amazonaws.com')).toBe('');
  expect(meet(aws(A), 'ec2.amazonaws.com')).toBe('');
  expect(meet(of('Service', '*'), 'anonymous')).toBe('');
});

test('NotPrincipal is the complement, of anonymous callers too', () => {
  expect(meet(aws(USER), USER, true)).toBe('');
  expect(meet(aws(ROOT), USER, true)).toBe('');
  expect(meet(aws(USER), ROLE, true)).toBe('D');
  expect(meet(aws(USER), '*', true)).toBe('D');
  expect(meet(aws('*'), USER, true)).toBe('');
  expect(meet(aws(ROLE), SESSION, true)).toBe('');
  expect(meet(aws(USER), undefined, true)).toBe('D?');
});

test('a caller that is not named is met perhaps', () => {
  expect(meet(aws(USER), undefined)).toBe('D?R?A?');
  expect(meet(of('Service', 'ec2.amazonaws.com'), undefined)).toBe('D?R?A?');
});

test('a somebody of a known account is met by that account for certain', () => {
  const somebody: Caller = { kind: 'unnamed', account: A };
  const meetSomebody = (name: string): Meeting =>
    matchPrincipal({ name: 'Principal', negated: false, members: aws(name) }, somebody);
  expect(meetSomebody(A)).toEqual({ direct: false, role: false, account: true });
  expect(meetSomebody(ROLE)).toEqual({ direct: 'unknown', role: 'unknown', account: false });
  expect(meetSomebody('444455556666')).toEqual({ direct: false, role: false, account: false });
});

test('a principal is read in every form, and what has none is said', () => {
  expect(readCaller('*')).toEqual({ kind: 'anonymous' });
  expect(readCaller({ AWS: '*' })).toEqual({ kind: 'anonymous' });
  expect(readCaller(A)).toMatchObject({ type: 'root', account: A });
  expect(readCaller({ AWS: SESSION })).toMatchObject({ type: 'session', name: 'app' });
  expect(readCaller(SAML)).toMatchObject({ kind: 'federated' });
  expect(readCaller('s3.amazonaws.com.cn')).toMatchObject({ kind: 'service' });
  for (const bad of ['', 'arn:aws:s3:::b', `arn:aws:iam::${A}:group/g`, {}, { AWS: 1 }, 7, []])
    expect(readCaller(bad), JSON.stringify(bad)).toBeTypeOf('string');
  expect(readCaller({ AWS: USER, Service: 'x' })).toBeTypeOf('string');
  expect(readCaller({ Robot: 'x' })).toBe('`Robot` is no kind of principal');
});
