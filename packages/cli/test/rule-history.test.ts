import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { defaultAppetite, defaultRuleSet, firstRuleSet, type Roster } from '@countersign/domain';
import { expect, test } from 'vitest';
import { runProgram, tempFolder } from './run-program.ts';

const ID = '01900000-0000-7000-8000-000000000001';
const AT = '2026-11-23T12:00:00.000Z';
const environment = {
  name: 'production',
  class: 'production',
  minimumAssurance: 'ssh' as const,
  onLapse: 'deny' as const,
  maxValiditySeconds: 1,
};
const appetite = defaultAppetite([environment], { by: ID, since: AT });
const folder = tempFolder();
const write = (name: string, content: unknown): string => {
  const path = join(folder, name);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
};
const tiered = write('tiered.json', defaultRuleSet(ID, [environment], appetite));
const plain = write('plain.json', firstRuleSet(ID, [environment]));
const policy = (...Action: string[]): object => ({
  Version: '2012-10-17',
  Statement: { Effect: 'Allow', Action, Resource: '*' },
});
const line = (more: object): string =>
  JSON.stringify({ at: AT, environment: 'production', dataClass: 'internal', ...more });
const history = write(
  'history.jsonl',
  [
    line({
      from: policy('s3:ListAllMyBuckets'),
      to: policy('s3:ListAllMyBuckets', 's3:GetObject'),
    }),
    line({ from: null, to: policy('iam:PutUserPolicy') }),
    line({ effects: ['ADDS_WRITE'], verdict: 'broader', author: 'agent' }),
    line({ from: null, to: policy('s3:GetObject'), environment: 'moon' }),
    'no json',
    '',
  ].join('\n'),
);
const roster: Roster = {
  kind: 'roster',
  v: 1,
  workspace: ID,
  mode: 'founded',
  number: 1,
  previous: null,
  quorum: { threshold: 1, humans: [ID] },
  humans: [
    {
      id: ID,
      commitment: `sha256:${'0'.repeat(64)}`,
      roles: ['resource-owner', 'security'],
      accepts: [],
      since: '2020-01-01T00:00:00.000Z',
      until: null,
      credentials: [],
    },
  ],
  groups: [],
  serviceKeys: [
    {
      use: 'log',
      type: 'ed25519',
      publicKey: 'A'.repeat(43).concat('='),
      since: '2020-01-01T00:00:00.000Z',
      until: null,
    },
  ],
};

const simulate = (...more: string[]): ReturnType<typeof runProgram> =>
  runProgram(['rule', 'simulate', tiered, '--history', history, ...more]);

test('a history is rated from files alone, and lines that cannot be are told by number', async () => {
  const { exit, json } = await simulate('--json', '--each');
  expect(exit).toBe(0);
  expect(json()).toMatchObject({
    byTier: { T0: 0, T1: 1, T2: 0, T3: 1, T4: 1 },
    aboveAppetite: 1,
    changes: [
      { tier: 'T1', reasons: ['READS'], rule: 'low' },
      { tier: 'T4', reasons: ['ESCALATION_PATH', 'PERMISSIONS_MANAGEMENT'], rule: 'highest' },
      { tier: 'T3', reasons: ['AGENT_WRITES_IN_PRODUCTION', 'WRITES', 'AGENT_AUTHOR'] },
    ],
    leadTimes: [],
    unread: [
      {
        line: 4,
        why: '`environmentClass` is not given, and the rule set has no environment `moon`',
      },
      { line: 5, why: 'the line is not JSON' },
    ],
  });
});

test('against another rule set it says what moves, and with a Roster how long it takes', async () => {
  const people = write('roster.json', roster);
  const { exit, stdout } = await simulate(
    '--against',
    plain,
    '--roster',
    people,
    '--service',
    'T1=60',
  );
  expect(exit).toBe(0);
  expect(stdout).toContain(
    'against the other rule set 1 higher, 1 lower, 1 as before (T3 to T1: 1, T3 to T4: 1)',
  );
  expect(stdout).toMatch(/risk-owner +0 /);
  expect(stdout).toMatch(/T4 +never/);
  expect(stdout).toContain('one decision takes 2 minutes for T0, 60 minutes for T1');
});

test('without a change that can be rated, or with a rule set that is none, it exits 3', async () => {
  const empty = write('empty.jsonl', 'no json\n');
  const none = await runProgram(['rule', 'simulate', tiered, '--history', empty]);
  expect([none.exit, none.stderr]).toEqual([
    3,
    expect.stringContaining('line 1: the line is not JSON'),
  ]);
  const bad = await runProgram(['rule', 'simulate', history, '--history', history]);
  expect(bad.exit).toBe(3);
  const time = await simulate('--service', 'T9=3');
  expect([time.exit, time.stderr]).toEqual([3, expect.stringContaining('BAD_SERVICE_TIME')]);
});
