import { expect, test } from 'vitest';
import { canonicalOf } from '../../test/verified.ts';
import { languageOf } from '../languages.ts';
import type { LanguageName } from '../questions/language.ts';
import { patternOf, type RequirementCase } from '../requirement/requirement-case.ts';
import { survivingMutants, type Tried } from './surviving-mutants.ts';

const STEPS = 300_000;

function known(name: LanguageName) {
  const language = languageOf(name);
  if (typeof language === 'string') throw new Error(language);
  return language;
}

function tried(
  name: LanguageName,
  member: unknown,
  denials: readonly RequirementCase[] = [],
  more: { most?: number; brokenBy?: (text: () => string) => string | null } = {},
): Tried {
  const language = known(name);
  const text = canonicalOf(name, member);
  const policy = language.parseCanonical(text);
  if (!policy.ok) throw new Error(text);
  return survivingMutants({
    language,
    policy: policy.value,
    text,
    denials,
    brokenBy: () => null,
    steps: STEPS,
    ...more,
  });
}

function denies(name: LanguageName, text: string, one: RequirementCase): string {
  const language = known(name);
  const policy = language.parseCanonical(text);
  if (!policy.ok) throw new Error(text);
  const proof = language.prove({
    property: 'must-deny',
    policies: [policy.value],
    pattern: patternOf(one),
  });
  if (!proof.ok) throw new Error(JSON.stringify(proof.refusals));
  return proof.value.verdict;
}

const AWS = {
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Action: ['s3:GetObject', 's3:ListBucket'],
      Resource: ['arn:aws:s3:::reports', 'arn:aws:s3:::reports/2024/*'],
      Condition: {
        StringEquals: { 'aws:SourceVpc': 'vpc-1' },
        IpAddress: { 'aws:SourceIp': '10.1.2.0/24' },
      },
    },
    { Effect: 'Deny', Action: 's3:ListBucket', Resource: 'arn:aws:s3:::reports' },
    { Effect: 'Allow', Action: 'sts:AssumeRole', Resource: 'arn:aws:iam::111122223333:role/app' },
  ],
};
const TRUST = {
  Version: '2012-10-17',
  Statement: {
    Effect: 'Allow',
    Action: 'sts:AssumeRole',
    Principal: { AWS: 'arn:aws:iam::111122223333:role/x' },
  },
};
const V1 = 'rbac.authorization.k8s.io/v1';
const RBAC = [
  {
    apiVersion: V1,
    kind: 'Role',
    metadata: { name: 'r', namespace: 'app' },
    rules: [
      { verbs: ['get', 'list'], apiGroups: [''], resources: ['pods', 'pods/log'] },
      { verbs: ['get'], apiGroups: [''], resources: ['configmaps'], resourceNames: ['settings'] },
    ],
  },
  {
    apiVersion: V1,
    kind: 'RoleBinding',
    metadata: { name: 'b', namespace: 'app' },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'r' },
    subjects: [{ kind: 'ServiceAccount', name: 'bot', namespace: 'app' }],
  },
];
const GRANTS = [
  {
    kind: 'github-app',
    app: 'bot',
    account: 'acme',
    repositories: ['acme/a'],
    permissions: { contents: 'read', issues: 'write' },
  },
  { kind: 'oauth', client: 'c', provider: 'github', scopes: ['read:org'], audience: ['x'] },
];
const CANDIDATES: readonly [LanguageName, unknown][] = [
  ['aws-iam', AWS],
  ['aws-iam', TRUST],
  ['kubernetes-rbac', RBAC],
  ['grants', GRANTS],
];

test('every kind of widening is made where the policy has something to widen', () => {
  const kinds = CANDIDATES.flatMap(([name, member]) =>
    tried(name, member, [], { most: 200 }).survivors.map(({ kind }) => `${name} ${kind}`),
  );
  expect([...new Set(kinds)].sort()).toEqual([
    'aws-iam any-action',
    'aws-iam any-principal',
    'aws-iam any-resource',
    'aws-iam condition-dropped',
    'aws-iam condition-widened',
    'aws-iam deny-dropped',
    'aws-iam wider-action',
    'aws-iam wider-principal',
    'aws-iam wider-resource',
    'grants any-resource',
    'grants higher-level',
    'grants wider-action',
    'kubernetes-rbac any-action',
    'kubernetes-rbac any-principal',
    'kubernetes-rbac any-resource',
    'kubernetes-rbac wider-principal',
    'kubernetes-rbac wider-resource',
  ]);
});

test.each(CANDIDATES)(
  '%s: a mutant’s witness is a request it allows and the candidate does not',
  (name, member) => {
    const language = known(name);
    const own = language.parseCanonical(canonicalOf(name, member));
    for (const { policy, witness } of tried(name, member).survivors) {
      const mutant = language.parseCanonical(policy);
      if (!(own.ok && mutant.ok)) throw new Error(policy);
      const decisions = [own.value, mutant.value].map((one) => {
        const evaluated = language.evaluate([one], witness);
        return evaluated.ok ? evaluated.value.decision : 'unreadable';
      });
      expect(decisions[0]).not.toBe('allow');
      expect(decisions[1]).toBe('allow');
    }
  },
);

test.each(CANDIDATES)(
  '%s: a suggestion is kept by the candidate, catches its mutant, and none is left after all',
  (name, member) => {
    const { survivors } = tried(name, member);
    expect(survivors.length).toBeGreaterThan(0);
    const suggestions = new Map<string, RequirementCase>();
    for (const { policy, suggestion } of survivors) {
      if (suggestion === null) throw new Error('no suggestion');
      suggestions.set(suggestion.id, suggestion);
      expect(denies(name, canonicalOf(name, member), suggestion)).toBe('proved');
      expect(denies(name, policy, suggestion)).toBe('refuted');
    }
    expect(suggestions.size).toBeLessThan(survivors.length);
    const again = tried(name, member, [...suggestions.values()]);
    expect(again.survivors).toEqual([]);
    expect(again.caught.length).toBe(survivors.length);
    expect(again.caught.every(({ witness }) => witness !== null)).toBe(true);
  },
);

test('mutants of the suggestion that catches most stand first, each suggestion in one run', () => {
  const ids = tried('aws-iam', AWS).survivors.map(({ suggestion }) => suggestion?.id ?? '');
  const runs = ids.filter((id, index) => id !== ids[index - 1]);
  expect(new Set(runs).size).toBe(runs.length);
  const sizes = runs.map((run) => ids.filter((id) => id === run).length);
  expect(sizes).toEqual([...sizes].sort((left, right) => right - left));
});

test('a denial that the candidate itself breaks catches nothing', () => {
  const all = { id: 'nothing', actions: ['*'], resources: ['*'] };
  expect(tried('aws-iam', AWS, [all]).caught).toEqual([]);
});

test('a guardrail that blocks catches what it breaks at', () => {
  const { survivors, caught } = tried('aws-iam', AWS, [], {
    brokenBy: (text) => (text().includes('"s3:*"') ? 'no-s3' : null),
  });
  expect(caught).toEqual([{ id: 'any-action/1/1', by: 'no-s3', witness: null }]);
  expect(survivors.map(({ id }) => id)).not.toContain('any-action/1/1');
});

test('the number of mutants is bounded, every kind has its turn, and the rest is counted', () => {
  const whole = tried('aws-iam', AWS, [], { most: 200 });
  const part = tried('aws-iam', AWS, [], { most: 5 });
  expect(whole.left).toBe(0);
  expect(part.broader).toBeLessThanOrEqual(5);
  expect(part.left).toBeGreaterThan(0);
  expect(new Set(part.survivors.map(({ kind }) => kind)).size).toBe(part.survivors.length);
});

test('the same candidate always has the same mutants in the same order', () => {
  expect(tried('kubernetes-rbac', RBAC)).toEqual(tried('kubernetes-rbac', RBAC));
});

test('a policy with nothing to widen has no mutants', () => {
  const all = { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: '*', Resource: '*' } };
  expect(tried('aws-iam', all)).toMatchObject({ survivors: [], broader: 0, left: 0, undecided: 0 });
});

test('without steps nothing is called caught or broader', () => {
  const language = known('aws-iam');
  const text = canonicalOf('aws-iam', {
    Version: '2012-10-17',
    Statement: { Effect: 'Allow', Action: 's3:Get*', Resource: ['arn:aws:s3:::*a*b*c', '*c*b*a*'] },
  });
  const policy = language.parseCanonical(text);
  if (!policy.ok) throw new Error(text);
  const denials = [{ id: 'x', actions: ['s3:Put*'], resources: ['*a*c*b*'] }];
  const found = survivingMutants({
    language,
    policy: policy.value,
    text,
    denials,
    brokenBy: () => null,
    steps: 1,
  });
  expect(found.caught).toEqual([]);
  expect(found.undecided).toBeGreaterThan(0);
});
