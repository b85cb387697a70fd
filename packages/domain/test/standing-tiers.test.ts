import { describe, expect, test } from 'vitest';
import type { RuleSetV2, VerificationFacts } from '../src/index.ts';
import { adoptRuleSetV2 } from './forge.ts';
import { StandingWorld, VALID_UNTIL } from './standing-world.ts';
import { codes, human, LONG_AGO, named, ruleSetV2, sentences } from './world.ts';

const upTo = (tier: 'T1' | 'T2' | 'T4'): RuleSetV2['appetite'] => [
  {
    environment: '*',
    dataClass: null,
    upTo: tier,
    acceptedBy: 'rosa',
    since: LONG_AGO,
    until: null,
  },
];
const listing: Partial<VerificationFacts> = { effects: ['ADDS_LIST'] };
const managing: Partial<VerificationFacts> = { effects: ['ADDS_PERMISSIONS_MANAGEMENT'] };
const assessed = (more: Partial<RuleSetV2> = { appetite: upTo('T4') }): StandingWorld =>
  new StandingWorld({}, undefined, ruleSetV2(more));

/** A policy with nothing in force yet, and a need that says of which class the data is. */
function fresh(world: StandingWorld): StandingWorld {
  world.anotherPolicy();
  world.stateRequirement(`requirement of ${world.policy}`, { dataClass: 'internal' });
  return world;
}

function instance(world: StandingWorld, more: Partial<VerificationFacts>): string {
  const candidate = fresh(world).draft(`policy-of-${world.policy}`);
  world.verify(candidate, more);
  return candidate;
}

describe('a template under tier rules', () => {
  test('is of the highest tier any instance reaches: by any author, for data of any class', () => {
    const world = assessed();
    world.verifyTemplate(listing);
    expect(world.templateNow()).toMatchObject({
      verification: { tier: 'T2', reasons: ['AGENT_AUTHOR', 'LISTS'] },
    });
    world.verifyTemplate(managing);
    world.submitTemplate();
    expect(world.templateNow()).toMatchObject({
      standing: { submission: { tier: 'T3', rule: { name: 'high' } } },
    });
  });

  test('above what somebody accepts there is not submitted, and no exception helps', () => {
    const exceptions: RuleSetV2['exceptions'] = [
      {
        id: 'x1',
        name: 'pilot',
        environment: '*',
        policy: null,
        covers: { appetite: 'T4', undetermined: [] },
        owner: 'sam',
        why: 'pilot',
        compensatingControl: null,
        since: LONG_AGO,
        until: '2027-01-01T00:00:00.000Z',
      },
    ];
    const world = assessed({ appetite: upTo('T2'), exceptions });
    world.verifyTemplate(managing);
    const { template } = world;
    const command = { type: 'submitTemplate', template, validUntil: VALID_UNTIL } as const;
    expect(codes(world.try(human('author'), command))).toEqual(['ABOVE_APPETITE']);
  });

  test('lets an instance of its tier through, and one above it go to a review', () => {
    const world = assessed();
    world.verifyTemplate(listing);
    world.submitTemplate();
    world.sign('rosa');
    expect(world.templateNow().state).toBe('approved');
    expect(codes(world.tryApply(instance(world, listing)))).toEqual([]);
    const above = instance(world, managing);
    expect(sentences(world.tryApply(above))).toContain(
      'the candidate is T3, the standing approval reaches T2',
    );
  });

  test('is held against the rules of now: what was enough then may not be any more', () => {
    const world = assessed();
    world.verifyTemplate(listing);
    world.submitTemplate();
    world.sign('rosa');
    const candidate = instance(world, listing);
    const { tierRules } = ruleSetV2({});
    const stricter = tierRules.map((rule) =>
      rule.code === 'LISTS' ? { ...rule, tier: 'T3' as const } : rule,
    );
    adoptRuleSetV2(world, { appetite: upTo('T4'), tierRules: stricter });
    expect(codes(world.tryApply(candidate))).toEqual(['RULE_NOT_SATISFIED', 'TIER_ABOVE_STANDING']);
    world.facts.verifications.delete(named('template verification 1'));
    expect(codes(world.tryApply(candidate))).toContain('RULE_NOT_SATISFIED');
  });

  test('ends where nobody accepts that much any more', () => {
    const world = assessed().standing(managing);
    const candidate = instance(world, managing);
    adoptRuleSetV2(world, { appetite: upTo('T2') });
    expect(codes(world.tryApply(candidate))).toEqual(['ABOVE_APPETITE']);
  });
});
