import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { RbacPolicy } from '../model.ts';
import { readRbacPolicy } from '../parse/read-policy.ts';
import {
  allowed,
  type Bare,
  type BareRule,
  givenBy,
  IDENTITIES,
  isMore,
  isReaching,
  objectOf,
  REQUESTS,
  refOf,
  targetOf,
} from '../testing/brute-force.ts';
import { diffRbac } from './diff.ts';
import { proveRbac } from './prove.ts';
import { evaluateRbac } from './who-can.ts';

const RUNS = Number(process.env['RBAC_RUNS'] ?? 400);

const some = <T>(values: readonly T[], minLength = 1): fc.Arbitrary<T[]> =>
  fc.subarray([...values], { minLength, maxLength: 3 });
const resourceRule: fc.Arbitrary<BareRule> = fc.record({
  verbs: some(['get', 'create', 'use', '*']),
  apiGroups: some(['', 'g', '*']),
  resources: some(['a', 'b', 'a/s', '*/s', '*', 'a/*']),
  resourceNames: fc.oneof(fc.constant<string[]>([]), some(['', 'n', 'm'])),
});
const urlRule: fc.Arbitrary<BareRule> = fc.record({
  verbs: some(['get', 'use', '*']),
  nonResourceURLs: some(['/p', '/p/*', '/p*', '*', '/', 'q']),
});
const rules = fc.array(fc.oneof({ weight: 3, arbitrary: resourceRule }, urlRule), { maxLength: 3 });

const subject = fc.constantFrom(
  { kind: 'User', name: 'u' },
  { kind: 'User', name: 'system:serviceaccount:x:s' },
  { kind: 'User', name: 'system:anonymous' },
  { kind: 'Group', name: 'd' },
  { kind: 'Group', name: 'e' },
  { kind: 'Group', name: 'system:authenticated' },
  { kind: 'Group', name: 'system:unauthenticated' },
  { kind: 'Group', name: 'system:serviceaccounts' },
  { kind: 'Group', name: 'system:serviceaccounts:x' },
  { kind: 'ServiceAccount', name: 's' },
  { kind: 'ServiceAccount', name: 's', namespace: 'x' },
);
const clusterRole = (name: string): fc.Arbitrary<Bare> =>
  fc.record({
    kind: fc.constant('ClusterRole'),
    name: fc.constant(name),
    rules,
    labels: fc.constantFrom<Record<string, string>>(
      {},
      { l: 'true' },
      { k: 'true' },
      { l: 'true', k: 'true' },
    ),
    selects: fc.constantFrom(undefined, undefined, 'l', 'k'),
  });
const role = (name: string, namespace: string): fc.Arbitrary<Bare> =>
  rules.map((list) => ({ kind: 'Role', name, namespace, rules: list }));
const clusterBinding = (name: string): fc.Arbitrary<Bare> =>
  fc.record({
    kind: fc.constant('ClusterRoleBinding'),
    name: fc.constant(name),
    role: fc.constantFrom('c', 'k'),
    subjects: fc.array(subject, { maxLength: 2 }),
  });
const roleBinding = (name: string, namespace: string): fc.Arbitrary<Bare> =>
  fc.record({
    kind: fc.constant('RoleBinding'),
    name: fc.constant(name),
    namespace: fc.constant(namespace),
    role: fc.constantFrom('c', 'k', 'r'),
    subjects: fc.array(subject, { maxLength: 2 }),
  });
const set: fc.Arbitrary<Bare[]> = fc
  .tuple(
    ...[
      clusterRole('c'),
      clusterRole('k'),
      role('r', 'x'),
      role('r', 'y'),
      clusterBinding('1'),
      roleBinding('2', 'x'),
      roleBinding('3', 'y'),
    ].map((one) => fc.option(one, { nil: undefined, freq: 3 })),
  )
  .map((objects) => objects.filter((one) => one !== undefined));

function parsed(bare: readonly Bare[]): RbacPolicy {
  const policy = readRbacPolicy(bare.map(objectOf));
  if (!policy.ok) throw new Error(JSON.stringify(policy.refusals));
  return policy.value;
}

/** Pairs in which every role that a binding names is defined on some side, and somebody is bound. */
const pair = fc.tuple(set, set).filter(([from, to]) => {
  const all = [...from, ...to];
  const bindings = all.filter(({ kind }) => kind.endsWith('Binding'));
  const defined = new Set(all.map(refOf));
  return bindings.length > 0 && bindings.every((binding) => defined.has(targetOf(binding)));
});

test('a diff finds more or less exactly where some request of some identity shows it', () => {
  fc.assert(
    fc.property(pair, ([from, to]) => {
      const result = diffRbac(parsed(from), parsed(to));
      expect(result.allowed).toBe(isMore(from, to) ? 'some' : 'none');
      expect(result.denied).toBe(isMore(to, from) ? 'some' : 'none');
      expect(result.findings.filter(({ code }) => code === 'WITNESS_MISMATCH')).toEqual([]);
      expect(result.possible).toEqual([]);
    }),
    { numRuns: RUNS },
  );
});

test('the evaluator decides every request as brute force does', () => {
  const bound = set.filter((one) => one.some(({ kind }) => kind.endsWith('Binding')));
  const indexes = fc.array(fc.nat(REQUESTS.length - 1), { minLength: 20, maxLength: 40 });
  fc.assert(
    fc.property(bound, fc.constantFrom(...IDENTITIES), indexes, (bare, [user, groups], picked) => {
      const policy = parsed(bare);
      const wanted = allowed(givenBy(bare), user, groups);
      for (const index of picked) {
        const found = evaluateRbac([policy], { user, groups, ...REQUESTS[index] });
        expect(found.ok && found.value.decision).toBe(wanted[index] ? 'allow' : 'no-opinion');
      }
    }),
    { numRuns: 300 },
  );
});

const verdictOf = (property: string, policies: RbacPolicy[], wanted?: unknown): string => {
  const proof = proveRbac({ property, policies, pattern: wanted });
  return proof.ok ? proof.value.verdict : JSON.stringify(proof.refusals);
};

function isIncluded(text: string, set: string): boolean {
  return set.endsWith('*') ? text.startsWith(set.slice(0, -1)) : text === set;
}

const who = fc.record({
  user: fc.constantFrom('u', '*', 'system:serviceaccount:x:s', 'system:*', 'system:anonymous'),
  groups: fc.constantFrom(
    [],
    ['d'],
    ['d', 'e'],
    ['system:serviceaccounts:x'],
    ['system:unauthenticated'],
  ),
});
const complete = set.filter((bare) => {
  const bindings = bare.filter(({ kind }) => kind.endsWith('Binding'));
  return (
    bindings.some(isReaching) &&
    bindings.every((one) => bare.some((other) => refOf(other) === targetOf(one)))
  );
});

test('users and groups of a pattern are those of some, or of all, identities there are', () => {
  fc.assert(
    fc.property(complete, who, fc.constantFrom('get', '*'), (bare, { user, groups }, verb) => {
      const bindings = givenBy(bare);
      const named = IDENTITIES.filter(
        ([name, carried]) =>
          isIncluded(name, user) && groups.every((group) => carried.includes(group)),
      );
      const asked = REQUESTS.map((one, index) => (isIncluded(one.verb, verb) ? index : -1)).filter(
        (index) => index >= 0,
      );
      const decided = named.map(([name, carried]) => allowed(bindings, name, carried));
      const isDenied = !decided.some((gives) => asked.some((index) => gives[index]));
      const isAllowed = decided.every((gives) => asked.every((index) => gives[index]));
      const wanted = { user, groups, verb };
      expect(verdictOf('must-deny', [parsed(bare)], wanted)).toBe(isDenied ? 'proved' : 'refuted');
      expect(verdictOf('must-allow', [parsed(bare)], wanted)).toBe(
        isAllowed ? 'proved' : 'refuted',
      );
    }),
    { numRuns: RUNS },
  );
});
