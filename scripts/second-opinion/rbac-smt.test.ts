import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { type Found, kubernetesRbac } from '../../packages/analysis/src/index.ts';
import { type RbacRule, rbacQuestion } from './rbac-smt.ts';
import type { SolverAnswer } from './solver.ts';
import { Z3 } from './z3.ts';

const LIMITS = { milliseconds: 30_000, resources: 200_000 };
const SLOW = 240_000;
const PAIRS = 60;

const z3 = new Z3();
afterAll(() => z3.close());

const rule = (verb: string, resource: string, more: RbacRule = {}): RbacRule => ({
  verbs: [verb],
  apiGroups: [''],
  resources: [resource],
  ...more,
});

/** What rules of Kubernetes allow beyond others, by its documentation. */
const DOCUMENTED: readonly (readonly [string, RbacRule[], RbacRule[], Found])[] = [
  ['a star covers subresources', [rule('*', '*')], [rule('get', 'pods/exec')], 'none'],
  ['a resource does not', [rule('get', 'pods')], [rule('get', 'pods/status')], 'some'],
  [
    'a star before the slash is any resource',
    [rule('get', '*/scale')],
    [rule('get', 'deployments/scale')],
    'none',
  ],
  ['a star after the slash is no wildcard', [], [rule('get', 'pods/*')], 'none'],
  [
    'a name grants nothing where requests have none',
    [],
    [rule('create', 'pods', { resourceNames: ['a'] })],
    'none',
  ],
  [
    'but subresources are created by name',
    [],
    [rule('create', 'pods/exec', { resourceNames: ['a'] })],
    'some',
  ],
  [
    'a star at the end of a path is a prefix',
    [{ verbs: ['get'], nonResourceURLs: ['/logs/*'] }],
    [{ verbs: ['get'], nonResourceURLs: ['/logs'] }],
    'some',
  ],
];

test.each(DOCUMENTED)(
  'the engine and Z3 say of RBAC: %s',
  async (_, from, to, expected) => {
    const solver = await solverSays(from, to);
    expect({ engine: engineSays(from, to), solver }).toEqual({
      engine: expected,
      solver: expected,
    });
  },
  SLOW,
);

test(
  'the engine and Z3 agree on random rules',
  async () => {
    const counts = { none: 0, some: 0, undetermined: 0 };
    for (const [from, to] of fc.sample(pairs, { seed: 20_261_128, numRuns: PAIRS })) {
      const [engine, solver] = [engineSays(from, to), await solverSays(from, to)];
      const agrees = solver === 'undetermined' || engine === solver;
      expect(agrees ? [] : [engine, solver, JSON.stringify({ from, to })]).toEqual([]);
      counts[solver] += 1;
    }
    // Both answers must be frequent, or agreement would say little.
    expect(counts.none).toBeGreaterThanOrEqual(PAIRS / 10);
    expect(counts.some).toBeGreaterThanOrEqual(PAIRS / 3);
  },
  SLOW,
);

function some(texts: readonly string[]): fc.Arbitrary<string[]> {
  return fc.uniqueArray(fc.constantFrom(...texts), { minLength: 1, maxLength: 2 });
}

const resourceRule: fc.Arbitrary<RbacRule> = fc.record({
  verbs: some(['get', 'list', 'create', 'deletecollection', '*']),
  apiGroups: some(['', 'apps', '*']),
  resources: some(['pods', 'pods/exec', '*', '*/exec', 'pods/*']),
  resourceNames: fc.oneof(fc.constant<string[]>([]), some(['a', 'b'])),
});
const pathRule: fc.Arbitrary<RbacRule> = fc.record({
  verbs: some(['get', '*']),
  nonResourceURLs: some(['/logs', '/logs/*', '*', '/*', '/lo*']),
});
const rules = fc.array(
  fc.oneof({ weight: 4, arbitrary: resourceRule }, { weight: 1, arbitrary: pathRule }),
  { minLength: 1, maxLength: 3 },
);
/** The second has the first's rules as well, now and then, or the other way round. */
const pairs = fc
  .tuple(rules, rules, fc.constantFrom('apart', 'more', 'less'))
  .map(([one, other, how]): [RbacRule[], RbacRule[]] => {
    if (how === 'apart') return [one, other];
    return how === 'more' ? [one, [...other, ...one]] : [[...one, ...other], other];
  });

function engineSays(from: readonly RbacRule[], to: readonly RbacRule[]): Found {
  const [before, after] = [from, to].map((list) => kubernetesRbac.read({ rules: list }));
  if (!(before?.ok && after?.ok)) throw new Error('refused');
  return kubernetesRbac.diff(before.value, after.value).allowed;
}

const FOUND: Readonly<Record<SolverAnswer['answer'], Found>> = {
  sat: 'some',
  unsat: 'none',
  unknown: 'undetermined',
};

async function solverSays(from: readonly RbacRule[], to: readonly RbacRule[]): Promise<Found> {
  const likely = await z3.ask(rbacQuestion(from, to, 'likely'), LIMITS);
  if (likely.answer === 'sat') return 'some';
  return FOUND[(await z3.ask(rbacQuestion(from, to), LIMITS)).answer];
}
