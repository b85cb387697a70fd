import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { policyOf } from '../../../test/found.ts';
import type { AwsPolicy } from '../model.ts';
import { parsePolicyText } from '../parse/parse-policy.ts';
import { evaluate } from '../questions/evaluate.ts';
import { FINDING_CODES } from './codes.ts';
import type { PolicyFinding } from './finding.ts';
import { findingsOf } from './findings-of.ts';

const VECTORS = new URL('../../../../../vectors/analysis/', import.meta.url);
const PAGE = new URL('../../../../../docs/reference/aws-iam-findings.md', import.meta.url);

function read(name: string): string {
  return readFileSync(new URL(name, VECTORS), 'utf8');
}

interface Methods {
  readonly methods: Readonly<Record<string, readonly string[]>>;
}
const { methods } = JSON.parse(read('privilege-escalation-methods.json')) as Methods;

describe('the collected ways to escalate', () => {
  test.each(Object.entries(methods))('%s is an escalation', (_, actions) => {
    const found = findingsOf(policyOf([{ Effect: 'Allow', Action: actions, Resource: '*' }]));
    expect(found.filter(({ code }) => code.startsWith('ESCALATION_'))).not.toEqual([]);
  });

  test.each(Object.entries(methods))('%s is none once its first action is denied', (_, actions) => {
    const statements = [
      { Effect: 'Allow', Action: actions, Resource: '*' },
      { Effect: 'Deny', Action: actions[0], Resource: '*' },
    ];
    const found = findingsOf(policyOf(statements));
    const through = found.filter(
      ({ code, message }) =>
        code.startsWith('ESCALATION_') && message.toLowerCase().includes(`\`${actions[0]}\``),
    );
    expect(through).toEqual([]);
  });
});

interface LintCase {
  readonly id: string;
  readonly policy_text: string;
  readonly expected_finding_ids: readonly string[];
}
interface Adjudicated {
  readonly id: string;
  readonly ours: readonly string[];
  readonly agrees: boolean;
  readonly reason: string;
}
const cases = JSON.parse(read('parliament-lint-cases.json')) as LintCase[];
const adjudicated = JSON.parse(read('parliament-adjudicated.json')) as Adjudicated[];

describe('the cases of another linter', () => {
  test('each has its line', () => {
    expect(adjudicated.map(({ id }) => id)).toEqual(cases.map(({ id }) => id));
  });

  test.each(adjudicated)('$id: $reason', ({ id, ours }) => {
    const text = cases.find((one) => one.id === id)?.policy_text ?? '';
    const parsed = parsePolicyText(text);
    const codes = parsed.ok
      ? findingsOf(parsed.value).map(({ code }) => code as string)
      : parsed.refusals.map(({ code }) => code);
    expect(codes).toEqual(ours);
  });
});

interface Pair {
  readonly name: string;
  readonly from: { readonly document: object };
  readonly to: { readonly document: object };
}

function managed(): { name: string; policy: AwsPolicy }[] {
  const pairs = read('aws-managed-pairs.jsonl').trim().split('\n');
  return pairs.flatMap((line) => {
    const { name, from, to } = JSON.parse(line) as Pair;
    return [from, to].flatMap(({ document }) => {
      const parsed = parsePolicyText(JSON.stringify(document));
      return parsed.ok ? [{ name, policy: parsed.value }] : [];
    });
  });
}

function requestsOf({ witness }: PolicyFinding): unknown[] {
  if (witness === undefined) return [];
  return Array.isArray(witness['requests']) ? witness['requests'] : [witness];
}

test('the requests of every finding about policies of AWS are allowed by the whole policy', () => {
  let count = 0;
  for (const { name, policy } of managed()) {
    for (const finding of findingsOf(policy)) {
      // What is only possible hangs on how AWS reads a wildcard.
      if (finding.message.startsWith('may ')) continue;
      for (const request of requestsOf(finding)) {
        const { decision } = evaluate(policy, request as Parameters<typeof evaluate>[1]);
        expect(decision, `${name} ${JSON.stringify(request)}`).toBe('allow');
        count += 1;
      }
    }
  }
  expect(count).toBeGreaterThan(50);
});

test('every code has its row in the documentation, with its meaning, and no other has one', () => {
  const row = /^\| `([A-Z_]+)` \| (?:error|high|medium|low)[^|]* \| ([^|]*) \|/gm;
  const rows = [...readFileSync(PAGE, 'utf8').matchAll(row)];
  expect(Object.fromEntries(rows.map(([, code, meaning]) => [code, meaning]))).toEqual(
    FINDING_CODES,
  );
});
