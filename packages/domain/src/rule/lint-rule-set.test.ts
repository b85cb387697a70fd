import { expect, test } from 'vitest';
import { listed, PRODUCTION, rosterOf, ruleSetOf } from '../../test/world.ts';
import type { ApprovalRule, Requires } from '../roster.ts';
import { lintRuleSet } from './lint-rule-set.ts';

const anywhere = { verdict: null, tierAtLeast: null, tierAtMost: null, environmentClass: null };
const hardware = rosterOf({
  humans: ['rosa', 'sam', 'rita'].map((id, i) => {
    const human = listed(id, [['resource-owner'], ['security'], ['risk-owner']][i] ?? []);
    const credentials = human.credentials.map((c) => ({ ...c, assurance: 'webauthn-uv' as const }));
    return { ...human, credentials };
  }),
});

function rule(name: string, requires: Requires, more: Partial<ApprovalRule> = {}): ApprovalRule {
  return { name, if: anywhere, requires, deny: null, distinct: true, ...more };
}

const one = { from: { role: 'reviewer' }, approve: 1 };

test('the default rule set is sound where somebody holds every role with a hardware key', () => {
  expect(lintRuleSet(ruleSetOf(), hardware)).toEqual([]);
});

test('a rule that only plain ssh keys could meet in production is named', () => {
  const messages = lintRuleSet(ruleSetOf(), rosterOf()).map((f) => f.message);
  expect(messages).toContain(
    `rule \`high\` cannot be satisfied for T3 in \`${PRODUCTION}\` by anyone in the roster`,
  );
});

test.each<[string, readonly ApprovalRule[], string]>([
  ['SHADOWED', [rule('a', one), rule('b', one)], 'rule `b` never governs: `a` comes first'],
  ['DUPLICATE_NAME', [rule('a', one), rule('a', one)], 'two rules are named `a`'],
  [
    'UNKNOWN_GROUP',
    [rule('a', { from: { group: 'ghosts' }, approve: 1 })],
    'rule `a` names group `ghosts`, which the roster lacks',
  ],
  ['BAD_THRESHOLD', [rule('a', { ...one, approve: 0 })], 'rule `a` asks for `0` people'],
  ['EMPTY', [rule('a', { all: [] })], 'rule `a` has a part that asks for nothing'],
])('%s keeps a rule set from being adopted', (code, rules, message) => {
  const findings = lintRuleSet(ruleSetOf({ rules }), hardware);
  expect(findings).toContainEqual({ code, severity: 'error', rule: rules.at(-1)?.name, message });
});

test('a tier that no rule covers is a warning', () => {
  const rules = [rule('a', one, { if: { ...anywhere, tierAtMost: 'T3' } })];
  const findings = lintRuleSet(ruleSetOf({ rules }), hardware).filter(
    (f) => f.code === 'NOT_COVERED',
  );
  expect(findings.map((f) => f.message)).toContain(`no rule covers T4 in \`${PRODUCTION}\``);
});
