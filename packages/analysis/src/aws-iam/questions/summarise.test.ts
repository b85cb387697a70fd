import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { awsIam } from '../language.ts';
import type { AwsSubject } from '../model.ts';

interface Golden {
  readonly name: string;
  readonly from: unknown;
  readonly to: unknown;
  readonly verdict: string;
  readonly newlyAllowed: readonly string[];
  readonly newlyDenied: readonly string[];
}

const VECTORS = new URL('../../../../../vectors/analysis/class-sentences.json', import.meta.url);
const golden: readonly Golden[] = JSON.parse(readFileSync(VECTORS, 'utf8'));

function read(member: unknown): AwsSubject | null {
  if (member === null) return null;
  const parsed = awsIam.read(member);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.refusals));
  return parsed.value;
}

test.each(golden)('$name: what is new and what is gone, in sentences', (one) => {
  const result = awsIam.diff(read(one.from), read(one.to));
  expect(result.verdict).toBe(one.verdict);
  expect(result.newlyAllowed.map(({ summary }) => summary)).toEqual(one.newlyAllowed);
  expect(result.newlyDenied.map(({ summary }) => summary)).toEqual(one.newlyDenied);
});

test('a class of several has them as its parts, each with a sentence and a witness of its own', () => {
  const one = golden.find(({ name }) => name === 'more changes than a handful');
  const { newlyAllowed } = awsIam.diff(read(one?.from), read(one?.to));
  const merged = newlyAllowed.filter(({ parts }) => parts !== undefined);
  expect(merged).toHaveLength(2);
  for (const { summary, parts } of merged) {
    expect(summary).toContain('part of');
    expect(parts).toHaveLength(2);
    for (const part of parts ?? []) {
      expect(part.summary).not.toContain('part of');
      expect(part.witness).not.toBeNull();
    }
  }
});

test('a list that is cut short in the sentence stands in the class in full', () => {
  const actions = Array.from({ length: 40 }, (_, at) => `ec2:Made${at}`);
  const Statement = [{ Effect: 'Allow', Action: actions, Resource: '*' }];
  const [only] = awsIam.diff(null, read({ Version: '2012-10-17', Statement })).newlyAllowed;
  expect(only?.summary.length).toBeLessThan(300);
  expect(only?.summary).toContain('and 37 more actions (40 of them are no actions AWS lists)');
  expect(only?.actions).toHaveLength(40);
});

test('a backtick in a policy does not end what is quoted', () => {
  const Statement = [{ Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::a`b' }];
  const [only] = awsIam.diff(null, read({ Version: '2012-10-17', Statement })).newlyAllowed;
  expect(only?.summary).toContain('on `arn:aws:s3:::a\\u0060b`:');
});
