import { firstRuleSet, lintRuleSet, type Roster } from '@countersign/domain';
import { expect, test } from 'vitest';
import { findingsText } from '../src/terminal/findings.ts';
import { styleOf } from '../src/terminal/style.ts';

const plain = styleOf(false, 120);
const WORKSPACE = '01900000-0000-7000-8000-000000000001';
const environment = {
  name: 'staging',
  class: 'staging',
  minimumAssurance: 'ssh' as const,
  onLapse: 'deny' as const,
  maxValiditySeconds: 1,
};
const nobody: Roster = {
  kind: 'roster',
  v: 1,
  workspace: WORKSPACE,
  mode: 'founded',
  number: 1,
  previous: null,
  quorum: { threshold: 1, humans: [] },
  humans: [],
  groups: [],
  serviceKeys: [],
};

test('a newcomer’s first Roster is told what it lacks once a role and once a place', () => {
  const rules = firstRuleSet(WORKSPACE, [environment]);
  const findings = lintRuleSet(rules, nobody).map((one) => ({ ...one }));
  const lines = findingsText(findings, plain).join('\n').split('\n');
  expect(lines.filter((line) => line.startsWith('  - '))).toEqual([
    '  - nobody in the Roster holds the role `security` (rules narrower, low, medium, high, highest)',
    '  - nobody in the Roster holds the role `resource-owner` (rules medium, high, highest)',
    '  - nobody in the Roster holds the role `risk-owner` (rules highest)',
    '  - in `staging` the people of the Roster could not approve a change of tier T0, T1, T2, T3, T4',
  ]);
  expect(lines.filter((line) => line.includes('what to do:'))).toHaveLength(2);
});

test('errors come first, and a sentence of another kind stands as it is', () => {
  const findings = [
    { code: 'UNKNOWN_ROLE', message: 'something new', severity: 'warning' },
    { code: 'EMPTY', message: 'rule `x` asks for nothing\u202e', severity: 'error' },
  ];
  const text = findingsText(findings, plain).join('\n');
  expect(text.indexOf('error EMPTY')).toBe(0);
  expect(text).toContain('  - rule `x` asks for nothing\\u{202e}');
  expect(text).toContain('warning UNKNOWN_ROLE\n  - something new');
});

test('without findings nothing is said', () => {
  expect(findingsText([], plain)).toEqual([]);
});
