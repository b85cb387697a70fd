import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { diff, type Found, parsePolicyText } from '../../packages/analysis/src/index.ts';
import { disagrees, secondOpinion } from './compare.ts';
import { type DocumentPair, documentPairs, type Ingredients } from './random-policies.ts';
import { SERVICE_FACTS } from './service-facts.ts';
import type { SmtQuestion } from './smt-text.ts';
import { Z3 } from './z3.ts';

/** Z3's count of work decides, so that a loaded machine changes nothing; time only ends what hangs. */
const LIMITS = { milliseconds: 30_000, resources: 200_000 };
const SLOW = 240_000;

const z3 = new Z3();
afterAll(() => z3.close());

type Json = Readonly<Record<string, unknown>>;

const USER = '$' + '{aws:username}';
const allow = (more: Json): Json => ({ Effect: 'Allow', Action: 's3:*', Resource: '*', ...more });
const deny = (more: Json): Json => ({ ...allow(more), Effect: 'Deny' });
const when = (operator: string, key: string, value: string | string[]): Json => ({
  Condition: { [operator]: { [key]: value } },
});
const policy = (...Statement: readonly Json[]): Json => ({ Version: '2012-10-17', Statement });

async function solverSays(from: unknown, to: unknown): Promise<Found> {
  const asking = { solver: z3, limits: LIMITS, facts: SERVICE_FACTS };
  return (await secondOpinion(from, to, asking)).found;
}

/** What one set of statements allows beyond another, by AWS's documentation. */
const DOCUMENTED: readonly (readonly [string, Json[], Json[], Found])[] = [
  [
    'a negated operator holds without the key',
    [allow(when('Null', 'x:k', 'false'))],
    [allow(when('StringNotEquals', 'x:k', 'a'))],
    'some',
  ],
  [
    'a plain operator does not',
    [allow(when('Null', 'x:k', 'false'))],
    [allow(when('StringEquals', 'x:k', 'a'))],
    'none',
  ],
  [
    'IfExists is the operator or absence',
    [allow(when('Bool', 'x:k', 'true')), allow(when('Null', 'x:k', 'true'))],
    [allow(when('BoolIfExists', 'x:k', 'true'))],
    'none',
  ],
  [
    'ForAllValues holds for no values',
    [allow(when('Null', 'x:k', 'false'))],
    [allow(when('ForAllValues:StringEquals', 'x:k', 'a'))],
    'some',
  ],
  [
    'ForAnyValue needs one value, others may be anything',
    [allow(when('ForAllValues:StringEquals', 'x:k', 'a'))],
    [allow(when('ForAnyValue:StringEquals', 'x:k', 'a'))],
    'some',
  ],
  [
    'numbers lie between numbers',
    [
      allow(when('NumericLessThanEquals', 'x:k', '1')),
      allow(when('NumericGreaterThanEquals', 'x:k', '2')),
    ],
    [allow(when('Null', 'x:k', 'false'))],
    'some',
  ],
  [
    'a number may be absent',
    [
      allow(when('NumericLessThanEquals', 'x:k', '2')),
      allow(when('NumericGreaterThanEquals', 'x:k', '2')),
    ],
    [allow(when('NumericNotEquals', 'x:k', '9'))],
    'some',
  ],
  [
    'an instant may be absent',
    [
      allow(when('DateLessThan', 'x:k', '2025-01-01T00:00:00Z')),
      allow(when('DateGreaterThanEquals', 'x:k', '1735689600')),
    ],
    [allow(when('DateLessThanIfExists', 'x:k', '2024-01-01'))],
    'some',
  ],
  [
    'an address may be absent',
    [allow(when('IpAddress', 'x:k', ['0.0.0.0/0', '::/0']))],
    [allow(when('NotIpAddress', 'x:k', '10.0.0.0/8'))],
    'some',
  ],
  [
    'a block of addresses holds its smaller ones',
    [allow(when('IpAddress', 'x:k', '10.0.0.0/8'))],
    [allow(when('IpAddress', 'x:k', '10.1.2.3'))],
    'none',
  ],
  [
    'a wildcard of an ARN condition stays in its field',
    [allow(when('ArnLike', 'x:k', 'arn:aws:iam::*:role/a'))],
    [allow(when('StringLike', 'x:k', 'arn:aws:iam::*:role/a'))],
    'some',
  ],
  [
    'one address is of one family',
    [allow(when('IpAddress', 'x:k', '0.0.0.0/0')), allow(when('IpAddress', 'x:k', '::/0'))],
    [allow(when('Null', 'x:k', 'false'))],
    'none',
  ],
  [
    'a variable without a value matches nothing',
    [allow({ Resource: `arn:aws:s3:::home/${USER}`, ...when('Null', 'aws:username', 'false') })],
    [allow({ Resource: `arn:aws:s3:::home/${USER}` })],
    'none',
  ],
  [
    'a Deny on absence of a key is not undone by a Deny on its presence',
    [allow({}), deny(when('Null', 'x:k', 'true'))],
    [allow({}), deny(when('Null', 'x:k', 'false'))],
    'some',
  ],
  [
    'an account stands for its roles',
    [allow({ Principal: { AWS: '111111111111' } })],
    [allow({ Principal: { AWS: 'arn:aws:iam::111111111111:role/a' } })],
    'none',
  ],
  [
    'the ARN of the principal is the one it has',
    [allow({ Principal: { AWS: 'arn:aws:iam::111111111111:role/a' } })],
    [
      allow({
        Principal: '*',
        ...when('ArnEquals', 'aws:PrincipalArn', 'arn:aws:iam::111111111111:role/a'),
      }),
    ],
    'none',
  ],
];

test.each(DOCUMENTED)(
  'the engine and Z3 say: %s',
  async (_, from, to, expected) => {
    const { allowed } = diff(parsed(policy(...from)), parsed(policy(...to)));
    const solver = await solverSays(policy(...from), policy(...to));
    expect({ engine: allowed, solver }).toEqual({ engine: expected, solver: expected });
  },
  SLOW,
);

const MIXED: Ingredients = { principals: true, variables: true, isFocused: false };
const FOCUSED: Ingredients = { principals: false, variables: false, isFocused: true };

test.each([
  ['policies of every ingredient', MIXED, 12],
  ['conditions of every family', FOCUSED, 50],
] as const)(
  'the engine and Z3 agree on random %s',
  async (_, ingredients, count) => {
    const pairs = fc.sample(documentPairs(ingredients), { seed: 20_261_128, numRuns: count });
    const compared = await compareAll(pairs);
    expect(compared.disagreements).toEqual([]);
    expect(compared.findings).toEqual([]);
    // Both answers must be frequent, or agreement would say little.
    expect(compared.none).toBeGreaterThanOrEqual(count / 5);
    expect(compared.some).toBeGreaterThanOrEqual(count / 3);
  },
  SLOW,
);

test(
  'the engine and Z3 agree on changes of AWS managed policies',
  async () => {
    const pairs = managedPairs();
    const compared = await compareAll(pairs);
    expect(compared.disagreements).toEqual([]);
    expect(compared.none).toBeGreaterThanOrEqual(5);
    expect(compared.some).toBeGreaterThanOrEqual(5);
  },
  SLOW,
);

interface Compared {
  readonly disagreements: readonly string[];
  readonly findings: readonly unknown[];
  readonly none: number;
  readonly some: number;
}

async function compareAll(pairs: readonly DocumentPair[]): Promise<Compared> {
  const disagreements: string[] = [];
  const findings: unknown[] = [];
  const counts = { none: 0, some: 0, undetermined: 0 };
  for (const { from, to } of pairs) {
    const engine = diff(parsed(from), parsed(to));
    findings.push(...engine.findings);
    const solver = await solverSays(from, to);
    if (disagrees(engine.allowed, solver)) {
      disagreements.push(`engine ${engine.allowed}, Z3 ${solver}: ${JSON.stringify({ from, to })}`);
    }
    if (engine.allowed === solver) counts[solver] += 1;
  }
  return { disagreements, findings, ...counts };
}

/** Seven small changes, each in both directions. */
function managedPairs(): DocumentPair[] {
  const file = join(import.meta.dirname, '../../vectors/analysis/aws-managed-pairs.jsonl');
  const lines = readFileSync(file, 'utf8').trim().split('\n');
  return lines
    .filter((line) => line.length < 3500)
    .slice(0, 7)
    .flatMap((line) => {
      const { from, to }: { from: { document: Json }; to: { document: Json } } = JSON.parse(line);
      return [
        { from: from.document, to: to.document },
        { from: to.document, to: from.document },
      ];
    });
}

function parsed(document: Json): Parameters<typeof diff>[0] {
  const result = parsePolicyText(JSON.stringify(document));
  if (!result.ok) throw new Error(JSON.stringify(result.refusals));
  return result.value;
}

test('a text that Z3 does not read to the end is an error, not an answer', async () => {
  const broken: SmtQuestion = {
    text: '(declare-const a String)\n(assert (= a "x"))\n(assert (no-such a))\n',
    assertions: 2,
    constants: ['a'],
  };
  await expect(z3.ask(broken, LIMITS)).rejects.toThrow('z3 cannot read the question');
});
