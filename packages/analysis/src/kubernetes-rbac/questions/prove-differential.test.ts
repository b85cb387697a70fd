import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { RbacPolicy } from '../model.ts';
import { readRbacPolicy } from '../parse/read-policy.ts';
import {
  type Asked,
  type Bare,
  type BareRule,
  given,
  matches,
  objectOf,
  REQUESTS,
} from '../testing/brute-force.ts';
import { proveRbac } from './prove.ts';

const RUNS = Number(process.env['RBAC_RUNS'] ?? 400);

const some = <T>(values: readonly T[], minLength = 1): fc.Arbitrary<T[]> =>
  fc.subarray([...values], { minLength, maxLength: Math.min(3, values.length) });
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

function parsed(bare: readonly Bare[]): RbacPolicy {
  const policy = readRbacPolicy(bare.map(objectOf));
  if (!policy.ok) throw new Error(JSON.stringify(policy.refusals));
  return policy.value;
}

const oneRole = rules.map((list) => {
  const bare: Bare = { kind: 'ClusterRole', name: 'c', rules: list };
  return { policy: parsed([bare]), gives: given(bare, undefined, [bare]) };
});
const verdictOf = (property: string, policies: RbacPolicy[], wanted?: unknown): string => {
  const proof = proveRbac({ property, policies, pattern: wanted });
  return proof.ok ? proof.value.verdict : JSON.stringify(proof.refusals);
};

test('two roles are disjoint exactly where no request is in both', () => {
  fc.assert(
    fc.property(oneRole, oneRole, (left, right) => {
      const isShared = left.gives.some((is, index) => is && right.gives[index]);
      const disjoint = verdictOf('disjoint', [left.policy, right.policy]);
      expect(disjoint).toBe(isShared ? 'refuted' : 'proved');
      const nothing = verdictOf('always-denies', [left.policy]);
      expect(nothing).toBe(left.gives.includes(true) ? 'refuted' : 'proved');
    }),
    { numRuns: RUNS },
  );
});

const pattern = fc.oneof(
  fc.record({
    verb: fc.constantFrom('get', 'create', 'u*', '*'),
    apiGroup: fc.constantFrom('', 'g', '*'),
    resource: fc.constantFrom('a', 'a/s', 'a/*', '*/s', '*', 'b*'),
    name: fc.constantFrom('', 'n', '*'),
    namespace: fc.constantFrom('', 'x', '*'),
  }),
  fc.record(
    {
      notVerbs: some(['get', 'create']),
      apiGroup: fc.constantFrom('', '*'),
      notResources: some(['a', 'b']),
      notNames: some(['', 'n']),
      notNamespaces: some(['', 'x']),
    },
    { requiredKeys: ['apiGroup'] },
  ),
  fc.record({ verb: fc.constantFrom('get', '*'), path: fc.constantFrom('/p', '/p/*', '/*', '*') }),
);

function isIncluded(text: string, set: string): boolean {
  return set.endsWith('*') ? text.startsWith(set.slice(0, -1)) : text === set;
}

type Wanted = Readonly<Record<string, string | string[] | undefined>>;

function isAskedFor(asked: Asked, given: Wanted): boolean {
  const exceptions = Object.entries(given).filter(([word]) => word.startsWith('not'));
  const about = Object.fromEntries(
    Object.entries(given).filter(([word]) => !word.startsWith('not')),
  );
  if (exceptions.some(([word, texts]) => isLeftOut(asked, word, texts))) return false;
  return isPositive(asked, about as Readonly<Record<string, string | undefined>>);
}

function isLeftOut(asked: Asked, word: string, texts: string | string[] | undefined): boolean {
  const field =
    { notVerbs: 'verb', notResources: 'resource', notNames: 'name' }[word] ?? 'namespace';
  return [texts].flat().includes(textOf(asked, field));
}

function isPositive(asked: Asked, wanted: Readonly<Record<string, string | undefined>>): boolean {
  const { verb, path, resource } = wanted;
  if (!isIncluded(asked.verb, verb ?? '*')) return false;
  if (path !== undefined) return asked.path !== undefined && isIncluded(asked.path, path);
  if (asked.path !== undefined || !isOnResource(asked, resource ?? '*')) return false;
  return ['apiGroup', 'name', 'namespace'].every((field) =>
    isIncluded(textOf(asked, field), wanted[field] ?? '*'),
  );
}

function textOf(asked: Asked, field: string): string {
  return new Map<string, string>(Object.entries(asked)).get(field) ?? '';
}

function isOnResource({ resource = '', subresource }: Asked, wanted: string): boolean {
  const [base = '', sub] = wanted.split('/');
  if (!isIncluded(resource, base)) return false;
  if (sub === undefined) return wanted === '*' || subresource === undefined;
  return subresource !== undefined && isIncluded(subresource, sub);
}

/** Requests that only a pattern with a prefix tells from the fresh ones above. */
const FRESH_IN_PATTERNS: Asked[] = REQUESTS.flatMap((asked) => [
  ...(asked.verb === 'use' ? [{ ...asked, verb: 'ufresh' }] : []),
  ...(asked.resource === 'b' ? [{ ...asked, resource: 'bfresh' }] : []),
  ...(asked.verb === 'use' && asked.resource === 'b'
    ? [{ ...asked, verb: 'ufresh', resource: 'bfresh' }]
    : []),
]);

test('a pattern must be denied, or allowed, exactly where every request of it is', () => {
  fc.assert(
    fc.property(rules, pattern, (list, wanted) => {
      const policy = parsed([{ kind: 'ClusterRole', name: 'c', rules: list }]);
      const asked = [...REQUESTS, ...FRESH_IN_PATTERNS].filter((one) => isAskedFor(one, wanted));
      const isIn = (one: Asked): boolean => list.some((rule) => matches(rule, one));
      expect(verdictOf('must-deny', [policy], wanted)).toBe(
        asked.some(isIn) ? 'refuted' : 'proved',
      );
      expect(verdictOf('must-allow', [policy], wanted)).toBe(
        asked.every(isIn) ? 'proved' : 'refuted',
      );
    }),
    { numRuns: RUNS },
  );
});
