import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { describeRuleTree } from './describe-rule-tree.ts';
import { evaluateRule, type RuleInput } from './evaluate-rule.ts';
import type { RuleStatus } from './rule-tree.ts';

interface GoldenCase {
  readonly description: string;
  readonly input: RuleInput;
  readonly status: RuleStatus;
  readonly sentences: readonly string[];
}

const file = new URL('../../../../vectors/domain/rules.json', import.meta.url);
const { cases } = JSON.parse(readFileSync(file, 'utf8')) as {
  readonly cases: readonly GoldenCase[];
};

test.each(cases)('$description', ({ input, status, sentences }) => {
  const tree = evaluateRule(input);
  expect(tree.status).toBe(status);
  expect(describeRuleTree(tree)).toEqual(sentences);
});
