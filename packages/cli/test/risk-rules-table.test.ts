import { DEFAULT_TIER_RULES } from '@countersign/domain';
import { expect, test } from 'vitest';
import {
  exceptionsTable,
  guardrailWords,
  type RiskRules,
  tierRulesTable,
} from '../src/terminal/risk-rules-table.ts';
import { styleOf } from '../src/terminal/style.ts';

const style = styleOf(false, 400);
const SAM = '01900000-0000-7000-8000-000000000001';

test('tier rules stand by tier, the gravest first, each with when it holds', () => {
  const rules = DEFAULT_TIER_RULES as RiskRules['tierRules'];
  const lines = tierRulesTable(rules, style).split('\n');
  expect(lines[1]).toMatch(/^T4 +ESCALATION_PATH +ADDS_ESCALATION +a path to more/);
  expect(lines.at(-1)).toMatch(/^T0 +NO_NEW_ACCESS +equivalent or narrower/);
  expect(lines.join('\n')).toMatch(/READS_SENSITIVE_DATA +ADDS_READ, data .*pci or not stated/);
});

test('an exception that expired is shown as such, and one in force with its dates', () => {
  const one: RiskRules['exceptions'][number] = {
    id: SAM,
    name: 'pilot',
    environment: 'prod/*',
    policy: null,
    covers: { appetite: 'T4', undetermined: ['the condition c\u202e'] },
    owner: SAM,
    why: 'pilot',
    compensatingControl: null,
    since: '2026-01-01T00:00:00.000Z',
    until: '2026-02-01T00:00:00.000Z',
  };
  const at = (now: string): string =>
    exceptionsTable([one], { people: { [SAM]: 'sam' }, style, at: now });
  expect(at('2026-01-15T00:00:00.000Z')).toMatch(
    /pilot +risk up to T4 and undetermined the condition c\\u\{202e\} for prod\/\* +sam +since 2026-01-01/,
  );
  expect(at('2026-02-01T00:00:00.000Z')).toContain('expired 2026-02-01T00:00:00.000Z');
});

test('a guardrail says what it asks for, in the words it is written in', () => {
  const words = guardrailWords({
    name: 'no-exfiltration',
    kind: 'regulatory',
    severity: 'block',
    language: 'aws-iam',
    scope: {
      environments: ['prod/*'],
      environmentClasses: null,
      dataClasses: ['pci'],
      identities: ['*'],
    },
    owner: SAM,
    frameworks: [],
    until: null,
    why: 'no card data leaves',
    obligation: { type: 'must-deny', request: { actions: ['s3:PutObject'] } },
  });
  expect(words).toBe(
    'must-deny request {"actions":["s3:PutObject"]} in aws-iam; environments prod/*, data pci, identities *',
  );
});
