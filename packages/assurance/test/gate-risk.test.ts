import {
  type ApprovalStatement,
  DEFAULT_TIER_RULES,
  type RuleSetV2,
  type Tier,
} from '@countersign/domain';
import { digestOf, type RuleSet } from '@countersign/evidence';
import { describe, expect, test } from 'vitest';
import { ASKED, both, verdictOf } from './gate-fixture.ts';
import type { Changes } from './gate-world.ts';
import { ruleSet1, TRUST } from './law.ts';
import { id, LONG_AGO, OLGA, RELEASED, UNTIL } from './people.ts';

const appetite = (upTo: Tier): RuleSetV2['appetite'] => [
  { environment: '*', dataClass: null, upTo, acceptedBy: OLGA.human, since: LONG_AGO, until: null },
];
const exception = (more: Partial<RuleSetV2['exceptions'][number]> = {}) => ({
  id: id(50),
  name: 'pilot',
  environment: '*',
  policy: null,
  covers: { appetite: 'T4' as const, undetermined: ['diff-decided'] },
  owner: OLGA.human,
  why: 'pilot',
  compensatingControl: null,
  since: LONG_AGO,
  until: UNTIL,
  ...more,
});
const tiered = (more: Partial<RuleSetV2> = {}): RuleSet =>
  ({
    ...ruleSet1,
    v: 2,
    tierRules: DEFAULT_TIER_RULES,
    appetite: appetite('T4'),
    guardrails: [],
    inputs: [],
    exceptions: [],
    ...more,
  }) as RuleSet;

/** A release under one rule set from the first version on, approved as that tier with those exceptions. */
async function codesOf(
  law: RuleSet | readonly RuleSet[],
  changes: Changes & { readonly tier?: Tier; readonly exceptions?: readonly string[] },
): Promise<readonly string[]> {
  const chain: RuleSet[] = [];
  for (const one of [law].flat()) {
    const newest = chain.at(-1);
    const previous = newest === undefined ? null : digestOf(newest);
    chain.push({ ...one, number: chain.length + 1, previous });
  }
  const [first = ruleSet1] = chain;
  const { tier = 'T3', exceptions = [], ...rest } = changes;
  const verdict = await verdictOf(
    {
      ruleSets: chain.map((document) => ({ document, by: both })),
      approval: (value: ApprovalStatement): ApprovalStatement => ({
        ...value,
        tier,
        rule: { ...value.rule, ruleSetDigest: digestOf(first) },
        confirmations: {
          ...value.confirmations,
          risk: { tier, reasons: ['READS'] },
          exceptions: { ids: exceptions },
        },
      }),
      ...rest,
    },
    { ...ASKED, trust: { ...TRUST, ruleSet: { number: 1, digest: digestOf(first) } } },
  );
  return verdict.ok ? [] : [...new Set(verdict.refusals.map(({ code }) => code))];
}

describe('a gate holds the tier that approvers signed against what the change does', () => {
  test.each<[readonly string[], Tier, readonly string[]]>([
    [['ADDS_PERMISSIONS_MANAGEMENT'], 'T3', []],
    [['ADDS_PERMISSIONS_MANAGEMENT'], 'T4', []],
    [['ADDS_PERMISSIONS_MANAGEMENT'], 'T2', ['TIER_TOO_LOW']],
    [['ADDS_WRITE'], 'T2', []],
    [['ADDS_ESCALATION'], 'T3', ['TIER_TOO_LOW']],
    [['NEVER_HEARD_OF'], 'T3', ['TIER_TOO_LOW']],
  ])('%j approved as %s: %j', async (effects, tier, wanted) => {
    expect(await codesOf(tiered(), { effects, tier })).toEqual(wanted);
  });

  test('without an assessment the tiers are those of version 1', async () => {
    expect(await codesOf(tiered(), { tier: 'T3' })).toEqual([]);
    expect(await codesOf(tiered(), { tier: 'T2' })).toEqual(['TIER_TOO_LOW']);
  });

  test('an assessment that is named and not in the bundle proves nothing', async () => {
    const codes = await codesOf(tiered(), {
      effects: ['ADDS_WRITE'],
      tier: 'T2',
      files: (files) => files.delete('assessment.json'),
    });
    expect(codes).toContain('VERIFICATION_SIGNATURE');
  });

  test('the first release of a policy is rated as a whole, where nothing was in force', async () => {
    const first: Changes = { release: (value) => ({ ...value, number: 1 }) };
    expect(await codesOf(tiered(), { ...first, effects: ['ADDS_WRITE'], tier: 'T2' })).toEqual([]);
    expect(await codesOf(tiered(), { ...first, tier: 'T2' })).toContain('BINDING_MISMATCH');
  });

  test('a rule about authors binds where no token had a hand in it', async () => {
    const [some] = DEFAULT_TIER_RULES;
    if (some === undefined) throw new Error('no rules');
    const when = { ...some.when, verdict: null, author: ['human' as const] };
    const law = tiered({
      tierRules: [...DEFAULT_TIER_RULES, { ...some, tier: 'T4', when, code: 'HUMANS' }],
    });
    const changes: Changes = { effects: ['ADDS_WRITE'] };
    expect(await codesOf(law, { ...changes, tier: 'T3' })).toEqual(['TIER_TOO_LOW']);
  });
});

describe('a gate holds the risk against the appetite, as signed and under the newest rule set', () => {
  const changes: Changes = { effects: ['ADDS_PERMISSIONS_MANAGEMENT'] };

  test('above it nothing passes but by an exception that the approvers confirmed', async () => {
    const law = tiered({ appetite: appetite('T2'), exceptions: [exception()] });
    expect(await codesOf(law, changes)).toEqual(['ABOVE_APPETITE']);
    expect(await codesOf(law, { ...changes, exceptions: [id(51)] })).toEqual(['ABOVE_APPETITE']);
    expect(await codesOf(law, { ...changes, exceptions: [id(50)] })).toEqual([]);
  });

  test('an exception that ended before the release has no effect', async () => {
    const exceptions = [exception({ until: RELEASED })];
    const law = tiered({ appetite: appetite('T2'), exceptions });
    expect(await codesOf(law, { ...changes, exceptions: [id(50)] })).toEqual(['ABOVE_APPETITE']);
  });

  test('a newer rule set that accepts less stops what was approved before', async () => {
    const strict = tiered({ appetite: appetite('T2') });
    expect(await codesOf([tiered(), strict], changes)).toEqual(['ABOVE_APPETITE']);
    expect(await codesOf([strict, tiered()], changes)).toEqual(['ABOVE_APPETITE']);
  });
});

describe('a gate lets through what is undetermined only by an exception that names it', () => {
  const open: Changes = { effects: ['UNDETERMINED_CLASS'], tests: { warned: ['diff-decided'] } };

  test('named and confirmed it passes', async () => {
    const law = tiered({ exceptions: [exception()] });
    expect(await codesOf(law, open)).toEqual(['VERIFICATION_NOT_PASSED']);
    expect(await codesOf(law, { ...open, exceptions: [id(50)] })).toEqual([]);
  });

  test('an intended denial never does', async () => {
    const covers = { appetite: null, undetermined: ['denies/no-delete'] };
    const law = tiered({ exceptions: [exception({ covers })] });
    const denial: Changes = { ...open, tests: { warned: ['denies/no-delete'] } };
    expect(await codesOf(law, { ...denial, exceptions: [id(50)] })).toEqual([
      'VERIFICATION_NOT_PASSED',
    ]);
  });
});
