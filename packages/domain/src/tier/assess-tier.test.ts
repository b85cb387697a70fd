import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { TierRule } from '../roster.ts';
import type { Tier } from '../values.ts';
import { assessTier, holds, NO_TIER_RULE, type TierInput } from './assess-tier.ts';
import { DEFAULT_TIER_RULES } from './default-tier-rules.ts';
import { explainTier } from './explain-tier.ts';
import { KNOWN_EFFECTS } from './known-effects.ts';
import { factsOf } from './tier-of.ts';

const INPUT: TierInput = {
  effects: [],
  verdict: 'broader',
  environmentClass: 'staging',
  dataClass: 'internal',
  authors: ['human'],
  facts: [],
};
const of = (more: Partial<TierInput>): ReturnType<typeof assessTier> =>
  assessTier({ ...INPUT, ...more }, DEFAULT_TIER_RULES);

test.each<[Partial<TierInput>, Tier, string]>([
  [{ verdict: 'narrower' }, 'T0', 'NO_NEW_ACCESS'],
  [{ verdict: 'equivalent' }, 'T0', 'NO_NEW_ACCESS'],
  [{ verdict: 'narrower', effects: ['DENY_REMOVED'] }, 'T3', 'DENY_REMOVED'],
  [{ verdict: 'narrower', facts: ['base-not-released'] }, 'T3', 'BASE_NOT_RELEASED'],
  [{ verdict: 'narrower', facts: ['stale-input'], authors: ['agent'] }, 'T0', 'NO_NEW_ACCESS'],
  [{ effects: ['ADDS_LIST'] }, 'T1', 'LISTS'],
  [{ effects: ['ADDS_READ'] }, 'T1', 'READS'],
  [{ effects: ['ADDS_READ'], dataClass: 'pci' }, 'T2', 'READS_SENSITIVE_DATA'],
  [{ effects: ['ADDS_READ'], dataClass: null }, 'T2', 'READS_SENSITIVE_DATA'],
  [{ effects: ['ADDS_READ'], authors: ['human', 'agent'] }, 'T2', 'AGENT_AUTHOR'],
  [{ effects: ['ADDS_READ'], authors: ['pipeline'] }, 'T1', 'READS'],
  [{ effects: ['ADDS_WRITE'] }, 'T2', 'WRITES'],
  [{ effects: ['ADDS_READ', 'SCOPE_WIDENED'] }, 'T2', 'SCOPE_WIDENED'],
  [
    { effects: ['ADDS_READ', 'SCOPE_WIDENED'], environmentClass: 'production' },
    'T3',
    'SCOPE_WIDENED_IN_PRODUCTION',
  ],
  [
    { effects: ['ADDS_WRITE'], authors: ['agent'], environmentClass: 'production' },
    'T3',
    'AGENT_WRITES_IN_PRODUCTION',
  ],
  [{ effects: ['ADDS_PERMISSIONS_MANAGEMENT', 'ADDS_READ'] }, 'T3', 'PERMISSIONS_MANAGEMENT'],
  [{ effects: ['ADDS_READ'], facts: ['third-party'] }, 'T3', 'THIRD_PARTY'],
  [{ verdict: 'undetermined' }, 'T3', 'NOT_DECIDED'],
  [{ effects: ['ADDS_ESCALATION', 'ADDS_WRITE'] }, 'T4', 'ESCALATION_PATH'],
  [{ effects: ['UNKNOWN_ACTION'] }, 'T4', 'UNKNOWN_ACTION'],
])('the shipped profile on %j is %s because of %s', (more, tier, reason) => {
  expect(of(more)).toMatchObject({ tier, reasons: expect.arrayContaining([reason]) });
  expect(of(more).reasons[0]).toBe(reason);
});

test('what no rule speaks about is of the highest tier (INV-5)', () => {
  expect(of({ effects: ['SOMETHING_NEW'] })).toEqual({ tier: 'T4', reasons: [NO_TIER_RULE] });
  expect(assessTier(INPUT, [])).toEqual({ tier: 'T4', reasons: [NO_TIER_RULE] });
  expect(explainTier(INPUT, []).lower).toEqual(['a tier rule that covers it']);
});

test('the shipped profile has a rule for every effect that there is, and one of every tier', () => {
  for (const effect of KNOWN_EFFECTS) {
    expect([effect, of({ effects: [effect], facts: factsOf([effect]) }).reasons[0]]).not.toContain(
      NO_TIER_RULE,
    );
  }
  expect([...new Set(DEFAULT_TIER_RULES.map(({ tier }) => tier))]).toEqual([
    'T0',
    'T1',
    'T2',
    'T3',
    'T4',
  ]);
});

test('what would lower the tier is what its rules say, and what was tried', () => {
  const input: TierInput = {
    ...INPUT,
    effects: ['ADDS_ESCALATION', 'ADDS_WRITE'],
    dataClass: null,
  };
  expect(explainTier(input, DEFAULT_TIER_RULES)).toMatchObject({
    tier: 'T4',
    lower: ['take away one step of the path, or limit its first step to what is needed'],
    without: [{ what: 'ADDS_ESCALATION', tier: 'T2' }],
  });
  const reads: TierInput = { ...INPUT, effects: ['ADDS_READ'], dataClass: null };
  expect(explainTier(reads, DEFAULT_TIER_RULES).without).toContainEqual({
    what: 'a data class that is not stated',
    tier: 'T1',
  });
});

const inputs = fc.record({
  effects: fc.subarray([...KNOWN_EFFECTS]),
  verdict: fc.constantFrom('equivalent', 'narrower', 'broader', 'incomparable', 'undetermined'),
  environmentClass: fc.constantFrom('production', 'staging'),
  dataClass: fc.constantFrom(null, 'internal', 'pci'),
  authors: fc.subarray(['human', 'agent', 'pipeline', 'template']),
  facts: fc.subarray(['third-party', 'base-not-released', 'stale-input', 'crosses-environment']),
}) as fc.Arbitrary<TierInput>;

test('one more effect, fact or author never lowers a tier', () => {
  fc.assert(
    fc.property(inputs, fc.constantFrom(...KNOWN_EFFECTS), (input, effect) => {
      const before = assessTier(input, DEFAULT_TIER_RULES);
      if (before.reasons[0] === NO_TIER_RULE) return;
      const more = { ...input, effects: [...input.effects, effect] };
      expect(assessTier(more, DEFAULT_TIER_RULES).tier >= before.tier).toBe(true);
      const agent: TierInput = { ...input, authors: [...input.authors, 'agent'] };
      expect(assessTier(agent, DEFAULT_TIER_RULES).tier >= before.tier).toBe(true);
    }),
  );
});

test('the tier is that of the highest rule that holds, and every rule that holds is named', () => {
  fc.assert(
    fc.property(inputs, (input) => {
      const held = DEFAULT_TIER_RULES.filter((rule: TierRule) => holds(rule.when, input));
      const { tier, reasons } = assessTier(input, DEFAULT_TIER_RULES);
      if (held.length === 0) expect(tier).toBe('T4');
      else {
        expect(held.every((rule) => rule.tier <= tier)).toBe(true);
        expect(new Set(reasons)).toEqual(new Set(held.map(({ code }) => code)));
      }
    }),
  );
});
