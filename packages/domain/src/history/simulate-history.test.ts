import { expect, test } from 'vitest';
import { LONG_AGO, PRODUCTION, rosterOf, ruleSetOf, ruleSetV2, STAGING } from '../../test/world.ts';
import type { PastChange } from './rate-change.ts';
import { compareHistories, peopleBySource, simulateHistory } from './simulate-history.ts';

const MONDAY = '2026-11-23T09:00:00.000Z';
const change = (more: Partial<PastChange> = {}): PastChange => ({
  at: MONDAY,
  environment: STAGING,
  environmentClass: 'staging',
  dataClass: 'internal',
  effects: ['ADDS_WRITE'],
  verdict: 'broader',
  authors: ['human'],
  facts: [],
  ...more,
});
const times = {
  minutesByTier: { T0: 60, T1: 60, T2: 60, T3: 60, T4: 60 },
  latencyHours: 0,
  hoursAWeek: 168,
};

test('each change is rated, governed and counted by role and week', () => {
  const history = [
    change({ effects: ['ADDS_LIST'] }),
    change({ effects: ['ADDS_PERMISSIONS_MANAGEMENT'] }),
    change({ at: '2026-11-29T23:59:59.999Z' }),
    change({
      at: '2026-11-30T00:00:00.000Z',
      environment: PRODUCTION,
      environmentClass: 'production',
    }),
  ];
  const found = simulateHistory(ruleSetV2(), history, null);
  expect(found.byTier).toEqual({ T0: 0, T1: 1, T2: 2, T3: 1, T4: 0 });
  expect(found.changes.map(({ rule }) => rule)).toEqual(['low', 'high', 'medium', 'medium']);
  expect(found.load).toEqual([
    {
      source: 'reviewer',
      people: null,
      approvals: 1,
      weeks: 2,
      mean: 0.5,
      busiest: { week: '2026-11-23', approvals: 1 },
    },
    {
      source: 'resource-owner',
      people: null,
      approvals: 3,
      weeks: 2,
      mean: 1.5,
      busiest: { week: '2026-11-23', approvals: 2 },
    },
    {
      source: 'security',
      people: null,
      approvals: 1,
      weeks: 2,
      mean: 0.5,
      busiest: { week: '2026-11-23', approvals: 1 },
    },
  ]);
  expect(found.leadTimes).toEqual([]);
});

test('a queue makes the later wait for whoever is free first', () => {
  const history = [change(), change(), change()];
  const people = new Map([['resource-owner', 2]]);
  const [lead] = simulateHistory(ruleSetV2(), history, { people, times }).leadTimes;
  expect(lead).toEqual({ tier: 'T2', changes: 3, p50: 3600, p90: 7200, max: 7200, unmet: 0 });
});

test('a person who gives a day in seven to reviews takes seven times as long', () => {
  const people = new Map([['resource-owner', 1]]);
  const slow = { ...times, hoursAWeek: 24, latencyHours: 1 };
  const [lead] = simulateHistory(ruleSetV2(), [change()], { people, times: slow }).leadTimes;
  expect(lead?.max).toBe(3600 + 7 * 3600);
});

test('what nobody could approve has no lead time, and is not left out', () => {
  const history = [change({ effects: ['ADDS_ESCALATION'] }), change({ effects: ['ADDS_LIST'] })];
  const people = new Map([['reviewer', 1]]);
  const { leadTimes } = simulateHistory(ruleSetV2(), history, { people, times });
  expect(leadTimes).toEqual([
    { tier: 'T1', changes: 1, p50: 3600, p90: 3600, max: 3600, unmet: 0 },
    { tier: 'T4', changes: 1, p50: null, p90: null, max: null, unmet: 1 },
  ]);
});

test('what is above the appetite, not decided or governed by nothing is counted', () => {
  const law = ruleSetV2({
    appetite: [
      {
        environment: '*',
        dataClass: null,
        upTo: 'T2',
        acceptedBy: 'rosa',
        since: '2026-12-24T00:00:00.000Z',
        until: null,
      },
    ],
    rules: ruleSetOf().rules.slice(0, 4),
  });
  const history = [
    change(),
    change({ effects: ['ADDS_ESCALATION'] }),
    change({ verdict: 'undetermined', effects: ['UNDETERMINED_CLASS'] }),
  ];
  const found = simulateHistory(law, history, null);
  expect(found).toMatchObject({ aboveAppetite: 2, ungoverned: 1, undetermined: 1 });
});

test('two rule sets are compared change by change', () => {
  const history = [
    change(),
    change({ verdict: 'narrower', effects: [] }),
    change({ effects: ['ADDS_ESCALATION'] }),
  ];
  const before = simulateHistory(ruleSetOf(), history, null);
  const after = simulateHistory(ruleSetV2(), history, null);
  expect(compareHistories(before, after)).toEqual({
    higher: 1,
    lower: 1,
    same: 1,
    moves: [
      { from: 'T0', to: 'T0', changes: 1 },
      { from: 'T3', to: 'T2', changes: 1 },
      { from: 'T3', to: 'T4', changes: 1 },
    ],
  });
});

test('people are counted by the roles that rules name, active ones only', () => {
  const people = peopleBySource(ruleSetV2(), rosterOf(), LONG_AGO);
  expect(Object.fromEntries(people)).toEqual({
    reviewer: 7,
    'resource-owner': 2,
    security: 2,
    'risk-owner': 0,
  });
});
