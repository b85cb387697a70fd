import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { RbacPolicy } from '../model.ts';
import { readRbacPolicy } from '../parse/read-policy.ts';
import type { BareRule } from '../testing/brute-force.ts';
import { partsOf, uncoveredParts } from '../testing/covers.ts';
import { proveRbac } from './prove.ts';

const some = (texts: readonly string[]): fc.Arbitrary<string[]> =>
  fc.subarray([...texts], { minLength: 1 });
const rule: fc.Arbitrary<BareRule> = fc.oneof(
  fc.record({
    verbs: some(['get', 'create', 'deletecollection', '*']),
    apiGroups: some(['', 'apps', '*']),
    resources: some(['pods', 'pods/exec', '*/exec', '*/scale', 'pods/*', '*']),
    resourceNames: fc.oneof(fc.constant<string[]>([]), some(['x', 'y'])),
  }),
  fc.record({
    verbs: some(['get', 'post', '*']),
    nonResourceURLs: some(['/a', '/a/*', '/a*', '/b', '*']),
  }),
);
const rules = fc.array(rule, { maxLength: 4 });

function parsed(list: readonly BareRule[]): RbacPolicy {
  const policy = readRbacPolicy({ rules: list });
  if (!policy.ok) throw new Error(JSON.stringify(policy.refusals));
  return policy.value;
}

function isProved(property: string, ...policies: RbacPolicy[]): boolean {
  const proof = proveRbac({ property, policies });
  return proof.ok && proof.value.verdict === 'proved';
}

test("what the API server's escalation check covers is implied", () => {
  fc.assert(
    fc.property(rules, rules, (owner, servant) => {
      const covered = servant.flatMap(partsOf);
      const missing = new Set(uncoveredParts(owner, servant).map((part) => JSON.stringify(part)));
      const kept = covered.filter((part) => !missing.has(JSON.stringify(part)));
      expect(isProved('implies', parsed(kept), parsed(owner))).toBe(true);
    }),
    { numRuns: 500 },
  );
});

test('what is implied and not covered by that check grants nothing', () => {
  fc.assert(
    fc.property(rules, rules, (owner, servant) => {
      fc.pre(isProved('implies', parsed(servant), parsed(owner)));
      for (const part of uncoveredParts(owner, servant))
        expect(isProved('always-denies', parsed([part]))).toBe(true);
    }),
    { numRuns: 300 },
  );
});
