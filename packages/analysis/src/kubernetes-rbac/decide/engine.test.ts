import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Budget } from '../../engine/budget.ts';
import { Patterns } from '../../engine/glob-set.ts';
import type { Literal } from '../../engine/literal.ts';
import { STAR } from '../../engine/pattern.ts';
import { PatternList } from '../../engine/pattern-list.ts';
import { type Constraint, search, shapeOf } from '../../engine/search.ts';
import { type TextField, TextLiteral } from '../../engine/text-literal.ts';
import type { RbacPolicy } from '../model.ts';
import { readRbacPolicy } from '../parse/read-policy.ts';
import { proveRbac } from '../questions/prove.ts';
import type { BareRule } from '../testing/brute-force.ts';

/** The same question asked of the engine that decides AWS policies: rules as shapes over four texts. */
const VERB = 0;
const GROUP = 1;
const RESOURCE = 2;
const NAME = 3;

function isCoveredByEngine(inner: readonly BareRule[], outer: readonly BareRule[]): boolean {
  const budget = new Budget(1_000_000);
  const patterns = new Patterns(budget);
  const anything = patterns.piece([patterns.everything], []);
  const fieldOf = (field: number): TextField => ({
    field,
    patterns,
    universe: { absent: field === NAME, pieces: anything === null ? [] : [anything] },
  });
  const literal = (field: number, texts: readonly string[]): Literal => {
    const tokens = (text: string): number[] =>
      Array.from(text, (char) => (char === '*' ? STAR : (char.codePointAt(0) ?? 0)));
    const list = new PatternList(texts.map((text) => patterns.intern(text, tokens(text))));
    return new TextLiteral(fieldOf(field), { list });
  };
  const shape = (rule: BareRule): Constraint<null>['formula'] =>
    shapeOf(
      [
        literal(VERB, rule.verbs),
        literal(GROUP, rule.apiGroups ?? []),
        literal(RESOURCE, rule.resources ?? []),
        ...(rule.resourceNames?.length ? [literal(NAME, rule.resourceNames)] : []),
      ],
      null,
    );
  return !inner.some((rule) => {
    const constraints = [
      { isIn: true, formula: shape(rule) },
      ...outer.map((other) => ({ isIn: false, formula: shape(other) })),
    ];
    return search(constraints, budget, () => true);
  });
}

const some = (texts: readonly string[]): fc.Arbitrary<string[]> =>
  fc.subarray([...texts], { minLength: 1 });
const rules: fc.Arbitrary<BareRule[]> = fc.array(
  fc.record({
    // Without `create`: that it carries no name is the one thing the shapes do not say.
    verbs: some(['get', 'list', 'use', '*']),
    apiGroups: some(['', 'apps', '*']),
    resources: some(['pods', 'pods/exec', '*/exec', '*/scale', 'nodes', '*']),
    resourceNames: fc.oneof(fc.constant<string[]>([]), some(['x', 'y'])),
  }),
  { maxLength: 4 },
);

function parsed(list: readonly BareRule[]): RbacPolicy {
  const policy = readRbacPolicy({ rules: list });
  if (!policy.ok) throw new Error(JSON.stringify(policy.refusals));
  return policy.value;
}

test('the engine of AWS policies proves the same implications', () => {
  fc.assert(
    fc.property(rules, rules, (inner, outer) => {
      const proof = proveRbac({ property: 'implies', policies: [parsed(inner), parsed(outer)] });
      const expected = isCoveredByEngine(inner, outer) ? 'proved' : 'refuted';
      expect(proof.ok && proof.value.verdict).toBe(expected);
    }),
    { numRuns: 400 },
  );
});
