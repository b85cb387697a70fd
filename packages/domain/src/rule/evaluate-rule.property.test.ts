import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ResolvedRequires, ResolvedRule } from '../event.ts';
import { evaluateRule, type Leaf, type RuleApproval } from './evaluate-rule.ts';

const HUMANS = ['a', 'b', 'c', 'd', 'e'];
const humans = fc.subarray(HUMANS);

const leaf: fc.Arbitrary<ResolvedRequires> = fc.record({
  from: fc.constantFrom({ role: 'security' }, { group: 'g' }),
  approve: fc.integer({ min: 1, max: 3 }),
  humans,
});
const requires: fc.Arbitrary<ResolvedRequires> = fc.letrec<{ node: ResolvedRequires }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 2, withCrossShrink: true },
    leaf,
    fc.array(tie('node'), { minLength: 1, maxLength: 3 }).map((all) => ({ all })),
    fc.array(tie('node'), { minLength: 1, maxLength: 3 }).map((any) => ({ any })),
  ),
})).node;
const rule: fc.Arbitrary<ResolvedRule> = fc.record({
  requires,
  deny: fc.constant(null),
  distinct: fc.boolean(),
  minimumAssurance: fc.constant('ssh' as const),
});
const approvals: fc.Arbitrary<RuleApproval[]> = fc.array(
  fc.record({
    human: fc.constantFrom(...HUMANS),
    credential: fc.constantFrom('k1', 'k2'),
    assurance: fc.constantFrom('ssh' as const, 'webauthn-uv' as const),
  }),
  { maxLength: 7 },
);

function evaluated(
  resolved: ResolvedRule,
  given: readonly RuleApproval[],
): ReturnType<typeof evaluateRule> {
  return evaluateRule({ name: 'r', resolved, approvals: given, rejects: [], disqualified: [] });
}

/** The oracle: tries every way to give each human who approved to the parts, without matching or counting cleverly. */
function canBeMet(resolved: ResolvedRule, given: readonly RuleApproval[]): boolean {
  const present = HUMANS.filter((h) => given.some((a) => a.human === h));
  if (!resolved.distinct)
    return holds(resolved.requires, (l) => present.filter((h) => l.humans.includes(h)).length);
  const leaves = leavesIn(resolved.requires);
  const places = [...leaves, null];
  const tries = (index: number, counts: Map<Leaf, number>): boolean => {
    const next = present[index];
    if (next === undefined) return holds(resolved.requires, (l) => counts.get(l) ?? 0);
    return places.some((place) => {
      if (place === null) return tries(index + 1, counts);
      if (!place.humans.includes(next)) return false;
      return tries(index + 1, new Map(counts).set(place, (counts.get(place) ?? 0) + 1));
    });
  };
  return tries(0, new Map());
}

function leavesIn(node: ResolvedRequires): Leaf[] {
  if ('approve' in node) return [node];
  return ('all' in node ? node.all : node.any).flatMap(leavesIn);
}

function holds(node: ResolvedRequires, count: (l: Leaf) => number): boolean {
  if ('approve' in node) return count(node) >= node.approve;
  return 'all' in node
    ? node.all.every((c) => holds(c, count))
    : node.any.some((c) => holds(c, count));
}

test('a rule is satisfied exactly when some way to give people to its parts meets it', () => {
  fc.assert(
    fc.property(rule, approvals, (resolved, given) => {
      fc.pre(leavesIn(resolved.requires).length <= 6);
      expect(evaluated(resolved, given).status === 'satisfied').toBe(canBeMet(resolved, given));
    }),
    { numRuns: 1000 },
  );
});

test('the order in which approvals came does not matter', () => {
  fc.assert(
    fc.property(rule, approvals, (resolved, given) => {
      expect(evaluated(resolved, given.toReversed())).toEqual(evaluated(resolved, given));
    }),
  );
});

test('one more approval never takes satisfaction away', () => {
  fc.assert(
    fc.property(rule, approvals, approvals, (resolved, given, more) => {
      if (evaluated(resolved, given).status !== 'satisfied') return;
      expect(evaluated(resolved, [...given, ...more]).status).toBe('satisfied');
    }),
  );
});

test('the same human again changes nothing', () => {
  fc.assert(
    fc.property(rule, approvals, (resolved, given) => {
      expect(evaluated(resolved, [...given, ...given])).toEqual(evaluated(resolved, given));
    }),
  );
});

test('a disqualified human and a standing reject never help', () => {
  fc.assert(
    fc.property(rule, approvals, fc.constantFrom(...HUMANS), (resolved, given, barred) => {
      const disqualified = [{ human: barred, why: 'author' as const }];
      const input = { name: 'r', resolved, approvals: given, disqualified };
      const tree = evaluateRule({ ...input, rejects: [] });
      expect(tree.counted.map((c) => c.human)).not.toContain(barred);
      expect(evaluateRule({ ...input, rejects: [barred] }).status).not.toBe('satisfied');
    }),
  );
});
